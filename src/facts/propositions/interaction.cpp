// SPDX-License-Identifier: Apache-2.0
// interaction: what one setting of a sweep does depends on the level of another, by the F test of a
// balanced two-way grid, after Holm's adjustment over all grids that a report has.
#include <algorithm>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"
#include "stats/summary.h"

namespace chimera::facts {

static constexpr std::size_t kMostGrids = 60;
// A report's comparisons share an error of 5 %; its interactions add no more than this.
static constexpr double kAlpha = 0.01;

static const Wording kWordings[] = {
    {"interaction.1",
     "{first} and {second} interact for {subject} in {suite}{@}: what the one does to {metric} "
     "depends on the level of the other, with an adjusted p of {p}."},
    {"interaction.2",
     "The effect of {first} on {metric} of {subject} in {suite}{@} is not the same at each level "
     "of {second}; their interaction has an adjusted p of {p}."},
    {"interaction.3",
     "For {metric} of {subject} in {suite}{@}, neither {first} nor {second} can be set by itself: "
     "they interact, with an adjusted p of {p}."},
    {"interaction.4",
     "What {first} does to {metric} for {subject} in {suite}{@} changes with {second}, an "
     "interaction with an adjusted p of {p}."},
};

// Two settings of one sweep, with a sample for each cell of their grid.
struct Grid {
    const Sweep* sweep = nullptr;
    const Factor* rows = nullptr;
    const Factor* columns = nullptr;
    std::vector<Series> cells;  // row by row
};

static bool is_free(const Factor& factor) {
    return factor.column->reading.meaning == model::Meaning::kParameter &&
           factor.moves_with == nullptr && factor.alike.size() >= 2;
}

// The rows of one cell, those left out that hide a cold start; ascending.
static std::vector<std::size_t> positions_in(const Sweep& sweep, const Series& series,
                                             const std::pair<const Level*, const Level*>& cell) {
    std::vector<std::size_t> out;
    std::set_intersection(cell.first->at.begin(), cell.first->at.end(), cell.second->at.begin(),
                          cell.second->at.end(), std::back_inserter(out));
    if (!series.metric.latency) return out;
    for (const Factor& factor : sweep.factors) {
        for (const Level* cold : cold_levels(factor)) {
            std::erase_if(out, [&](std::size_t at) {
                return std::binary_search(cold->at.begin(), cold->at.end(), at);
            });
        }
    }
    return out;
}

static std::vector<Where> conditions(const Sweep& sweep, const Series& series,
                                     const std::pair<const Level*, const Level*>& cell) {
    std::vector<Where> out{cell.first->is, cell.second->is};
    if (!series.metric.latency) return out;
    for (const Factor& factor : sweep.factors) {
        for (const Level* cold : cold_levels(factor)) {
            out.push_back({cold->is.column, "!=", cold->is.value});
        }
    }
    return out;
}

// Every cell of the grid, equally often and at least twice; none where it is not balanced.
static std::vector<Series> cells_of(const Series& series, const Grid& grid) {
    std::vector<Series> out;
    for (const std::size_t r : grid.rows->alike) {
        for (const std::size_t c : grid.columns->alike) {
            const std::pair cell{&grid.rows->levels[r], &grid.columns->levels[c]};
            const auto positions = positions_in(*grid.sweep, series, cell);
            if (positions.size() < 2) return {};
            if (!out.empty() && positions.size() != out.front().values.size()) return {};
            out.push_back(part_of(series, positions, {}, conditions(*grid.sweep, series, cell)));
        }
    }
    return out;
}

static std::vector<Grid> grids_of(const Analysis& analysis) {
    std::vector<Grid> out;
    for (const Sweep& sweep : analysis.sweeps) {
        const Series& series = analysis.series[sweep.series];
        if (series.model().empty()) continue;
        for (std::size_t a = 0; a < sweep.factors.size(); ++a) {
            for (std::size_t b = a + 1; b < sweep.factors.size(); ++b) {
                if (!is_free(sweep.factors[a]) || !is_free(sweep.factors[b])) continue;
                if (out.size() == kMostGrids) return out;
                Grid grid{&sweep, &sweep.factors[a], &sweep.factors[b], {}};
                grid.cells = cells_of(series, grid);
                if (!grid.cells.empty()) out.push_back(std::move(grid));
            }
        }
    }
    return out;
}

// Does what is left of each value beside its cell's mean lean on what is left of the one before, in
// the order of the file? Then the F test takes a drift for an interaction. (What leans the other
// way only makes it cautious.)
static bool leftovers_lean(const Grid& grid) {
    constexpr double kMostDependent = 0.2;
    constexpr std::size_t kFewest = 10;
    std::vector<std::pair<std::uint32_t, double>> by_row;
    for (const Series& cell : grid.cells) {
        for (std::size_t i = 0; i < cell.values.size(); ++i) {
            by_row.emplace_back(cell.parts.front().rows[i],
                                cell.values[i] - cell.description.mean.value_or(0));
        }
    }
    std::sort(by_row.begin(), by_row.end());
    std::vector<double> left;
    for (const auto& [row, value] : by_row) left.push_back(value);
    return left.size() >= kFewest && stats::acf1(left).value_or(0) > kMostDependent;
}

static void add(Analysis& analysis, const Grid& grid, FactId p) {
    const Series& series = analysis.series[grid.sweep->series];
    const FactId any = analysis.summaries[grid.sweep->series].n;
    Proposition found{.kind = "interaction"};
    found.arguments = {
        {"parameters", std::vector<std::string>{grid.rows->name(), grid.columns->name()}},
        {"p", p}};
    found.slots = {{"first", NameSlot{std::string(last_segment(grid.rows->name()))}},
                   {"second", NameSlot{std::string(last_segment(grid.columns->name()))}},
                   {"metric", literal(series.metric.name)},
                   {"subject", scope_of("model", any)},
                   {"suite", suite_slot(series, any)},
                   {"p", link(p)}};
    const auto ids = wordings_of(kWordings, "interaction");
    if (!name_settings(series, "model", ids, found)) return;
    found.salience = salience({.size = 0.3,
                               .certainty = 1,
                               .breadth = breadth_of(series.values.size()),
                               .surprise = 0.6});
    found.topic = "effect/" + series.metric.id + "/" + series.suite();
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    const std::vector<Grid> grids = grids_of(analysis);
    std::vector<const Grid*> tested;
    std::vector<FactId> family;
    for (const Grid& grid : grids) {
        if (leftovers_lean(grid)) continue;
        const stats::OpParams shape{.rows = grid.rows->alike.size(),
                                    .columns = grid.columns->alike.size()};
        const FactId p = analysis.book.of_cells(grid.cells, "interaction_p", shape);
        if (p == kNoFact) continue;
        tested.push_back(&grid);
        family.push_back(p);
    }
    for (std::size_t t = 0; t < tested.size(); ++t) {
        const FactId p = analysis.book.of_family(family, t);
        if (p != kNoFact && analysis.book.number(p) < kAlpha) add(analysis, *tested[t], p);
    }
}

Finder interaction_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
