// SPDX-License-Identifier: Apache-2.0
// How sure a count of successes makes one of their share: the exact tests of Clopper & Pearson
// (1934), one side at a time; MLPerf's rule for stopping early is the first of them.
#pragma once

#include <cstddef>
#include <optional>

namespace chimera::stats {

struct Trials {
    std::size_t successes = 0;
    std::size_t of = 0;
};

// P(X <= k) of n trials of success p; absent for p outside [0, 1] or k > n.
std::optional<double> binomial_cdf(std::size_t k, std::size_t n, double p);

// True where a share of `share` or less would show so many successes with a probability of at most
// 1 - level: the share is above it.
bool share_is_above(const Trials& trials, double share, double level);
bool share_is_below(const Trials& trials, double share, double level);

// The fewest trials that can show with `failures` among them that the share is above `share`: 459
// for none, 0.99 and 0.99.
std::size_t fewest_trials(std::size_t failures, double share, double level);

}  // namespace chimera::stats
