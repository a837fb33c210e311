// SPDX-License-Identifier: Apache-2.0
#include "stats/trend.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "stats/centre.h"
#include "stats/distribution.h"
#include "stats/rank_test.h"

namespace chimera::stats {

std::optional<double> slope(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size() || x.size() < 2) return std::nullopt;
    const auto at_x = centre(x);
    const auto at_y = centre(y);
    if (!at_x || !at_y || at_x->minimum == at_x->maximum) return std::nullopt;
    const double norm = deviation_norm(x, *at_x);
    const auto dx = deviations(x, *at_x);
    const auto dy = deviations(y, *at_y);
    double result = 0;
    for (std::size_t i = 0; i < dx.size(); ++i) result += (dx[i] / norm) * (dy[i] / norm);
    if (!std::isfinite(result)) return std::nullopt;
    return result;
}

// 2 r_i - n - 1 of the mean ranks r_i: integers, so that permutations compare exactly. They, and
// the order of blocks, are 32 bits wide to stay in cache.
static std::vector<std::int32_t> centred_ranks(std::span<const double> series) {
    const auto n = static_cast<double>(series.size());
    std::vector<std::int32_t> result;
    for (double rank : mean_ranks(series)) {
        result.push_back(static_cast<std::int32_t>(2 * rank - n - 1));
    }
    return result;
}

// |S| of the series whose blocks stand in that order.
static std::int64_t statistic(const std::vector<std::int32_t>& ranks, std::size_t block,
                              const std::vector<std::uint32_t>& order) {
    const auto n = static_cast<std::int64_t>(ranks.size());
    std::int64_t place = 1 - n;
    std::int64_t sum = 0;
    for (std::uint32_t which : order) {
        const std::size_t begin = which * block;
        const std::size_t end = std::min(ranks.size(), begin + block);
        for (std::size_t i = begin; i < end; ++i, place += 2) sum += ranks[i] * place;
    }
    return std::abs(sum);
}

std::optional<double> trend_p(std::span<const double> series, const TrendOptions& options) {
    constexpr std::size_t kSmallest = 8;
    constexpr std::size_t kLargest = std::size_t{1} << 21U;  // keeps S within 63 bits
    constexpr std::size_t kWork = 100'000'000;
    const std::size_t n = series.size();
    if (n < kSmallest || n > kLargest || options.permutations == 0) return std::nullopt;
    if (options.permutations > kWork / n) return std::nullopt;
    if (options.block == 0 || options.block >= n) return std::nullopt;
    const auto ranks = centred_ranks(series);
    if (std::all_of(ranks.begin(), ranks.end(), [](std::int32_t r) { return r == 0; })) {
        return std::nullopt;
    }
    std::vector<std::uint32_t> order((n + options.block - 1) / options.block);
    std::iota(order.begin(), order.end(), 0U);
    const std::int64_t observed = statistic(ranks, options.block, order);
    Rng rng(options.seed);
    std::uint32_t as_extreme = 0;
    for (std::uint32_t r = 0; r < options.permutations; ++r) {
        std::iota(order.begin(), order.end(), 0U);
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng() % i]);
        if (statistic(ranks, options.block, order) >= observed) ++as_extreme;
    }
    return (as_extreme + 1.0) / (options.permutations + 1.0);
}

// A two-way grid taken apart: effects of rows and columns, what is left of the cell means, and the
// squares within cells. `noise` is a residual that rounding alone explains.
struct Grid {
    std::vector<double> row_effects;
    std::vector<double> column_effects;
    std::vector<double> residuals;
    double within = 0;
    double replicates = 0;
    double noise = 0;
};

static double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

static double squares_of(const std::vector<double>& values) {
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

static std::optional<Grid> take_apart(std::span<const double> cells, std::size_t rows,
                                      std::size_t columns) {
    const auto at = centre(cells);
    if (!at) return std::nullopt;
    const auto values = deviations(cells, *at);
    const std::size_t replicates = cells.size() / rows / columns;
    Grid grid{.row_effects = std::vector<double>(rows, 0.0),
              .column_effects = std::vector<double>(columns, 0.0),
              .residuals = std::vector<double>(rows * columns, 0.0),
              .replicates = static_cast<double>(replicates),
              .noise = rounding_noise(std::max(std::fabs(at->minimum), std::fabs(at->maximum)))};
    for (std::size_t cell = 0; cell < rows * columns; ++cell) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(cell * replicates);
        const std::vector<double> of_cell(first, first + static_cast<std::ptrdiff_t>(replicates));
        const double mean = mean_of(of_cell);
        for (double value : of_cell) grid.within += (value - mean) * (value - mean);
        grid.residuals[cell] = mean;
        grid.row_effects[cell / columns] += mean / static_cast<double>(columns);
        grid.column_effects[cell % columns] += mean / static_cast<double>(rows);
    }
    const double middle = mean_of(grid.residuals);
    for (double& effect : grid.row_effects) effect -= middle;
    for (double& effect : grid.column_effects) effect -= middle;
    for (std::size_t cell = 0; cell < rows * columns; ++cell) {
        grid.residuals[cell] -=
            middle + grid.row_effects[cell / columns] + grid.column_effects[cell % columns];
    }
    return grid;
}

// One degree of freedom for a product of both effects, tested against the rest of the residuals.
static std::optional<double> tukey_p(const Grid& grid) {
    const double rows = static_cast<double>(grid.row_effects.size());
    const double columns = static_cast<double>(grid.column_effects.size());
    const double degrees = (rows - 1) * (columns - 1) - 1;
    const double row_squares = squares_of(grid.row_effects);
    const double column_squares = squares_of(grid.column_effects);
    const double noise = grid.noise * grid.noise;
    if (degrees < 1 || !(row_squares > noise * rows) || !(column_squares > noise * columns)) {
        return std::nullopt;
    }
    const std::size_t width = grid.column_effects.size();
    const auto product = [&](std::size_t cell) {
        return grid.row_effects[cell / width] * grid.column_effects[cell % width];
    };
    double moment = 0;
    for (std::size_t i = 0; i < grid.residuals.size(); ++i)
        moment += product(i) * grid.residuals[i];
    const double curvature = moment / row_squares / column_squares;
    double rest = 0;
    for (std::size_t i = 0; i < grid.residuals.size(); ++i) {
        const double left = grid.residuals[i] - curvature * product(i);
        rest += left * left;
    }
    if (!(rest > noise * rows * columns)) return std::nullopt;
    return f_upper(curvature * moment / (rest / degrees), 1, degrees);
}

std::optional<double> interaction_p(std::span<const double> cells, std::size_t rows,
                                    std::size_t columns) {
    if (rows < 2 || columns < 2 || rows > cells.size() || columns > cells.size() / rows) {
        return std::nullopt;
    }
    if (cells.size() % (rows * columns) != 0) return std::nullopt;
    const auto grid = take_apart(cells, rows, columns);
    if (!grid) return std::nullopt;
    if (grid->replicates == 1) return tukey_p(*grid);
    const auto n = static_cast<double>(cells.size());
    if (!(grid->within > grid->noise * grid->noise * n)) return std::nullopt;
    const double degrees1 = (static_cast<double>(rows) - 1) * (static_cast<double>(columns) - 1);
    const double degrees2 = n - static_cast<double>(rows * columns);
    const double explained = grid->replicates * squares_of(grid->residuals);
    return f_upper((explained / degrees1) / (grid->within / degrees2), degrees1, degrees2);
}

}  // namespace chimera::stats
