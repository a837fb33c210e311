// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "core/decimal.h"
#include "core/text.h"
#include "formats/unit_words.h"

namespace chimera::formats::csv {

// 10^0 .. 10^22 are exact doubles; a mantissa under 2^53 times or over one of them rounds once, so
// the result is the nearest double (Clinger 1990, "How to read floating point numbers accurately").
static constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Inlined, unlike the one of core/text.h: it is asked of every byte of every number.
static inline unsigned digit_of(char c) {
    return static_cast<unsigned char>(c) - unsigned{'0'};
}

static bool read_slowly(std::string_view text, Number& out) {
    if (text.front() == '+') text.remove_prefix(1);
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, out.value);
    return parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(out.value);
}

bool read_number(std::string_view text, Number& out) {
    const char* at = text.data();
    const char* const end = at + text.size();
    const bool negative = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    std::uint64_t mantissa = 0;
    const char* const digits_begin = at;
    for (unsigned digit = 0; at != end && (digit = digit_of(*at)) < 10; ++at) {
        mantissa = mantissa * 10 + digit;
    }
    auto digits = at - digits_begin;
    std::ptrdiff_t after_point = 0;
    if (at != end && *at == '.') {
        const char* const point = at++;
        for (unsigned digit = 0; at != end && (digit = digit_of(*at)) < 10; ++at) {
            mantissa = mantissa * 10 + digit;
        }
        after_point = at - point - 1;
        digits += after_point;
    }
    if (digits == 0) return false;
    int exponent = 0;
    if (at != end && (*at == 'e' || *at == 'E')) {
        if (++at != end && *at == '+') {
            ++at;
            if (at != end && *at == '-') return false;
        }
        const auto parsed = std::from_chars(at, end, exponent);
        if (parsed.ec != std::errc{}) return false;
        at = parsed.ptr;
        if (exponent > 100000 || exponent < -100000) return false;
    }
    if (at != end) return false;
    const std::ptrdiff_t scale = exponent - after_point;
    out.decimals = static_cast<int>(std::clamp<std::ptrdiff_t>(-scale, 0, 1000000));
    constexpr std::uint64_t kExact = std::uint64_t{1} << 53U;
    // Eighteen digits cannot have wrapped around 64 bits.
    if (digits > 18 || mantissa > kExact || scale > 22 || scale < -22)
        return read_slowly(text, out);
    const double whole = static_cast<double>(mantissa);
    const double size = scale < 0 ? whole / kPowers[static_cast<std::size_t>(-scale)]
                                  : whole * kPowers[static_cast<std::size_t>(scale)];
    out.value = negative ? -size : size;
    return true;
}

std::string_view trim_cell(std::string_view text) {
    const auto solid = [](char c) { return static_cast<unsigned char>(c) > ' '; };
    return !text.empty() && solid(text.front()) && solid(text.back()) ? text : trim(text);
}

bool is_absent(std::string_view text) {
    if (text.empty()) return true;
    if (text.size() > 9) return false;
    std::string_view rest = text;
    const bool sign = rest.front() == '-' || rest.front() == '+';
    if (text == "-" || text == "--") return true;
    if (sign) rest.remove_prefix(1);
    for (const std::string_view word : {"nan", "inf", "infinity"}) {
        if (equals_ignoring_case(rest, word)) return true;
    }
    for (const std::string_view word : {"n/a", "na", "null", "none"}) {
        if (equals_ignoring_case(text, word)) return true;
    }
    return false;
}

static std::string_view without_sign(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    return text;
}

static bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

// "1,234,567" and "22,80,000": a head of one to three digits that is no zero, then groups of three,
// or groups of two before a last one of three.
static bool is_grouped(std::string_view whole, char separator) {
    const auto first = whole.find(separator);
    if (first == std::string_view::npos || first == 0 || first > 3 || whole[0] == '0') return false;
    const auto groups = split(whole.substr(first + 1), separator);
    if (!all_digits(whole.substr(0, first)) || groups.back().size() != 3) return false;
    const std::size_t wide = groups.front().size();
    if (wide != 3 && (wide != 2 || first > 2)) return false;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool last = i + 1 == groups.size();
        if (!all_digits(groups[i]) || (!last && groups[i].size() != wide)) return false;
    }
    return wide == 3 || groups.size() > 1;
}

// One reading: `point` is the decimal mark, `separator` groups. Groups are not needed.
static bool fits(std::string_view text, char point, char separator) {
    text = without_sign(text);
    const auto mark = text.find(point);
    const auto whole = text.substr(0, mark);
    if (whole.find(separator) != std::string_view::npos) {
        if (!is_grouped(whole, separator)) return false;
    } else if (!all_digits(whole)) {
        return false;
    }
    if (mark == std::string_view::npos) return !whole.empty();
    const auto part = text.substr(mark + 1);
    if (part.find(separator) != std::string_view::npos) return false;
    const auto exponent = part.find_first_of("eE");
    const auto digits = part.substr(0, exponent);
    if (!all_digits(digits) || whole.size() + digits.size() == 0) return false;
    if (exponent == std::string_view::npos) return true;
    const auto power = without_sign(part.substr(exponent + 1));
    return !power.empty() && power.size() < 6 && all_digits(power);
}

Mark possible_mark(std::string_view text) {
    constexpr std::size_t kLongest = 400;
    if (text.empty() || text.size() > kLongest) return Mark::kNone;
    const char last = text.back();
    if (!is_digit(last) && last != '.' && last != ',') return Mark::kNone;
    const bool as_point = fits(text, '.', ',');
    const bool as_comma = fits(text, ',', '.');
    if (as_point && as_comma) return Mark::kEither;
    if (as_point) return Mark::kPoint;
    return as_comma ? Mark::kComma : Mark::kNone;
}

bool read_with_mark(std::string_view text, Mark mark, Number& out) {
    const Mark possible = possible_mark(text);
    if (possible == Mark::kNone || (possible != Mark::kEither && possible != mark)) return false;
    const char point = mark == Mark::kPoint ? '.' : ',';
    std::string plain;
    for (const char c : text) {
        if (c == point) {
            plain.push_back('.');
        } else if (c != '.' && c != ',') {
            plain.push_back(c);
        }
    }
    return read_number(plain, out);
}

bool has_group_dots(std::string_view text) {
    const auto comma = text.find(',');
    return text.substr(0, comma).find('.') != std::string_view::npos;
}

std::optional<Suffixed> split_suffix(std::string_view text) {
    if (text.size() > 64) return std::nullopt;
    const auto end = text.find_last_of("0123456789.,");
    if (end == std::string_view::npos || end + 1 == text.size()) return std::nullopt;
    const std::string_view number = text.substr(0, end + 1);
    const std::string_view unit = trim(text.substr(end + 1));
    if (possible_mark(number) == Mark::kNone || unit_prefix(unit) != unit.size())
        return std::nullopt;
    return Suffixed{number, unit};
}

}  // namespace chimera::formats::csv
