// SPDX-License-Identifier: Apache-2.0
#include "verify/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/csv_records.h"
#include "verify/wildcard.h"

namespace chimera::verify {

// How a back-tick inside a name is written in code.
static constexpr std::string_view kGrave = "\xCB\x8B";

Names::Names(Executor& executor) : executor_(executor) {
    const Evidence& evidence = executor.evidence();
    for (const Fact& fact : evidence.facts) {
        for (const auto& [key, value] : fact.scope) {
            scope_values_.insert(value);
            values_.insert(key);
        }
        if (!fact.metric.empty()) values_.insert(fact.metric);
        if (const auto* text = std::get_if<std::string>(&fact.value)) values_.insert(*text);
    }
    for (const Source& source : evidence.sources) {
        for (const auto& [key, bind] : source.bind) {
            if (!bind.value.empty()) values_.insert(bind.value);
        }
        values_.insert(source.format);
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
    const auto& sources = executor_.evidence().sources;
    return static_cast<std::size_t>(
        std::count_if(sources.begin(), sources.end(),
                      [&](const Source& source) { return source.path.ends_with(end); }));
}

bool Names::is_path(std::string_view span) const {
    const std::string inner = "/" + std::string(span) + "/";
    for (const Source& source : executor_.evidence().sources) {
        const std::string path = "/" + source.path + "/";
        if (path.find(inner) != std::string::npos) return true;
    }
    return false;
}

// Every CSV heading and JSON key of the input.
void Names::read_fields() {
    fields_read_ = true;
    for (const auto& [id, file] : executor_.input().files) {
        const std::string& format = file->source().format;
        if (format == "csv") {
            const std::uint32_t header = file->source().header_row;
            for (std::uint32_t c = 1; c <= file->csv().cells(header); ++c) {
                fields_.emplace(trim(file->csv().cell(header, c)));
            }
        } else if (!file->is_text()) {
            for (std::string& key : file->json().distinct_keys()) fields_.insert(std::move(key));
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

bool Names::value_of_field(std::string_view field, std::string_view value) {
    for (const Fact& fact : executor_.evidence().facts) {
        for (const auto& [key, known] : fact.scope) {
            const bool same_key = key == field || key.ends_with("/" + std::string(field));
            if (same_key && known == value) return true;
        }
    }
    const auto same = [&](const std::string& text) {
        const auto a = parse_double(trim(text));
        const auto b = parse_double(value);
        return trim(text) == value || (a && b && *a == *b);
    };
    for (const auto& [id, file] : executor_.input().files) {
        if (file->source().format == "csv") {
            const auto column = file->csv().find_column(file->source().header_row, field);
            for (std::uint32_t row = file->first_data_row();
                 column > 0 && row <= file->csv().records(); ++row) {
                if (same(file->csv().cell(row, column))) return true;
            }
        } else if (!file->is_text()) {
            const JsonTree& tree = file->json();
            for (JsonId node = 0; node < tree.size(); ++node) {
                if (tree.node(node).key_size == field.size() && tree.is_scalar(node) &&
                    tree.key(node) == field && same(tree.text(node))) {
                    return true;
                }
            }
        }
    }
    return false;
}

// "num_gpu=80", or several with commas between them.
bool Names::is_setting(std::string_view span) {
    std::size_t begin = 0;
    while (begin <= span.size()) {
        const auto end = std::min(span.find(", ", begin), span.size());
        const std::string_view part = span.substr(begin, end - begin);
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0) return false;
        const std::string_view field = part.substr(0, equals);
        if (!is_field(field) && !values_.contains(field)) return false;
        if (!value_of_field(field, part.substr(equals + 1))) return false;
        begin = end + 2;
    }
    return true;
}

bool Names::is_reason(std::string_view span) const {
    std::string text = replace_all(std::string(span), kGrave, "`");
    const bool cut = text.ends_with("\xE2\x80\xA6") || text.ends_with("...");
    if (cut) text.resize(text.size() - 3);
    const auto same = [&](const std::string& reason) {
        return cut ? contains_with_redactions(reason, text)
                   : equals_with_redactions(reason, text) || equals_with_redactions(text, reason);
    };
    for (const Source& source : executor_.evidence().sources) {
        for (const auto& entry : source.failed) {
            if (same(entry.text)) return true;
        }
        for (const auto& entry : source.rejects) {
            if (same(entry.text)) return true;
        }
    }
    return false;
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
    const std::string text(trim(span));
    if (scope_values_.contains(text)) return {};
    if (is_quantity(text, executor_.evidence())) {
        return fmt::format("`{}` puts a number in code, where only names may stand",
                           utf8_prefix(text, 60));
    }
    const bool option = text.starts_with("--") && text.size() > 2 && is_alpha(text[2]);
    const bool command = text.starts_with("chimera ") || text == "chimera" || text == "\"\"";
    if (option || command || values_.contains(text) || is_path(text) || is_reason(text)) return {};
    if (is_field(text) || is_setting(text)) return {};
    if (text.size() >= 2 && scope_values_ending(text) == 1) return {};
    return fmt::format("`{}` is the name of nothing in the input", utf8_prefix(text, 80));
}

}  // namespace chimera::verify
