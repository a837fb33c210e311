// SPDX-License-Identifier: Apache-2.0
// Tests by ranks, and the test of equal spread. Undefined is nullopt: too few values, a value that
// is not finite, no spread where one is needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace chimera::stats {

// Two-sided Mann-Whitney U: exact without ties for n <= 20 a side, else normal with tie and
// continuity correction (as scipy.stats.mannwhitneyu). n >= 1 each; 1 where all values are equal.
std::optional<double> mwu_p(std::span<const double> a, std::span<const double> b);

// Kruskal-Wallis H, tie-corrected, chi-squared with k - 1 degrees of freedom; k >= 2 groups, n >= 1
// each.
std::optional<double> kruskal_p(std::span<const std::vector<double>> groups);

// Brown-Forsythe 1974: one-way F on absolute deviations from the medians; k >= 2 groups, n >= 2
// each, and one of n >= 3, for the two deviations of a pair never differ.
std::optional<double> brown_forsythe_p(std::span<const std::vector<double>> groups);

// Pearson's correlation r of mean ranks, and its two-sided p by t = r sqrt((n - 2) / (1 - r^2))
// with n - 2 degrees; n >= 3, spread in both. At |r| = 1 p is the limit 0 from n = 10 on and
// undefined below, where the approximation would call three points in a row certain.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);
std::optional<double> spearman_p(std::span<const double> x, std::span<const double> y);

// Pearson 1900: chi-squared of homogeneity of two rows of counts over the same k categories, k - 1
// degrees (as scipy.stats.chi2_contingency without correction); categories that neither has do not
// count. k >= 2, a count in each row, none negative.
std::optional<double> homogeneity_p(std::span<const double> a, std::span<const double> b);

// Mean ranks from 1, ties share their mean; empty where a value is not finite.
std::vector<double> mean_ranks(std::span<const double> sample);

// Holm 1979, step down: adjusted p values in the order given, at most 1, monotone; empty where a p
// is not in [0, 1].
std::vector<double> holm(std::span<const double> p_values);

// What the Mann-Whitney statistic of two samples is judged by.
struct RankSum {
    double u = 0;   // pairs with a_i > b_j, and half of the pairs with a_i == b_j
    double sd = 0;  // of u if both come from one population, tie-corrected
    bool has_ties = false;
};
std::optional<RankSum> rank_sum(std::span<const double> a, std::span<const double> b);

// How many of the C(n + m, n) arrangements of two samples without ties have U = 0, 1, ..., n m;
// exact for n, m <= 20 (Mann & Whitney 1947).
std::vector<std::int64_t> u_counts(std::size_t n, std::size_t m);

}  // namespace chimera::stats
