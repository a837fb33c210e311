// SPDX-License-Identifier: Apache-2.0
// How a figure is to be read: sentences without numbers, from a list that whoever checks a report
// holds too (verify/figures.cpp), so that no note can claim anything.
#pragma once

#include <string_view>

namespace chimera::facts::notes {

inline constexpr std::string_view kMeans =
    "Large points are means, with their 95 % intervals as bars; a difference is judged by an "
    "interval of its own.";
inline constexpr std::string_view kMedians = "Large points are medians.";
inline constexpr std::string_view kSamples = "Faint points are single values.";
inline constexpr std::string_view kSingles = "Open points are single values without a repeat.";
inline constexpr std::string_view kThinned =
    "Of a long series evenly spaced quantiles are drawn; the facts rest on every value.";
inline constexpr std::string_view kMore =
    "More were measured than are drawn here; the tables have them.";
inline constexpr std::string_view kLog = "The axis is logarithmic.";
inline constexpr std::string_view kNotFromZero = "The axis does not begin at zero.";
inline constexpr std::string_view kColdWarm =
    "Open points are first requests, filled ones the median of each series.";
inline constexpr std::string_view kFront = "Filled points are beaten by no other on both axes.";
inline constexpr std::string_view kSpread =
    "Bars reach one standard deviation to either side, as the file states it.";
inline constexpr std::string_view kGaps = "An empty place was not measured.";
inline constexpr std::string_view kCells = "Each place shows the mean of its rows.";
inline constexpr std::string_view kOrdered = "Settings stand in their order, evenly spaced.";
inline constexpr std::string_view kDistribution =
    "Each line shows which share of the values is no larger than the value below it.";

}  // namespace chimera::facts::notes
