// SPDX-License-Identifier: Apache-2.0
// The error that a report may make in all its directional comparisons together, and what of it each
// may make: fixed by how many comparisons of which kind the folder allows, before any is looked at.
#pragma once

#include <array>
#include <cstddef>

namespace chimera::facts {

struct Analysis;

// What is compared: series of rows, two settings of a sweep, aggregates that a file stores, the
// configurations of a sweep that repeats them, the days of one series.
enum class Compared { kSeries, kSettings, kStored, kConfigurations, kOccasions };

struct ErrorBudget {
    std::array<std::size_t, 5> counts{};  // of comparisons, by Compared

    std::size_t comparisons() const;
    // The level of every interval of that kind: 1 - 0.05 w / (W m), with m the comparisons of the
    // kind, w its weight and W the weights of all kinds that have comparisons. By Bonferroni's
    // inequality the chance of any false direction in the report is at most 0.05.
    double level(Compared kind) const;
};

// Counts what may take a side, pruned by the number of values only.
ErrorBudget budget_of(const Analysis& analysis);

}  // namespace chimera::facts
