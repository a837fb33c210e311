// SPDX-License-Identifier: Apache-2.0
// What the makers of figures share: estimates as marks, single values as faint ones, titles among
// what was found. A maker is one file here and a line in figures.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/analysis.h"

namespace chimera::facts {

// The makers, each in a file of its own. They add to Analysis::figures what is worth a look, and to
// Analysis::found the titles that nothing else states.
void make_rankings(Analysis& analysis);
void make_sweeps(Analysis& analysis);
void make_grids(Analysis& analysis);
void make_cold_starts(Analysis& analysis);
void make_distributions(Analysis& analysis);
void make_fronts(Analysis& analysis);
void make_alternatives(Analysis& analysis);
void make_timelines(Analysis& analysis);
void make_coverage(Analysis& analysis);

// More places or lines than these nobody tells apart.
inline constexpr std::size_t kMostPlaces = 20;
inline constexpr std::size_t kMostLines = 6;

// What one mark shows of a series.
struct Estimate {
    FactId value = kNoFact;
    FactId interval = kNoFact;  // of a mean
    bool is_single = false;
};
enum class Centre : std::uint8_t { kMean, kMedian };
Estimate estimate_of(Analysis& analysis, const Series& series, Centre centre);

// The value at the middle of an estimate.
double middle_of(const Analysis& analysis, const Estimate& estimate);

// Single values at a category: the cells of a fact over the whole series, or evenly spaced
// quantiles of them where there are many. `across`: the values lie along x.
enum class Along : std::uint8_t { kX, kY };
struct Scatter {
    FactId of = kNoFact;
    std::uint32_t category = 0;
    Along along = Along::kX;
};
// Gives whether some were left out.
bool add_values(const Series& series, const Scatter& scatter, std::vector<Mark>& out);

// At most `most` (2 or more) ranks of a sample of this size, from 0, evenly spread, the ends among
// them.
std::vector<std::size_t> spread_ranks(std::size_t size, std::size_t most);

// The most salient sentence of prose of one of these kinds, all of whose facts under `names` are
// among `facts`.
struct Wanted {
    std::vector<std::string_view> kinds;
    std::vector<std::string_view> names;  // of arguments
    std::vector<FactId> facts;
};
std::optional<std::size_t> find_title(const Analysis& analysis, const Wanted& wanted);

// A statement of what a figure shows, where nothing was found: its index in Analysis::found.
std::optional<std::size_t> add_title(Analysis& analysis, std::string_view family,
                                     const Series& series, Slots slots);
std::span<const Wording> title_wordings();

// A linear axis begins at zero unless that would press everything into one end of it; all of
// `values` are drawn. Adds the note where it does not.
void choose_zero(const std::vector<double>& values, Axis& axis, Figure& figure);

// All numbers that a figure draws along the axis of `along`.
std::vector<double> numbers_along(const Analysis& analysis, const Figure& figure, Along along);

// Positive values that span a large factor want a logarithmic axis: latencies, which often do, from
// a smaller one on than what seldom does.
enum class Spread : std::uint8_t { kOften, kSeldom };
inline Spread spread_of(const model::Metric& metric) {
    return metric.latency ? Spread::kOften : Spread::kSeldom;
}
bool wants_log(const std::vector<double>& values, Spread spread);

// The axis of numbers: logarithmic where its values want it, else as choose_zero.
void choose_scale(const Analysis& analysis, Along along, Spread spread, Figure& figure);

// "fig-ranking-tokens-s-baseline": letters, digits and hyphens.
std::string figure_id(std::initializer_list<std::string_view> parts);

// How a metric's axis is called: "mean generation throughput".
std::string axis_name(const model::Metric& metric, Centre centre);

std::string place_of(const Series& series);

// Titles of equal salience: the figure that shows more comes first.
void offer(Analysis& analysis, Figure figure, std::string place, double bonus);

}  // namespace chimera::facts
