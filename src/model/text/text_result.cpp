// SPDX-License-Identifier: Apache-2.0
#include "model/text/text_result.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "model/text/line_formats.h"

namespace chimera::model {

static bool opens_nothing(std::string_view /*line*/) {
    return false;
}

std::span<const TextFormat> text_formats() {
    static constexpr std::array<TextFormat, 11> kFormats = {{
        {"mlperf-detail", TextRow::kRun, "/value", is_mlperf_detail, opens_mlperf_detail,
         read_mlperf_detail},
        {"mlperf-summary", TextRow::kRun, "", is_mlperf_summary, opens_mlperf_summary,
         read_mlperf_summary},
        {"llama-bench-sql", TextRow::kLine, "", is_llama_bench_sql, opens_nothing,
         read_llama_bench_sql},
        {"ollama-bench", TextRow::kLine, "", is_ollama_bench, opens_nothing, read_ollama_bench},
        {"ollama-bench-csv", TextRow::kLine, "", is_ollama_bench_csv, opens_nothing,
         read_ollama_bench_csv},
        {"metric-rows", TextRow::kRun, "", is_metric_rows, opens_metric_rows, read_metric_rows},
        {"wrk", TextRow::kRun, "", is_wrk, opens_wrk, read_wrk},
        {"hlog", TextRow::kLine, "", is_hlog, opens_hlog, read_hlog},
        {"hdr-percentiles", TextRow::kRun, "", is_hdr_percentiles, opens_hdr_percentiles,
         read_hdr_percentiles},
        {"llama-batched-bench", TextRow::kLine, "", is_batched_bench_table,
         opens_batched_bench_table, read_batched_bench_table},
        {"llama-bench-md", TextRow::kLine, "", is_llama_bench_table, opens_llama_bench_table,
         read_llama_bench_table},
    }};
    return kFormats;
}

const TextFormat* find_text_format(std::string_view name) {
    const auto all = text_formats();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const TextFormat& format) { return format.name == name; });
    return found == all.end() ? nullptr : &*found;
}

static bool is_prose(std::string_view line) {
    if (line.starts_with("```") || line.starts_with("~~~")) return true;
    const std::size_t marks = line.find_first_not_of('#');
    if (marks != 0 && marks != std::string_view::npos && line[marks] == ' ') {
        return !line.starts_with("# Model: ");
    }
    constexpr std::size_t kSentence = 6;
    const bool ends = line.ends_with('.') || line.ends_with(':');
    return ends && is_alpha(line[0]) && count_words(line) >= kSentence;
}

const TextFormat* recognise_text(std::string_view path, std::string_view head) {
    head = head.substr(0, kTextHead);
    const std::string name = lower(path);
    const bool document = name.ends_with(".md") || name.ends_with(".markdown");
    if (document && any_line(head, is_prose)) return nullptr;
    for (const TextFormat& format : text_formats()) {
        if (format.recognises(head)) return &format;
    }
    return nullptr;
}

TextResult::TextResult(const TextFormat& format, std::string_view text) : format_(&format) {
    std::uint32_t opener = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines_.push_back(line);
        if (format.opens(line)) opener = lines();
        opener_.push_back(opener);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

TextLine TextResult::read(std::uint32_t number) const {
    // Nothing that these tools write is longer; a hostile line must not cost its square.
    constexpr std::size_t kLongest = std::size_t{1} << 20U;
    const std::uint32_t opener = opener_[number - 1];
    if (line(number).size() > kLongest) return {{}, "a line of more than 1 MiB"};
    if (opener != 0 && line(opener).size() > kLongest) return {};
    return format_->read(line(number), opener == 0 ? std::string_view() : line(opener));
}

std::pair<std::uint32_t, std::uint32_t> TextResult::row_of(std::uint32_t number) const {
    if (format_->row == TextRow::kLine) return {number, number};
    const std::uint32_t opener = opener_[number - 1];
    if (opener == 0) return {0, 0};
    // Openers ascend: the run ends before the first line of another.
    const auto end = std::upper_bound(opener_.begin() + (number - 1), opener_.end(), opener);
    return {opener, static_cast<std::uint32_t>(end - opener_.begin())};
}

std::vector<std::uint32_t> TextResult::row_starts() const {
    std::vector<std::uint32_t> out;
    for (std::uint32_t number = 1; number <= lines(); ++number) {
        if (format_->row == TextRow::kLine || opener_[number - 1] == number) out.push_back(number);
    }
    return out;
}

std::string without_groups(std::string_view text) {
    std::string out;
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != ',') {
            out += text[i];
            continue;
        }
        const bool between = i > 0 && i < point && is_digit(text[i - 1]) && (point - i) % 4 == 0;
        if (!between) return std::string(text);
    }
    return out;
}

std::uint32_t occurrence_of(std::string_view line, std::string_view raw, std::size_t begin) {
    std::uint32_t seen = 0;
    const auto digit = [&](std::size_t i) { return i < line.size() && is_digit(line[i]); };
    for (std::size_t at = line.find(raw); at != std::string_view::npos && at <= begin;
         at = line.find(raw, at + 1)) {
        if ((at > 0 && digit(at - 1)) || digit(at + raw.size())) continue;
        ++seen;
    }
    return seen;
}

TextCell cell_between(std::string_view line, std::size_t begin, std::size_t end, std::string name) {
    while (begin < end && (line[begin] == ' ' || line[begin] == '\t')) ++begin;
    while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
    return {std::move(name), "", static_cast<std::uint32_t>(begin),
            static_cast<std::uint32_t>(end - begin)};
}

std::size_t number_end(std::string_view line, std::size_t at) {
    std::size_t end = at;
    const auto digits = [&] {
        const std::size_t from = end;
        while (end < line.size() && is_digit(line[end])) ++end;
        return end > from;
    };
    if (end < line.size() && (line[end] == '-' || line[end] == '+')) ++end;
    const bool whole = digits();
    bool part = false;
    if (end < line.size() && line[end] == '.') {
        ++end;
        part = digits();
        if (!part) --end;
    }
    if (!whole && !part) return at;
    if (end < line.size() && (line[end] == 'e' || line[end] == 'E')) {
        const std::size_t mantissa = end++;
        if (end < line.size() && (line[end] == '-' || line[end] == '+')) ++end;
        if (!digits()) end = mantissa;
    }
    return end;
}

std::vector<std::pair<std::size_t, std::size_t>> pipe_fields(std::string_view line) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    if (!line.starts_with('|')) return out;
    for (std::size_t from = 1; from < line.size();) {
        const std::size_t end = line.find('|', from);
        if (end == std::string_view::npos) {
            // What follows the last bar is a field only if it holds something.
            if (!trim(line.substr(from)).empty()) out.emplace_back(from, line.size());
            break;
        }
        out.emplace_back(from, end);
        from = end + 1;
    }
    return out;
}

bool any_line(std::string_view head, bool (*holds)(std::string_view line)) {
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (holds(line)) return true;
        head.remove_prefix(std::min(end + 1, head.size()));
    }
    return false;
}

}  // namespace chimera::model
