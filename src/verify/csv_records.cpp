// SPDX-License-Identifier: Apache-2.0
#include "verify/csv_records.h"

#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::verify {

CsvRecords CsvRecords::parse(std::string text, char delimiter) {
    CsvRecords out;
    out.text_ = std::move(text);
    const std::string_view t = out.text_;
    std::size_t at = 0;
    while (at < t.size()) {
        // A comment ends with its line, whatever quotes it holds.
        const bool comment = t[at] == '#';
        for (;;) {
            Span span;
            if (!comment && t.substr(at, 1) == "\"") {
                std::size_t i = at + 1;
                while (i < t.size() && (t[i] != '"' || t.substr(i + 1, 1) == "\"")) {
                    i += t[i] == '"' ? 2 : 1;
                }
                span = {at + 1, static_cast<std::uint32_t>(std::min(i, t.size()) - at - 1), true};
                at = std::min(i + 1, t.size());
                // Text after the closing quote is passed over.
                while (at < t.size() && t[at] != delimiter && t[at] != '\n' && t[at] != '\r') ++at;
            } else {
                const std::size_t begin = at;
                while (at < t.size() && t[at] != delimiter && t[at] != '\n' && t[at] != '\r') ++at;
                span = {begin, static_cast<std::uint32_t>(at - begin), false};
            }
            out.cells_.push_back(span);
            if (at >= t.size() || t[at] != delimiter) break;
            ++at;
        }
        out.starts_.push_back(out.cells_.size());
        if (at < t.size()) at += t[at] == '\r' && t.substr(at + 1, 1) == "\n" ? 2 : 1;
    }
    return out;
}

std::uint32_t CsvRecords::cells(std::uint32_t record) const {
    if (record == 0 || record > records()) return 0;
    return static_cast<std::uint32_t>(starts_[record] - starts_[record - 1]);
}

std::string CsvRecords::cell(std::uint32_t record, std::uint32_t column) const {
    if (column == 0 || column > cells(record)) return {};
    const Span& span = cells_[starts_[record - 1] + column - 1];
    std::string text = text_.substr(span.begin, span.size);
    return span.quoted ? replace_all(std::move(text), "\"\"", "\"") : text;
}

std::uint32_t CsvRecords::find_column(std::uint32_t header, std::string_view name) const {
    for (std::uint32_t c = 1; c <= cells(header); ++c) {
        if (trim(cell(header, c)) == trim(name)) return c;
    }
    return 0;
}

static void append_code_point(std::string& out, std::uint32_t c) {
    const auto byte = [&](std::uint32_t b) { out.push_back(static_cast<char>(b)); };
    if (c < 0x80U) {
        byte(c);
        return;
    }
    if (c < 0x800U) {
        byte(0xC0U | (c >> 6U));
    } else {
        if (c < 0x10000U) {
            byte(0xE0U | (c >> 12U));
        } else {
            byte(0xF0U | (c >> 18U));
            byte(0x80U | ((c >> 12U) & 0x3FU));
        }
        byte(0x80U | ((c >> 6U) & 0x3FU));
    }
    byte(0x80U | (c & 0x3FU));
}

static std::string from_utf16(std::string_view bytes, bool little) {
    std::string out;
    const auto unit = [&](std::size_t i) -> std::uint32_t {
        const auto a = static_cast<unsigned char>(bytes[i]);
        const auto b = static_cast<unsigned char>(bytes[i + 1]);
        return little ? a | (static_cast<std::uint32_t>(b) << 8U)
                      : b | (static_cast<std::uint32_t>(a) << 8U);
    };
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint32_t c = unit(i);
        if (c == 0xFEFFU && i == 0) continue;
        if (c >= 0xD800U && c < 0xDC00U && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00U &&
            unit(i + 2) < 0xE000U) {
            c = 0x10000U + ((c - 0xD800U) << 10U) + (unit(i + 2) - 0xDC00U);
            i += 2;
        } else if (c >= 0xD800U && c < 0xE000U) {
            c = 0xFFFDU;
        }
        append_code_point(out, c);
    }
    return out;
}

std::string to_utf8(std::string_view bytes, std::string_view encoding) {
    if (encoding == "utf-16le" || (encoding.empty() && bytes.starts_with("\xFF\xFE"))) {
        return from_utf16(bytes, true);
    }
    if (encoding == "utf-16be" || (encoding.empty() && bytes.starts_with("\xFE\xFF"))) {
        return from_utf16(bytes, false);
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (encoding != "latin-1") return std::string(bytes);
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes) append_code_point(out, static_cast<unsigned char>(c));
    return out;
}

// "12.5 ms" without its unit.
static std::string_view without_unit(std::string_view text) {
    constexpr std::size_t kLongestUnit = 16;
    const auto last = text.find_last_of("0123456789.,");
    if (last == std::string_view::npos || text.size() - last - 1 > kLongestUnit) return text;
    return text.substr(0, last + 1);
}

std::optional<double> loose_number(std::string_view text, CommaIs comma) {
    text = trim(text);
    if (const auto plain = parse_double(text)) return plain;
    std::string kept = replace_all(std::string(without_unit(text)), "\xE2\x88\x92", "-");
    if (comma == CommaIs::kDecimal) {
        kept = replace_all(replace_all(std::move(kept), ".", ""), ",", ".");
        return parse_double(kept);
    }
    // Thousands: a head of one to three digits, groups of two or three, a last one of three.
    std::string digits;
    const std::string_view whole = std::string_view(kept).substr(0, kept.find('.'));
    const auto groups = split(whole, ',');
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool is_last = i + 1 == groups.size();
        const std::size_t size = groups[i].size();
        if (i > 0 && (is_last ? size != 3 : size != 2 && size != 3)) return std::nullopt;
        if (groups.size() > 1 && i == 0 && (size == 0 || size > 4)) return std::nullopt;
        digits += groups[i];
    }
    return parse_double(digits + kept.substr(whole.size()));
}

}  // namespace chimera::verify
