// SPDX-License-Identifier: Apache-2.0
// A sweep: the rows of one series that were run over a grid of settings, and what may be said of
// each setting. Two levels of a setting are compared with all else equal, row by row over the rest
// of the grid. Where a level always comes first after another setting changed (a reload, a cold
// cache), or moves together with something else, the setting is confounded and has no effect that
// anybody could tell.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/series.h"

namespace chimera::facts {

// Two levels that follow a change of another setting more unequally than this are not alike: shares
// of their rows. verify/design_rules.cpp holds the same bound.
inline constexpr double kMostUnequal = 0.2;

struct Level {
    std::string text;  // as the file writes it
    Where is;
    std::vector<std::size_t> at;  // positions in Series::values, in the order of the file
    double first_share = 0;       // of its rows, those that follow a change of another setting
    double follow_share = 0;      // those that follow a change of one of Factor::follows
};

struct Factor {
    const model::Column* column = nullptr;
    std::vector<Level> levels;  // by number, or by text
    // The settings whose change some levels follow and others do not; empty where all do alike.
    std::vector<std::string> follows;
    std::vector<std::size_t> alike;  // levels that follow a change equally often
    // Another column that changes exactly with this one, if there is one.
    const model::Column* moves_with = nullptr;

    const std::string& name() const { return column->name; }
};

struct Sweep {
    std::size_t series = 0;  // index into Analysis::series
    std::vector<Factor> factors;
};

// One setting's two levels, all else equal: both are samples of the same rows of the grid.
struct Arms {
    const Factor* factor = nullptr;
    Series low;
    Series high;
    bool paired = false;  // position by position at equal settings
};

// The sweeps among the series of headline metrics, one part each.
std::vector<Sweep> find_sweeps(const std::vector<Series>& all);

// The lowest and the highest level of a setting that may be compared; nullopt where the grid does
// not let one: fewer than two alike levels, or no rows that match in everything else.
std::optional<Arms> arms_of(const Series& series, const Sweep& sweep, const Factor& factor);

// Part of a series: the values at `positions` (ascending), of which `scope` holds beside that of
// the whole, and `where` selects them among those that do.
Series part_of(const Series& whole, const std::vector<std::size_t>& positions, const Scope& scope,
               const std::vector<Where>& where);

// The levels that always follow a change, of a factor where others never do: what a cold start
// hides behind.
std::vector<const Level*> cold_levels(const Factor& factor);

}  // namespace chimera::facts
