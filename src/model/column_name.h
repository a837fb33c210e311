// SPDX-License-Identifier: Apache-2.0
// Taking the name of a column apart: segments of a pointer, words, a unit in brackets, statistics
// and unit suffixes at the ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/metric.h"
#include "model/unit.h"

namespace chimera::model {

using Words = std::vector<std::string>;

struct ColumnName {
    std::vector<Words> segments;  // lower case; one for a plain heading, never empty
    std::string bracketed;        // "Generation Time (ms)": "ms"; else empty
};

// "metrics/timeToFirstToken/p99.9" gives {metrics} {time, to, first, token} {p99.9}. Rates that are
// written with a slash ("tok/s", "Tokens / sec") stay one segment. Text of other scripts is kept.
ColumnName split_column_name(std::string_view name);

std::string join_words(const Words& words);

struct StatisticMark {
    Statistic statistic = Statistic::kRaw;
    double p = 0;
};

// Removes one statistic from either end: {mean, ttft} -> {ttft}, {latency, 95th, percentile} ->
// {latency}.
std::optional<StatisticMark> take_statistic(Words& words);
// Words that say which statistic only where they stand alone: "count", "samples", "value".
std::optional<StatisticMark> lone_statistic(const Words& words);

// Removes a unit from the end, the longest of at most `most` words: {ttft, ms} -> {ttft}, {decode,
// tok, per, s} -> {decode}.
inline constexpr std::size_t kMostUnitWords = 4;
std::optional<Unit> take_unit(Words& words, std::size_t most = kMostUnitWords);

}  // namespace chimera::model
