// SPDX-License-Identifier: Apache-2.0
// llama-bench prints a table by default:
//   | model         |     size |   params | backend | threads |          test |           t/s |
//   | llama 1B Q4_0 | 0.70 GiB |   1.24 B | CPU     |       8 | pp512 @ d4096 | 163.24 ± 2.82 |
// or, with -o sql, a CREATE TABLE and one INSERT a test. llama-batched-bench prints
//   |    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |      T s |    S
//   t/s |
// Columns are called as both tools call them in JSON, so that one file can be held against another.
#include <algorithm>
#include <array>

#include "core/decimal.h"
#include "core/text.h"
#include "model/text/line_formats.h"

namespace chimera::model {

using Field = std::pair<std::size_t, std::size_t>;

static constexpr std::string_view kPlusMinus = "\xC2\xB1";

namespace {

struct Heading {
    std::string_view shown;
    std::string_view name;
};

}  // namespace

// What llama-bench's table abbreviates.
static constexpr std::array<Heading, 26> kLlamaBench = {{
    {"model", "model_type"},    {"size", "model_size"},   {"params", "model_n_params"},
    {"backend", "backends"},    {"threads", "n_threads"}, {"ngl", "n_gpu_layers"},
    {"n_cpu_moe", "n_cpu_moe"}, {"ncmoe", "n_cpu_moe"},   {"fa", "flash_attn"},
    {"sm", "split_mode"},       {"mg", "main_gpu"},       {"nkvo", "no_kv_offload"},
    {"dev", "devices"},         {"ts", "tensor_split"},   {"ot", "tensor_buft_overrides"},
    {"mmap", "use_mmap"},       {"dio", "use_direct_io"}, {"embd", "embeddings"},
    {"nopo", "no_op_offload"},  {"noh", "no_host"},       {"lm", "load_mode"},
    {"fitt", "fit_target"},     {"fitc", "fit_min_ctx"},  {"cpu", "cpu_info"},
    {"gpu", "gpu_info"},        {"rpc", "rpc"},
}};

static constexpr std::array<Heading, 10> kBatchedBench = {{
    {"PP", "pp"},
    {"TG", "tg"},
    {"B", "pl"},
    {"N_KV", "n_kv"},
    {"T_PP s", "t_pp"},
    {"S_PP t/s", "speed_pp"},
    {"T_TG s", "t_tg"},
    {"S_TG t/s", "speed_tg"},
    {"T s", "t"},
    {"S t/s", "speed"},
}};

template <std::size_t N>
static std::string name_of(const std::array<Heading, N>& known, std::string_view shown) {
    for (const Heading& heading : known) {
        if (heading.shown == shown) return std::string(heading.name);
    }
    return std::string(shown);
}

static std::string_view field_text(std::string_view line, const Field& field) {
    return trim(line.substr(field.first, field.second - field.first));
}

static bool has_field(std::string_view line, const std::vector<Field>& fields,
                      std::string_view text) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const Field& field) { return field_text(line, field) == text; });
}

static bool is_rule(std::string_view line) {
    return line.find_first_not_of("|-: \t") == std::string_view::npos;
}

bool opens_llama_bench_table(std::string_view line) {
    const auto fields = pipe_fields(line);
    return has_field(line, fields, "model") && has_field(line, fields, "test") &&
           has_field(line, fields, "t/s");
}

bool opens_batched_bench_table(std::string_view line) {
    const auto fields = pipe_fields(line);
    return has_field(line, fields, "PP") && has_field(line, fields, "TG") &&
           has_field(line, fields, "S_TG t/s");
}

// Beside its table the tool prints only what the libraries log: a document with a table in it says
// more than that, and stays a document.
static bool is_log_line(std::string_view line) {
    static constexpr std::array<std::string_view, 16> kLogs = {
        "build: ",  "ggml_",  "llama_", "load_",   "register_", "warning:", "Device ",  "  Device",
        "whisper_", "error:", "main: ", "common_", "system_",   "Vulkan",   "llm_load", "print_"};
    if (trim(line).empty() || line.starts_with('|')) return true;
    return std::any_of(kLogs.begin(), kLogs.end(),
                       [&](std::string_view log) { return line.starts_with(log); });
}

static bool is_no_log_line(std::string_view line) {
    return !is_log_line(line);
}

bool is_llama_bench_table(std::string_view head) {
    if (!any_line(head, opens_llama_bench_table)) return false;
    // The last line of a longer file is cut anywhere.
    if (head.size() >= kTextHead) head = head.substr(0, head.rfind('\n') + 1);
    return !any_line(head, is_no_log_line);
}

bool is_batched_bench_table(std::string_view head) {
    return any_line(head, opens_batched_bench_table);
}

// A row has as many fields as its header; the place of one that has not is told.
static std::string fault_of_row(std::string_view line, const std::vector<Field>& fields,
                                const std::vector<Field>& headings) {
    if (fields.size() == headings.size() && line.ends_with('|')) return {};
    return std::to_string(fields.size()) + " fields where the header has " +
           std::to_string(headings.size()) + (line.ends_with('|') ? "" : ", and no bar at its end");
}

// "pp512", "tg128", "pp512+tg128", each perhaps with " @ d4096".
static void add_test(std::string_view line, const Field& field, TextLine& out) {
    const TextCell whole = cell_between(line, field.first, field.second, "test");
    out.cells.push_back(whole);
    static constexpr std::array<Heading, 3> kParts = {
        {{"pp", "n_prompt"}, {"tg", "n_gen"}, {"d", "n_depth"}}};
    std::size_t at = whole.begin;
    const std::size_t end = whole.begin + whole.size;
    while (at < end) {
        bool taken = false;
        for (const Heading& part : kParts) {
            if (!line.substr(at).starts_with(part.shown)) continue;
            const std::size_t digits = at + part.shown.size();
            std::size_t stop = digits;
            while (stop < end && is_digit(line[stop])) ++stop;
            if (stop == digits) continue;
            out.cells.push_back(cell_between(line, digits, stop, std::string(part.name)));
            at = stop;
            taken = true;
            break;
        }
        if (!taken) ++at;
    }
}

// "163.24 ± 2.82"
static void add_speed(std::string_view line, const Field& field, TextLine& out) {
    const std::size_t sign = line.find(kPlusMinus, field.first);
    const bool spread = sign != std::string_view::npos && sign < field.second;
    TextCell mean = cell_between(line, field.first, spread ? sign : field.second, "avg_ts");
    mean.unit = "t/s";
    if (!is_decimal(line.substr(mean.begin, mean.size))) {
        out.fault = "\"" + std::string(utf8_prefix(field_text(line, field), 40)) + "\" is no speed";
        return;
    }
    out.cells.push_back(std::move(mean));
    if (!spread) return;
    TextCell sd = cell_between(line, sign + kPlusMinus.size(), field.second, "stddev_ts");
    sd.unit = "t/s";
    if (is_decimal(line.substr(sd.begin, sd.size))) out.cells.push_back(std::move(sd));
}

TextLine read_llama_bench_table(std::string_view line, std::string_view opener) {
    TextLine out;
    if (opener.empty() || !line.starts_with('|') || line == opener || is_rule(line)) return out;
    const auto fields = pipe_fields(line);
    const auto headings = pipe_fields(opener);
    out.fault = fault_of_row(line, fields, headings);
    for (std::size_t i = 0; i < fields.size() && out.fault.empty(); ++i) {
        const std::string_view shown = field_text(opener, headings[i]);
        if (shown == "test") {
            add_test(line, fields[i], out);
        } else if (shown == "t/s") {
            add_speed(line, fields[i], out);
        } else {
            TextCell cell =
                cell_between(line, fields[i].first, fields[i].second, name_of(kLlamaBench, shown));
            const std::size_t number = number_end(line, cell.begin);
            if (shown == "size" && number > cell.begin && number < cell.begin + cell.size) {
                cell.unit = trim(line.substr(number, cell.begin + cell.size - number));
                cell.size = static_cast<std::uint32_t>(number - cell.begin);
            }
            if (cell.size > 0) out.cells.push_back(std::move(cell));
        }
    }
    if (!out.fault.empty()) out.cells.clear();
    return out;
}

TextLine read_batched_bench_table(std::string_view line, std::string_view opener) {
    TextLine out;
    if (opener.empty() || !line.starts_with('|') || line == opener || is_rule(line)) return out;
    const auto fields = pipe_fields(line);
    const auto headings = pipe_fields(opener);
    out.fault = fault_of_row(line, fields, headings);
    for (std::size_t i = 0; i < fields.size() && out.fault.empty(); ++i) {
        const std::string_view shown = field_text(opener, headings[i]);
        TextCell cell =
            cell_between(line, fields[i].first, fields[i].second, name_of(kBatchedBench, shown));
        if (shown.ends_with(" s")) cell.unit = "s";
        if (shown.ends_with(" t/s")) cell.unit = "t/s";
        if (!is_decimal(line.substr(cell.begin, cell.size))) {
            out.fault = "\"" + std::string(utf8_prefix(field_text(line, fields[i]), 40)) +
                        "\" is no number";
        }
        out.cells.push_back(std::move(cell));
    }
    if (!out.fault.empty()) out.cells.clear();
    return out;
}

// Older versions call the table "test".
static bool is_insert(std::string_view line) {
    return line.starts_with("INSERT INTO ") && line.find("avg_ts") != std::string_view::npos &&
           line.find("model_filename") != std::string_view::npos;
}

bool is_llama_bench_sql(std::string_view head) {
    return any_line(head, is_insert);
}

static std::vector<Field> names_in_brackets(std::string_view line, std::size_t& at) {
    std::vector<Field> out;
    const std::size_t open = line.find('(', at);
    const std::size_t close = line.find(')', open == std::string_view::npos ? at : open);
    if (close == std::string_view::npos || open == std::string_view::npos) return out;
    for (std::size_t from = open + 1; from <= close;) {
        const std::size_t end = std::min(line.find(',', from), close);
        const TextCell cell = cell_between(line, from, end, "");
        out.emplace_back(cell.begin, cell.begin + cell.size);
        from = end + 1;
    }
    at = close + 1;
    return out;
}

// Of "'a', 'it''s', 3" the places between the quotes, or of bare values; false where a quote or a
// bracket is never closed.
static bool values_in_brackets(std::string_view line, std::size_t at, std::vector<Field>& out) {
    const std::size_t open = line.find('(', at);
    if (open == std::string_view::npos) return false;
    at = open + 1;
    while (at < line.size()) {
        while (at < line.size() && line[at] == ' ') ++at;
        std::size_t end = at;
        if (at < line.size() && line[at] == '\'') {
            for (end = ++at; end < line.size(); ++end) {
                if (line[end] != '\'') continue;
                if (end + 1 >= line.size() || line[end + 1] != '\'') break;
                ++end;
            }
            if (end >= line.size()) return false;
            out.emplace_back(at, end);
            ++end;
        } else {
            end = line.find_first_of(",)", at);
            if (end == std::string_view::npos) return false;
            const TextCell cell = cell_between(line, at, end, "");
            out.emplace_back(cell.begin, cell.begin + cell.size);
        }
        end = line.find_first_of(",)", end);
        if (end == std::string_view::npos) return false;
        if (line[end] == ')') return true;
        at = end + 1;
    }
    return false;
}

TextLine read_llama_bench_sql(std::string_view line, std::string_view /*opener*/) {
    TextLine out;
    if (!line.starts_with("INSERT INTO ")) return out;
    std::size_t at = 0;
    const std::vector<Field> names = names_in_brackets(line, at);
    const std::size_t keyword = line.find("VALUES", at);
    std::vector<Field> values;
    const bool closed =
        keyword != std::string_view::npos && values_in_brackets(line, keyword, values);
    if (!closed) {
        out.fault = "the statement is not finished";
        return out;
    }
    if (names.size() != values.size()) {
        out.fault = std::to_string(values.size()) + " values for " + std::to_string(names.size()) +
                    " columns";
        return out;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [begin, end] = values[i];
        std::string name(line.substr(names[i].first, names[i].second - names[i].first));
        // An empty text is no cell, nor is a name that stands twice.
        if (begin < end) out.cells.push_back(cell_between(line, begin, end, std::move(name)));
    }
    return out;
}

}  // namespace chimera::model
