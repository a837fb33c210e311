// SPDX-License-Identifier: Apache-2.0
#include "core/decimal.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/result.h"
#include "core/text.h"

namespace chimera {

std::optional<Decimal> parse_decimal(std::string_view text) {
    Decimal out;
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) out.negative = text[i++] == '-';
    int before_point = 0;
    bool any = false;
    bool after_point = false;
    for (; i < text.size(); ++i) {
        if (text[i] == '.' && !after_point) {
            after_point = true;
        } else if (is_digit(text[i])) {
            any = true;
            out.digits.push_back(text[i]);
            if (!after_point) ++before_point;
        } else {
            break;
        }
    }
    if (!any) return std::nullopt;
    int exponent = 0;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && text[i] == '+') ++i;
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + i, end, exponent);
        if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
        if (exponent > 100000 || exponent < -100000) return std::nullopt;
    } else if (i != text.size()) {
        return std::nullopt;
    }
    out.point = before_point + exponent;
    std::size_t zeros = 0;
    while (zeros + 1 < out.digits.size() && out.digits[zeros] == '0') ++zeros;
    out.digits.erase(0, zeros);
    out.point -= static_cast<int>(zeros);
    return out;
}

bool is_decimal(std::string_view text) {
    std::size_t i = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    const auto skip_digits = [&] {
        const std::size_t first = i;
        while (i < text.size() && static_cast<unsigned char>(text[i] - '0') < 10) ++i;
        return i - first;
    };
    std::size_t digits = skip_digits();
    if (i < text.size() && text[i] == '.') {
        ++i;
        digits += skip_digits();
    }
    if (digits == 0) return false;
    // An exponent is rare, and has limits of its own.
    return i == text.size() || parse_decimal(text).has_value();
}

std::optional<double> parse_double(std::string_view text) {
    if (!is_decimal(text)) return std::nullopt;
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

// Adds one to the last digit of a string of digits; a carry out of the first makes it one longer.
static bool increment(std::string& digits) {
    for (std::size_t i = digits.size(); i-- > 0;) {
        if (digits[i] != '9') {
            ++digits[i];
            return false;
        }
        digits[i] = '0';
    }
    digits.insert(digits.begin(), '1');
    return true;
}

std::string to_fixed(const Decimal& value, int decimals, Rounding rounding) {
    std::string digits = value.digits;
    int point = value.point;
    if (point < 0) {
        const auto missing = static_cast<std::size_t>(std::min(-point, decimals + 2));
        const bool rest = digits.find_first_not_of('0') != std::string::npos;
        digits = point < -(decimals + 2) ? std::string(missing, '0') + (rest ? "1" : "0")
                                         : std::string(missing, '0') + digits;
        point = 0;
    }
    const int keep = point + decimals;
    if (keep >= static_cast<int>(digits.size())) {
        digits.append(static_cast<std::size_t>(keep) - digits.size(), '0');
    } else {
        const std::string rest = digits.substr(static_cast<std::size_t>(keep));
        digits.resize(static_cast<std::size_t>(keep));
        const bool above_half =
            rest[0] > '5' ||
            (rest[0] == '5' && rest.find_first_not_of('0', 1) != std::string::npos);
        const bool half = rest[0] == '5' && !above_half;
        const bool odd = !digits.empty() && (digits.back() - '0') % 2 == 1;
        if (above_half || (half && (rounding == Rounding::kHalfUp || odd))) {
            if (digits.empty()) digits = "0";
            const bool grown = increment(digits);
            if (grown || static_cast<int>(digits.size()) > keep) ++point;
        }
    }
    std::string whole = digits.substr(0, static_cast<std::size_t>(point));
    const std::string part = digits.substr(static_cast<std::size_t>(point));
    const auto first = whole.find_first_not_of('0');
    whole = first == std::string::npos ? "0" : whole.substr(first);
    std::string out = part.empty() ? whole : whole + "." + part;
    const bool zero = out.find_first_not_of("0.") == std::string::npos;
    return value.negative && !zero ? "-" + out : out;
}

Decimal decimal_of(double value) {
    CHIMERA_CHECK(std::isfinite(value), "a decimal of a number that is not finite");
    const auto exact = parse_decimal(fmt::format("{}", value));
    CHIMERA_CHECK(exact.has_value(), "fmt writes a double as a decimal");
    return *exact;
}

std::string to_fixed(double value, int decimals, Rounding rounding) {
    return to_fixed(decimal_of(value), decimals, rounding);
}

std::string shortest(double value) {
    const Decimal exact = decimal_of(value);
    const double magnitude = std::fabs(value);
    if (value != 0 && (magnitude < 1e-7 || magnitude >= 1e15)) return fmt::format("{}", value);
    Decimal trimmed = exact;
    while (trimmed.digits.size() > 1 && trimmed.decimals() > 0 && trimmed.digits.back() == '0') {
        trimmed.digits.pop_back();
    }
    return to_fixed(trimmed, std::max(0, trimmed.decimals()));
}

bool is_rounding_of(std::string_view shown, double value) {
    const auto parsed = parse_decimal(shown);
    if (!parsed || !std::isfinite(value)) return false;
    const int decimals = std::max(0, parsed->decimals());
    const std::string text = to_fixed(*parsed, decimals);
    const Decimal exact = decimal_of(value);
    if (text == to_fixed(exact, decimals, Rounding::kHalfEven)) return true;
    return text == to_fixed(exact, decimals, Rounding::kHalfUp);
}

}  // namespace chimera
