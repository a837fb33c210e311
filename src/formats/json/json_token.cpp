// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_token.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "core/text.h"
#include "model/table.h"

namespace chimera::formats {

namespace {

// The parts of a number, as far as they matter for its value and its written precision.
struct Parts {
    std::uint64_t mantissa = 0;
    bool exact = true;  // the mantissa holds every digit
    bool negative = false;
    int fraction_digits = 0;
    int exponent = 0;
};

constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

}  // namespace

// As core's, but inlined: this is the innermost loop of reading.
static bool is_decimal_digit(char c) {
    return static_cast<unsigned char>(c - '0') < 10;
}

// Reads digits from `at` on into the mantissa; returns how many there were.
static int read_digits(std::string_view token, std::size_t& at, Parts& parts) {
    constexpr std::uint64_t kRoom = (std::numeric_limits<std::uint64_t>::max() - 9) / 10;
    const std::size_t begin = at;
    while (at < token.size() && is_decimal_digit(token[at])) {
        if (parts.mantissa > kRoom) {
            parts.exact = false;
        } else {
            parts.mantissa = parts.mantissa * 10 + static_cast<std::uint64_t>(token[at] - '0');
        }
        ++at;
    }
    const std::size_t count = at - begin;
    return count > 1'000'000 ? 1'000'000 : static_cast<int>(count);
}

static std::optional<Parts> split_number(std::string_view token) {
    Parts parts;
    std::size_t at = 0;
    if (at < token.size() && token[at] == '-') {
        parts.negative = true;
        ++at;
    }
    const bool leading_zero = at < token.size() && token[at] == '0';
    const int whole = read_digits(token, at, parts);
    if (whole == 0 || (leading_zero && whole > 1)) return std::nullopt;
    if (at < token.size() && token[at] == '.') {
        ++at;
        parts.fraction_digits = read_digits(token, at, parts);
        if (parts.fraction_digits == 0) return std::nullopt;
    }
    if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
        ++at;
        bool down = false;
        if (at < token.size() && (token[at] == '+' || token[at] == '-')) down = token[at++] == '-';
        const std::size_t first = at;
        for (; at < token.size() && is_decimal_digit(token[at]); ++at) {
            if (parts.exponent < 100'000) parts.exponent = parts.exponent * 10 + (token[at] - '0');
        }
        if (at == first) return std::nullopt;
        if (down) parts.exponent = -parts.exponent;
    }
    if (at != token.size()) return std::nullopt;
    return parts;
}

// How many of the eight bytes from the lowest on are digits: in another one the upper half is not 3
// or becomes 4 when six is added.
static std::size_t leading_digits(std::uint64_t word) {
    constexpr std::uint64_t kUpper = 0xF0F0F0F0F0F0F0F0ULL;
    constexpr std::uint64_t kThrees = 0x3030303030303030ULL;
    constexpr std::uint64_t kSixes = 0x0606060606060606ULL;
    const std::uint64_t other =
        ((word & kUpper) ^ kThrees) | (((word + kSixes) & kUpper) ^ kThrees);
    return static_cast<std::size_t>(std::countr_zero(other)) / 8;
}

// The number that eight digits tell, the first in the lowest byte: neighbours are joined to pairs,
// these to fours, these to one.
static std::uint64_t eight_digits(std::uint64_t word) {
    word = (word & 0x0F0F0F0F0F0F0F0FULL) * 2561 >> 8U;
    word = (word & 0x00FF00FF00FF00FFULL) * 6553601 >> 16U;
    return (word & 0x0000FFFF0000FFFFULL) * 42949672960001ULL >> 32U;
}

// Appends the digits at `at` to the mantissa, `most` of them at most; returns where they end.
static std::size_t append_digits(std::string_view text, std::size_t at, std::size_t most,
                                 std::uint64_t& mantissa) {
    static constexpr std::array<std::uint64_t, 9> kPowers = {
        1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
    const std::size_t last = std::min(text.size(), at + most);
    if constexpr (std::endian::native == std::endian::little) {
        while (at < last && at + 8 <= text.size()) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, sizeof word);
            const std::size_t count = std::min(leading_digits(word), last - at);
            if (count == 0) return at;
            // Behind leading zeros they are eight.
            mantissa = mantissa * kPowers[count] + eight_digits(word << (64 - 8 * count));
            at += count;
            if (count < 8) return at;
        }
    }
    for (; at < last && is_decimal_digit(text[at]); ++at) {
        mantissa = mantissa * 10 + static_cast<std::uint64_t>(text[at] - '0');
    }
    return at;
}

// The double nearest to mantissa / 10^decimals; kAbsent where telling it takes more than this. The
// mantissa is the double `near` plus `rest`, exactly; the quotient of the first is corrected by
// what its remainder and the second make of it (the remainder of a division is a double: Boldo and
// Daumas 2003). If a bit more of the correction would round otherwise, somebody else must decide.
static double nearest_quotient(std::uint64_t mantissa, std::size_t decimals) {
    const double power = kPowersOfTen[decimals];
    const auto near = static_cast<double>(mantissa);
    if (mantissa <= (1ULL << 53U)) return near / power;
    if (near >= 0x1p63) return model::kAbsent;
    const auto rest =
        static_cast<double>(static_cast<std::int64_t>(mantissa) - static_cast<std::int64_t>(near));
    const double quotient = near / power;
    const double correction = (std::fma(-quotient, power, near) + rest) / power;
    const double sum = quotient + correction;
    const double left = (quotient - sum) + correction;
    constexpr double kBitMore = 1 + 0x1p-40;
    return sum + left * kBitMore == sum ? sum : model::kAbsent;
}

// Digits, perhaps a point and digits, 19 at most: most numbers by far.
std::size_t plain_number_prefix(std::string_view text, JsonNumber& number) {
    constexpr std::size_t kMostDigits = 19;  // below 2^64 whatever they are
    const std::size_t begin = !text.empty() && text.front() == '-' ? 1 : 0;
    std::uint64_t mantissa = 0;
    std::size_t at = append_digits(text, begin, kMostDigits, mantissa);
    const std::size_t whole = at - begin;
    if (whole == 0 || (whole > 1 && text[begin] == '0')) return 0;
    std::size_t decimals = 0;
    if (at < text.size() && text[at] == '.') {
        const std::size_t first = ++at;
        at = append_digits(text, first, kMostDigits - whole, mantissa);
        decimals = at - first;
        if (decimals == 0) return 0;
    }
    if (at < text.size() && is_decimal_digit(text[at])) return 0;
    const double value = nearest_quotient(mantissa, decimals);
    if (!model::present(value)) return 0;
    number = {begin == 1 ? -value : value, static_cast<int>(decimals)};
    return at;
}

std::optional<JsonNumber> read_json_number(std::string_view token) {
    JsonNumber plain;
    if (!token.empty() && plain_number_prefix(token, plain) == token.size()) return plain;
    const auto parts = split_number(token);
    if (!parts) return std::nullopt;
    JsonNumber number;
    number.decimals = std::max(0, parts->fraction_digits - parts->exponent);
    // Below 2^53 the mantissa is a double, and so is the power of ten up to 22: one rounding, the
    // right one (Clinger 1990). The rest goes to the library.
    const int power = parts->exponent - parts->fraction_digits;
    if (parts->exact && parts->mantissa <= (1ULL << 53U) && power >= -22 && power <= 22) {
        const auto whole = static_cast<double>(parts->mantissa);
        const double scale = kPowersOfTen[static_cast<std::size_t>(power < 0 ? -power : power)];
        number.value = power < 0 ? whole / scale : whole * scale;
        if (parts->negative) number.value = -number.value;
        return number;
    }
    const auto parsed = std::from_chars(token.data(), token.data() + token.size(), number.value);
    if (parsed.ec != std::errc{} || !model::present(number.value)) number.value = model::kAbsent;
    return number;
}

bool is_absent_token(std::string_view token) {
    if (!token.empty() && token.front() == '-') token.remove_prefix(1);
    return token == "null" || token == "NaN" || token == "nan" || token == "Infinity" ||
           token == "inf";
}

static int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char low = ascii_lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// The four hexadecimal digits at `at`; -1 where they are not there.
static int hex_quad(std::string_view raw, std::size_t at) {
    if (raw.size() < at + 4) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const int digit = hex_digit(raw[i]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void append_utf8(std::string& out, unsigned code) {
    const auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80U) {
        put(code);
    } else if (code < 0x800U) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000U) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

// The escape "uXXXX" whose u is at `at`, with its second half where it is a pair; moves `at` behind
// it.
static void append_unicode_escape(std::string& out, std::string_view raw, std::size_t& at) {
    constexpr unsigned kReplacement = 0xFFFDU;
    const int first = hex_quad(raw, at + 1);
    if (first < 0) {
        out.push_back('u');
        ++at;
        return;
    }
    at += 5;
    auto code = static_cast<unsigned>(first);
    if (code >= 0xD800U && code <= 0xDBFFU) {
        const bool escape = raw.size() >= at + 6 && raw[at] == '\\' && raw[at + 1] == 'u';
        const int second = escape ? hex_quad(raw, at + 2) : -1;
        if (second >= 0xDC00 && second <= 0xDFFF) {
            code = 0x10000U + ((code - 0xD800U) << 10U) + (static_cast<unsigned>(second) - 0xDC00U);
            at += 6;
        } else {
            code = kReplacement;
        }
    } else if (code >= 0xDC00U && code <= 0xDFFFU) {
        code = kReplacement;
    }
    append_utf8(out, code);
}

std::string unescape_json(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t escape = std::min(raw.find('\\', at), raw.size());
        out.append(raw.substr(at, escape - at));
        at = escape + 1;
        if (at >= raw.size()) break;
        switch (raw[at]) {
            case 'n': out.push_back('\n'); break;
            case 't': out.push_back('\t'); break;
            case 'r': out.push_back('\r'); break;
            case 'b': out.push_back('\b'); break;
            case 'f': out.push_back('\f'); break;
            case 'u': append_unicode_escape(out, raw, at); continue;
            default: out.push_back(raw[at]);
        }
        ++at;
    }
    if (valid_utf8_prefix(out) == out.size()) return out;
    return valid_utf8(out);
}

std::size_t end_of_string(std::string_view text, std::size_t begin) {
    for (std::size_t at = begin; at < text.size();) {
        const std::size_t quote = text.find('"', at);
        if (quote == std::string_view::npos) return text.size();
        std::size_t slashes = 0;
        while (quote - slashes > begin && text[quote - slashes - 1] == '\\') ++slashes;
        if (slashes % 2 == 0) return quote;
        at = quote + 1;
    }
    return text.size();
}

bool is_numeric_text(std::string_view text) {
    return !text.empty() && text.size() <= 64 && read_json_number(text).has_value();
}

std::string_view token_within(std::string_view token, std::string_view document) {
    const auto begin = reinterpret_cast<std::uintptr_t>(document.data());
    const auto at = reinterpret_cast<std::uintptr_t>(token.data());
    if (at < begin || at - begin > document.size()) return {};
    return token.size() <= document.size() - (at - begin) ? token : std::string_view();
}

}  // namespace chimera::formats
