// SPDX-License-Identifier: Apache-2.0
// What differs between two arms beside what they are compared by: another column with another mix
// of values, other hardware, longer answers. A difference between such arms could be that thing's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "facts/series.h"

namespace chimera::facts {

// Total variation distance between the shares of a column's values in the two arms from which on
// they are not alike; verify/design_rules.cpp holds the same bound.
inline constexpr double kMostApart = 0.2;
// Means of output lengths that differ by more than this share of the larger one.
inline constexpr double kMostLonger = 0.1;

// What the two arms of a comparison differ in beside it; at most one way is set.
struct Alias {
    std::string column;                   // a setting, an input, hardware
    std::optional<std::size_t> length_a;  // series of their output tokens
    std::optional<std::size_t> length_b;
    bool any() const { return !column.empty() || length_a.has_value(); }
};

// A column, or a field around the rows, whose values the arms mix differently; nullopt where there
// is none. What tells one arm's identity (its model, its variant, columns that are keys of the
// scope) does not count. Rows beyond some thousands are looked at evenly spaced.
std::optional<std::string> differing_column(const Series& a, const Series& b);

// Does the time that this metric measures grow with the length of the answer?
bool grows_with_output(const model::Metric& metric);

// Are the two lengths, output tokens of the same rows, apart? Welch's interval at 95 % excludes
// zero and the means differ by more than kMostLonger.
bool lengths_differ(const Series& a, const Series& b);

// When the rows of a series were taken, by the first column of time stamps of its table; nullopt
// where there is none, or where one cannot be read.
struct TimeSpan {
    std::int64_t first = 0;  // Unix seconds
    std::int64_t last = 0;
    const model::Column* column = nullptr;
};
std::optional<TimeSpan> times_of(const Series& series);
std::int64_t day_of(std::int64_t time);

}  // namespace chimera::facts
