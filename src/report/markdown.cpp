// SPDX-License-Identifier: Apache-2.0
#include "report/markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace chimera::report {

static constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
static constexpr std::string_view kGrave = "\xCB\x8B";

// How many bytes of `text` (valid UTF-8) at `at` are a character that must not reach the report; 0
// for a harmless one. C1 controls are C2 80..9F, U+061C is D8 9C, U+200B..U+200F are E2 80 8B..8F,
// U+2028..U+202E are E2 80 A8..AE, U+2060 is E2 81 A0, U+2066..U+2069 are E2 81 A6..A9, U+FEFF is
// EF BB BF.
static std::size_t unwanted_bytes(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t offset) {
        return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
    };
    const unsigned first = byte(0);
    if (first < 0x20 || first == 0x7F) return 1;
    if (first == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;
    if (first == 0xD8 && byte(1) == 0x9C) return 2;
    if (first == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) return 3;
    if (first != 0xE2) return 0;
    const auto third_in = [&](unsigned low, unsigned high) {
        return low <= byte(2) && byte(2) <= high;
    };
    if (byte(1) == 0x80 && (third_in(0x8B, 0x8F) || third_in(0xA8, 0xAE))) return 3;
    if (byte(1) == 0x81 && (third_in(0xA0, 0xA0) || third_in(0xA6, 0xA9))) return 3;
    return 0;
}

static bool is_line_space(char c) {
    return c == '\n' || c == '\r' || c == '\t';
}

std::string one_line(std::string_view text) {
    std::string valid;
    if (valid_utf8_prefix(text) != text.size()) {
        valid = valid_utf8(text);
        text = valid;
    }
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (is_line_space(text[at])) {
            out += ' ';
            while (at < text.size() && is_line_space(text[at])) ++at;
            continue;
        }
        if (const std::size_t bytes = unwanted_bytes(text, at); bytes > 0) {
            out += kReplacement;
            at += bytes;
            continue;
        }
        out += text[at++];
    }
    return out;
}

std::string name_text(std::string_view text) {
    if (text.empty()) return "\"\"";
    return replace_all(one_line(text), "`", kGrave);
}

std::string code_span(std::string_view text, Place place) {
    const std::string name = name_text(text);
    return '`' + (place == Place::kTable ? replace_all(name, "|", "\\|") : name) + '`';
}

std::string plain(std::string_view text, Place place) {
    std::string out;
    for (const char c : one_line(text)) {
        const bool escaped = c == '<' || c == '[' || c == ']' || c == '`' || c == '\\' ||
                             (c == '|' && place == Place::kTable);
        if (escaped) out += '\\';
        out += c;
    }
    return out;
}

std::string fact_link(facts::FactId fact, std::string_view shown, Place place) {
    return fmt::format("[{}](#f{})", plain(shown, place), fact);
}

std::string mixed(std::string_view text, Place place) {
    std::string line = one_line(text);
    // An odd back-tick would open a span that swallows the cells after it.
    if (std::count(line.begin(), line.end(), '`') % 2 != 0) line = replace_all(line, "`", kGrave);
    std::string out;
    bool in_code = false;
    for (const char c : line) {
        if (c == '`') in_code = !in_code;
        const bool escaped = c == '<' || c == '[' || c == ']' || c == '\\';
        if ((c == '|' && place == Place::kTable) || (!in_code && escaped)) out += '\\';
        out += c;
    }
    return out;
}

std::string fence_body(std::string_view text) {
    std::string out;
    for (const std::string_view line : split(text, '\n')) {
        std::string kept = one_line(line);
        if (trim(kept).starts_with("```")) kept = replace_all(kept, "`", kGrave);
        while (!kept.empty() && kept.back() == ' ') kept.pop_back();
        out += kept;
        out += '\n';
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace chimera::report
