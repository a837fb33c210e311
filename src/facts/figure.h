// SPDX-License-Identifier: Apache-2.0
// A figure as data: what it shows, of which facts, under which title. It knows no renderer and
// holds no number of its own: a mark names the fact that it shows, or one cell of a fact's sample,
// and whoever draws it looks the number up.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "facts/fact.h"

namespace chimera::facts {

// One cell of a fact's sample. `value` is what the cell holds, in the unit of the fact; whoever
// checks a report reads it again at the address that the fact gives.
struct CellOf {
    FactId fact = kNoFact;
    std::uint32_t index = 0;  // from 0, in the order of the fact's operands
    double value = 0;
};
// The share of a fact's cells that are no larger than that of this rank, in percent: what a
// distribution shows on its other axis. `of` counts the cells.
struct RankOf {
    FactId of = kNoFact;
    std::uint32_t rank = 0;  // from 1
};
// One of its axis' categories.
struct CategoryAt {
    std::uint32_t index = 0;
};
using Spot = std::variant<FactId, CellOf, RankOf, CategoryAt>;

// kDays: the categories are dates (2026-01-31), which stand as far apart as they are.
enum class Scale : std::uint8_t { kLinear, kLog, kCategories, kDays };

struct Axis {
    std::string name;  // "mean generation throughput"
    std::string unit;  // "tok/s"; empty for a pure number and for categories
    Scale scale = Scale::kLinear;
    std::vector<std::string> categories = {};  // from the top, or from the left
    bool from_zero = false;                    // a linear axis that begins there
};

struct Mark {
    Spot x;
    Spot y;
    FactId interval = kNoFact;  // of the number that the mark shows; drawn along its axis
    FactId spread = kNoFact;    // its standard deviation, drawn as far to either side
    FactId shade = kNoFact;     // of a tile: the number that it shows
};

// kPoint stands out, kFaint is the background of single values, kLine joins its points in their
// order, kStep is a line that keeps its value up to the next point, kTile fills a place of a grid.
enum class Shape : std::uint8_t { kPoint, kFaint, kLine, kStep, kTile };

struct MarkSeries {
    std::string name;  // as the legend calls it
    Shape shape = Shape::kPoint;
    std::vector<Mark> marks;
    // Series of one colour belong together: the points of a line, the values behind a mean.
    std::uint32_t colour = 0;
};

struct Figure {
    std::string id;         // "fig-throughput-baseline": unique, a valid id in HTML and in a path
    std::string kind;       // "ranking", "sweep", ... : docs/figures.md lists them
    std::size_t title = 0;  // index of the proposition that it is a picture of
    std::vector<std::string> notes;  // whole sentences of figure_notes.h: how to read it
    Axis x;
    Axis y;
    Axis shade;  // of tiles: what their number is
    std::vector<MarkSeries> series;
    // Set by whoever drew it: the picture's path beside the report, and its sha256.
    std::string picture;
    std::string picture_sha256;
};

// Calls `visit(FactId&)` for each fact that a mark names.
template <typename Visit>
void visit_facts(Figure& figure, const Visit& visit) {
    const auto at = [&](Spot& spot) {
        if (auto* fact = std::get_if<FactId>(&spot)) visit(*fact);
        if (auto* cell = std::get_if<CellOf>(&spot)) visit(cell->fact);
        if (auto* rank = std::get_if<RankOf>(&spot)) visit(rank->of);
    };
    for (MarkSeries& series : figure.series) {
        for (Mark& mark : series.marks) {
            at(mark.x);
            at(mark.y);
            for (FactId* fact : {&mark.interval, &mark.spread, &mark.shade}) {
                if (*fact != kNoFact) visit(*fact);
            }
        }
    }
}

}  // namespace chimera::facts
