// SPDX-License-Identifier: Apache-2.0
#include "verify/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/csv_records.h"
#include "verify/failure_words.h"
#include "verify/shown_name.h"
#include "verify/wildcard.h"

namespace chimera::verify {

// A name as a code span shows it; blanks at its ends do not count.
static std::string spanned(std::string_view name) {
    return std::string(trim(as_name(name)));
}

// A condition on what says why something failed: "errors", "error_details/message".
static bool is_error_text(std::string_view column) {
    const auto parts = split(column, '/');
    return std::any_of(parts.begin(), parts.end(), is_failure_field);
}

static std::string_view last_line(std::string_view text) {
    text = trim(text);
    const auto end = text.rfind('\n');
    return end == std::string_view::npos ? text : trim(text.substr(end + 1));
}

Names::Names(Executor& executor) : executor_(executor) {
    const Evidence& evidence = executor.evidence();
    for (const Fact& fact : evidence.facts) {
        for (const auto& [key, value] : fact.scope) {
            scope_values_.insert(spanned(value));
            values_.insert(spanned(key));
        }
        if (!fact.metric.empty()) values_.insert(spanned(fact.metric));
        if (const auto* text = std::get_if<std::string>(&fact.value))
            values_.insert(spanned(*text));
        for (const Operand& operand : fact.operands) {
            for (const Condition& one : operand.where) {
                const auto* why = std::get_if<std::string>(&one.value);
                if (why == nullptr || trim(*why).empty() || !is_error_text(one.column)) continue;
                reasons_.insert(as_name(*why));
                reasons_.insert(as_name(last_line(*why)));
            }
        }
    }
    // A status such as 503 may be a reason; the rule of its proposition judges it.
    for (const Claim& claim : evidence.claims) {
        for (const Part& part : claim.parts) {
            const auto why = part.arguments.find("where");
            if (!part.arguments.contains("requests") || why == part.arguments.end()) continue;
            for (const std::string& text : why->second.texts) scope_values_.insert(spanned(text));
        }
    }
    for (const Source& source : evidence.sources) {
        for (const auto& [key, bind] : source.bind) {
            if (!bind.value.empty()) values_.insert(spanned(bind.value));
        }
        paths_.push_back(as_name(source.path));
        between_slashes_ += "/" + paths_.back() + "/\n";
        for (const auto& entry : source.failed) reasons_.insert(as_name(entry.text));
        for (const auto& entry : source.rejects) reasons_.insert(as_name(entry.text));
        values_.insert(source.format);
        if (!source.producer.empty()) values_.insert(source.producer);
        values_.insert(source.role);
    }
    values_.insert(scope_values_.begin(), scope_values_.end());
}

std::size_t Names::scope_values_ending(std::string_view end) const {
    return static_cast<std::size_t>(
        std::count_if(scope_values_.begin(), scope_values_.end(),
                      [&](const std::string& value) { return value.ends_with(end); }));
}

std::size_t Names::paths_ending(std::string_view end) const {
    return static_cast<std::size_t>(
        std::count_if(paths_.begin(), paths_.end(),
                      [&](const std::string& path) { return path.ends_with(end); }));
}

bool Names::is_path(std::string_view span) const {
    return between_slashes_.find("/" + std::string(span) + "/") != std::string::npos;
}

static std::vector<std::string_view> no_parts() {
    return {};
}

// Every CSV heading and JSON key of the input.
void Names::read_fields() {
    fields_read_ = true;
    for (const auto& [id, file] : executor_.input().files) {
        const std::string& format = file->source().format;
        if (format == "csv") {
            const std::uint32_t header = file->source().header_row;
            for (std::uint32_t c = 1; c <= file->csv().cells(header); ++c) {
                fields_.insert(spanned(file->csv().cell(header, c)));
            }
        } else {
            const bool text = file->text_result() != nullptr;
            for (const std::string& key : file->field_names()) {
                fields_.insert(spanned(key));
                // "Latency/avg" is a statistic of "Latency".
                for (const std::string_view part : text ? split(key, '/') : no_parts()) {
                    fields_.insert(spanned(part));
                }
            }
        }
    }
}

bool Names::is_field(std::string_view span) {
    if (!fields_read_) read_fields();
    if (span.empty()) return false;
    if (fields_.contains(span)) return true;
    if (span.find('/') == std::string_view::npos) return false;
    // A pointer from a row to its cell.
    const auto parts = split(span, '/');
    return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
        return part.empty() || fields_.contains(part) || parse_double(part);
    });
}

// Could be shown in other bytes than it is written in.
static bool is_odd(std::string_view raw) {
    return std::any_of(raw.begin(), raw.end(), [](char c) {
        return c == '\\' || c == '`' || c == ' ' || static_cast<unsigned char>(c) < 0x20 ||
               static_cast<unsigned char>(c) > 0x7E;
    });
}

bool Names::value_of_field(std::string_view field, std::string_view value) {
    const auto [known, fresh] =
        settings_.try_emplace({std::string(field), std::string(value)}, false);
    if (fresh) known->second = find_value(field, value);
    return known->second;
}

bool Names::find_value(std::string_view field, std::string_view value) {
    for (const Fact& fact : executor_.evidence().facts) {
        for (const auto& [key, known] : fact.scope) {
            const std::string name = spanned(key);
            const bool same_key = name == field || name.ends_with("/" + std::string(field));
            if (same_key && spanned(known) == value) return true;
        }
    }
    const auto same = [&](const std::string& text) {
        const auto a = parse_double(trim(text));
        const auto b = parse_double(value);
        return spanned(text) == value || (a && b && *a == *b);
    };
    for (const auto& [id, file] : executor_.input().files) {
        if (file->source().format == "csv") {
            const std::uint32_t header = file->source().header_row;
            std::uint32_t column = file->csv().cells(header);
            while (column > 0 && spanned(file->csv().cell(header, column)) != field) --column;
            for (std::uint32_t row = file->first_data_row();
                 column > 0 && row <= file->csv().records(); ++row) {
                if (same(file->csv().cell(row, column))) return true;
            }
        } else if (file->text_result() != nullptr) {
            const auto values = file->text_values(field);
            if (std::any_of(values.begin(), values.end(), same)) return true;
        } else if (!file->is_text()) {
            const JsonTree& tree = file->json();
            for (JsonId node = 0; node < tree.size(); ++node) {
                // A name of other bytes is at most written in more of them.
                if (tree.node(node).key_size == 0 || !tree.is_scalar(node)) continue;
                const std::string_view raw = tree.raw_key(node);
                const bool is_it =
                    raw == field || (is_odd(raw) && spanned(tree.key(node)) == field);
                if (is_it && same(tree.text(node))) return true;
            }
        }
    }
    return false;
}

// "num_gpu=80", or several with commas between them. A name or a value may itself hold such signs,
// so every place where one could end is tried, within reason.
bool Names::is_setting(std::string_view span) {
    constexpr std::size_t kMostSigns = 12;
    std::size_t signs = 0;
    for (auto equals = span.find('='); equals != std::string_view::npos && signs < kMostSigns;
         equals = span.find('=', equals + 1), ++signs) {
        const std::string_view field = span.substr(0, equals);
        if (!is_field(field) && !values_.contains(field)) continue;
        const std::string_view rest = span.substr(equals + 1);
        std::size_t ends = 0;
        for (auto end = rest.find(", "); end != std::string_view::npos && ends < kMostSigns;
             end = rest.find(", ", end + 1), ++ends) {
            if (value_of_field(field, rest.substr(0, end)) && is_setting(rest.substr(end + 2))) {
                return true;
            }
        }
        if (value_of_field(field, rest)) return true;
    }
    return false;
}

bool Names::is_reason(std::string_view span) const {
    std::string text(span);
    const bool cut = text.ends_with("\xE2\x80\xA6") || text.ends_with("...");
    if (cut) text.resize(text.size() - 3);
    if (!cut && reasons_.contains(text)) return true;
    return std::any_of(reasons_.begin(), reasons_.end(), [&](const std::string& reason) {
        return cut ? contains_with_redactions(reason, text)
                   : equals_with_redactions(reason, text) || equals_with_redactions(text, reason);
    });
}

bool Names::is_name(const std::string& text) {
    const auto [known, fresh] = known_.try_emplace(text, false);
    if (fresh) known->second = looks_like_name(text);
    return known_.at(text);
}

bool Names::looks_like_name(const std::string& text) {
    const bool option = text.starts_with("--") && text.size() > 2 && is_alpha(text[2]);
    const bool command = text.starts_with("chimera ") || text == "chimera" || text == "\"\"";
    if (option || command || values_.contains(text) || is_path(text) || is_reason(text)) {
        return true;
    }
    if (is_field(text) || is_setting(text)) return true;
    // "matmul, runs=50": a row by its own key and its settings.
    const auto comma = text.find(", ");
    if (comma != std::string::npos && is_setting(std::string_view(text).substr(comma + 2))) {
        const std::string first = text.substr(0, comma);
        if (is_field(first) || values_.contains(first)) return true;
    }
    return text.size() >= 2 && scope_values_ending(text) == 1;
}

bool is_quantity(std::string_view text, const Evidence& evidence) {
    text = trim(text);
    if (text.empty() ||
        (!is_digit(text[0]) && text[0] != '-' && text[0] != '+' && text[0] != '.')) {
        return false;
    }
    const auto end = text.find_last_of("0123456789");
    if (end == std::string_view::npos ||
        !loose_number(text.substr(0, end + 1), CommaIs::kThousands)) {
        return false;
    }
    const std::string_view unit = trim(text.substr(end + 1));
    if (unit.empty()) return true;
    static constexpr std::string_view kUnits[] = {
        "%",     "ms",     "s", "us", "ns", "tok/s", "tokens/s", "MB",  "GB",  "KB", "B",
        "bytes", "tokens", "W", "J",  "Hz", "MHz",   "GHz",      "GiB", "MiB", "x"};
    const bool known = std::find(std::begin(kUnits), std::end(kUnits), unit) != std::end(kUnits);
    return known ||
           std::any_of(evidence.facts.begin(), evidence.facts.end(),
                       [&](const Fact& fact) { return !fact.unit.empty() && fact.unit == unit; });
}

std::string Names::unknown(std::string_view span) {
    const std::string text = spanned(span);
    const std::string in_table = without_pipe_escapes(text);
    if (scope_values_.contains(text) || scope_values_.contains(in_table)) return {};
    if (is_quantity(text, executor_.evidence())) {
        return fmt::format("`{}` puts a number in code, where only names may stand",
                           utf8_prefix(text, 60));
    }
    if (is_name(text) || (in_table != text && is_name(in_table))) return {};
    return fmt::format("`{}` is the name of nothing in the input", utf8_prefix(text, 80));
}

}  // namespace chimera::verify
