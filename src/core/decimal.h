// SPDX-License-Identifier: Apache-2.0
// Exact decimal numbers as a file or a report writes them. Needed where the last written digit
// counts: how precisely a source states a number, whether a shown number is a rounding of a fact.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chimera {

// value = (negative ? -1 : 1) * 0.digits * 10^point. `digits` has no leading zero unless it is all
// of the number; trailing zeros after the decimal point are kept, for they state precision.
struct Decimal {
    bool negative = false;
    std::string digits;  // "0".."9" only, at least one
    int point = 0;       // position of the decimal point, counted from before the first digit

    // How many digits stand after the decimal point; negative for 12e3.
    int decimals() const { return static_cast<int>(digits.size()) - point; }
};

// JSON-like syntax: [+-]digits[.digits][e[+-]digits], also ".5" and "5."; no spaces, no separators.
std::optional<Decimal> parse_decimal(std::string_view text);

// True where parse_decimal would not refuse: its check alone, without the digits.
bool is_decimal(std::string_view text);

// The nearest double (correctly rounded); nullopt for text that parse_decimal refuses and where the
// magnitude overflows a double.
std::optional<double> parse_double(std::string_view text);

enum class Rounding { kHalfEven, kHalfUp };

// `value` with exactly `decimals` >= 0 digits after the point, no exponent, no separators.
std::string to_fixed(const Decimal& value, int decimals, Rounding rounding = Rounding::kHalfEven);
std::string to_fixed(double value, int decimals, Rounding rounding = Rounding::kHalfEven);

// The shortest text that reads back as the same double, without an exponent for 1e-7 <= |v| < 1e15.
std::string shortest(double value);

// The exact shortest decimal of a double, for rounding decisions.
Decimal decimal_of(double value);

// True if `shown` is `value` rounded (half-even or half-up, or both) to the digits that `shown`
// has.
bool is_rounding_of(std::string_view shown, double value);

}  // namespace chimera
