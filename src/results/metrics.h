// SPDX-License-Identifier: Apache-2.0
// The metrics of a run: recomputed where its rows are the measurements, as stated where a row is an
// aggregate of them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "results/rows.h"

namespace chimera::results {

// A figure of the file in the metric's unit: 225.3 ms is 0.2253 s and no 0.22530000000000003.
double in_unit(double number, const model::Reading& reading);

// n = 1: the value. Else mean, median, sd (of a sample), min, max; p90 and p95 from 20 values on,
// p99 from 100 on (type 7): a percentile that fewer values cannot show is not stated.
Statistics statistics_of(std::span<const double> samples);

// Adds what the columns of the table say. `sound`: the rows that did not fail.
void add_metrics(const model::Table& table, const Rows& sound, Run& run);

// Adds the samples that a nested table holds for the run. What the run stated of that metric
// becomes RunMetric::stated.
void add_samples(const model::Table& nested, const Rows& rows, Run& run);

// mean, median, ... in the order in which results state them.
std::size_t rank_of_statistic(std::string_view name);

}  // namespace chimera::results
