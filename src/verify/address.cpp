// SPDX-License-Identifier: Apache-2.0
#include "verify/address.h"

#include <charconv>

#include "core/text.h"
#include "verify/json_tree.h"

namespace chimera::verify {

template <typename Integer>
static bool take_number(std::string_view& text, Integer& out) {
    const char* end = text.data() + text.size();
    if (text.empty() || !is_digit(text[0])) return false;
    const auto parsed = std::from_chars(text.data(), end, out);
    if (parsed.ec != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    return true;
}

static bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

static bool take_pair(std::string_view& text, std::uint32_t& row, std::uint32_t& column) {
    return take_number(text, row) && take(text, ',') && take_number(text, column);
}

static std::optional<Address> parse_cells(std::string_view text) {
    Address out;
    out.form = Address::Form::kCells;
    do {
        CellRange range;
        if (!take_pair(text, range.first_row, range.first_column)) return std::nullopt;
        range.last_row = range.first_row;
        range.last_column = range.first_column;
        if (take(text, '-') && !take_pair(text, range.last_row, range.last_column)) {
            return std::nullopt;
        }
        const bool sound = range.first_row > 0 && range.first_column > 0 &&
                           range.first_row <= range.last_row &&
                           range.first_column <= range.last_column;
        if (!sound) return std::nullopt;
        out.cells.push_back(range);
    } while (take(text, ';'));
    if (!text.empty()) return std::nullopt;
    return out;
}

static Segment parse_segment(std::string_view text) {
    Segment out;
    out.key = unescape_pointer(text);
    std::string_view rest = text;
    out.is_range = take(rest, '[') && take_number(rest, out.first) && take(rest, '-') &&
                   take_number(rest, out.last) && take(rest, ']') && rest.empty() &&
                   out.first <= out.last;
    return out;
}

static bool parse_pointer(std::string_view text, Address& out) {
    constexpr std::size_t kDeepest = 200;
    while (!text.empty()) {
        if (!take(text, '/') || out.segments.size() == kDeepest) return false;
        const auto end = std::min(text.find('/'), text.size());
        out.segments.push_back(parse_segment(text.substr(0, end)));
        text.remove_prefix(end);
    }
    return true;
}

std::optional<Address> parse_address(std::string_view text) {
    constexpr std::string_view kCell = "cell=";
    constexpr std::string_view kLine = "line=";
    constexpr std::string_view kDocument = "doc=";
    if (text.starts_with(kCell)) return parse_cells(text.substr(kCell.size()));
    Address out;
    if (text.starts_with(kLine)) {
        text.remove_prefix(kLine.size());
        out.form = Address::Form::kLines;
        if (!take_number(text, out.first_line) || out.first_line == 0) return std::nullopt;
        out.last_line = out.first_line;
        if (take(text, '-') && !take_number(text, out.last_line)) return std::nullopt;
        if (out.last_line < out.first_line) return std::nullopt;
    } else if (text.starts_with(kDocument)) {
        text.remove_prefix(kDocument.size());
        if (!take_number(text, out.document) || out.document == 0) return std::nullopt;
    }
    if (!parse_pointer(text, out)) return std::nullopt;
    return out;
}

}  // namespace chimera::verify
