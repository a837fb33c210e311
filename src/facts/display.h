// SPDX-License-Identifier: Apache-2.0
// How many digits of a number deserve to be shown: two significant digits of its uncertainty, never
// more than its source writes.
#pragma once

#include <optional>
#include <string>

#include "facts/fact.h"

namespace chimera::facts {

// Decimals for a value with a standard uncertainty, from a source that writes `source_decimals`.
// Without an uncertainty: four significant digits.
int decimals_for(double value, std::optional<double> uncertainty, int source_decimals);

// "286.5 tok/s", "12", "-0.8 %"; an interval as "2.58 to 16.42 tok/s". Beyond six decimals with an
// exponent: "9.87e-10 s".
std::string with_unit(const std::string& number, const std::string& unit);
std::string display_number(double value, int decimals, const std::string& unit);
std::string display_interval(const Interval& value, int decimals, const std::string& unit);

// A whole count: "274".
std::string display_count(double value);

}  // namespace chimera::facts
