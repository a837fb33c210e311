// SPDX-License-Identifier: Apache-2.0
// Tests by ranks, and the test of equal spread.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace chimera::stats {

// Two-sided Mann-Whitney U: exact without ties for n <= 20 a side, else normal with tie and continuity
// correction (as scipy.stats.mannwhitneyu). n >= 1 each.
std::optional<double> mwu_p(std::span<const double> a, std::span<const double> b);

// Kruskal-Wallis H, tie-corrected, chi-squared with k - 1 degrees of freedom; k >= 2 groups, n >= 1 each.
std::optional<double> kruskal_p(std::span<const std::vector<double>> groups);

// Brown-Forsythe 1974: one-way F on absolute deviations from the medians; k >= 2 groups, n >= 2 each.
std::optional<double> brown_forsythe_p(std::span<const std::vector<double>> groups);

// Pearson's correlation of mean ranks, and its two-sided p by t with n - 2 degrees; n >= 3, spread in both.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);
std::optional<double> spearman_p(std::span<const double> x, std::span<const double> y);

// Mean ranks from 1, ties share their mean.
std::vector<double> mean_ranks(std::span<const double> sample);

// Holm 1979, step down: adjusted p values in the order given, at most 1, monotone.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace chimera::stats
