// SPDX-License-Identifier: Apache-2.0
// Direction over an order, and interaction in a grid.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace chimera::stats {

// Least squares slope of y on x; n >= 2, spread in x.
std::optional<double> slope(std::span<const double> x, std::span<const double> y);

// Permutation test of the rank correlation of a series with its order; blocks of `block` values (the last
// one shorter) are shuffled by Fisher-Yates with std::mt19937_64(seed), index = rng() % i for i = count..2;
// p = (k + 1) / (R + 1), k permutations whose |correlation| is at least the observed one. n >= 8.
struct TrendOptions {
    std::uint64_t seed = 1;
    std::uint32_t permutations = 999;
    std::uint32_t block = 1;
};
std::optional<double> trend_p(std::span<const double> series, const TrendOptions& options);

// F test of interaction in a balanced two-way grid, cells row by row, replicates of a cell together:
// size = rows x columns x r. Without replicates (r = 1) Tukey's one degree of freedom (1949).
std::optional<double> interaction_p(std::span<const double> cells, std::size_t rows,
                                    std::size_t columns);

}  // namespace chimera::stats
