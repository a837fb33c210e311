// SPDX-License-Identifier: Apache-2.0
// Direction over an order, and interaction in a grid. Undefined is nullopt: too few values, a value
// that is not finite, no spread where one is needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace chimera::stats {

// Least squares slope of y on x; n >= 2, spread in x.
std::optional<double> slope(std::span<const double> x, std::span<const double> y);

// Permutation test of the rank correlation of a series with its order. The series is cut into
// blocks of `block` values (the last one may be shorter); one std::mt19937_64(seed) serves all
// permutations; each starts from the blocks in their own order and swaps block i - 1 with block
// rng() % i for i = count, ..., 2. With mean ranks r_i, i from 1, S = sum (2 r_i - n - 1)(2 i - n -
// 1) is an integer; k counts the permutations with |S| at least the observed one and p = (k + 1) /
// (R + 1). n >= 8, two blocks, spread; n <= 2^21 and n R <= 10^8, so that no input can make it run
// for minutes.
struct TrendOptions {
    std::uint64_t seed = 1;
    std::uint32_t permutations = 999;
    std::uint32_t block = 1;
};
std::optional<double> trend_p(std::span<const double> series, const TrendOptions& options);

// F test of interaction in a balanced two-way grid, cells row by row, replicates of a cell
// together: size = rows x columns x r. Without replicates (r = 1) Tukey's one degree of freedom
// (1949), which needs more than a 2 x 2 grid and an effect of both factors. Residuals within
// rounding of the cells count as none, and F is then undefined.
std::optional<double> interaction_p(std::span<const double> cells, std::size_t rows,
                                    std::size_t columns);

}  // namespace chimera::stats
