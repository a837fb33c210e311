// SPDX-License-Identifier: Apache-2.0
// A figure with its numbers looked up and its axes laid out: what every renderer draws, so that all
// of them show the same.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "facts/figure.h"

namespace chimera::report {

struct PlottedAxis {
    std::string title;  // "mean generation throughput (tok/s)"
    facts::Scale scale = facts::Scale::kLinear;
    double low = 0;  // of what is drawn; categories lie at 1, 2, ... and dates at days since 1970
    double high = 1;
    std::vector<std::pair<double, std::string>> ticks;
    std::vector<std::string> labels;  // of categories: short, and no two alike
    bool is_named() const { return !labels.empty(); }
};

struct PlottedMark {
    double x = 0;
    double y = 0;
    std::optional<facts::Interval> bar;  // along the axis of numbers
    std::optional<double> shade;
    facts::FactId fact = facts::kNoFact;  // what it shows
    facts::FactId also = facts::kNoFact;  // on the other axis; kNoFact where that is no fact
    std::string shown;  // the number with its unit, as a fact's display where it is one
    std::size_t category_x = 0;
    std::size_t category_y = 0;
};

struct PlottedSeries {
    std::string name;
    facts::Shape shape = facts::Shape::kPoint;
    std::uint32_t colour = 0;
    bool is_open = false;  // drawn as outlines
    std::vector<PlottedMark> marks;
};

struct Plotted {
    PlottedAxis x;
    PlottedAxis y;
    std::string shade;             // what the number of a tile is
    bool shade_from_zero = false;  // the palest is 0, not the least that is drawn
    bool bars_along_x = false;
    bool names_beside = false;  // each series is one point with its name beside it
    std::vector<PlottedSeries> series;
};

// Internal error where a mark names no number.
Result<Plotted> plotted(const facts::Figure& figure, std::span<const facts::Fact> all);

// The number of a fact or of one of its cells, with its unit: "20.5 tok/s".
std::string shown_as(const facts::Fact& fact, const facts::Spot& spot);

// The shade of a tile, from near white (0) to the blue of the palette (1): "#ebf3fa".
std::string tile_colour(double share);

// Okabe and Ito's palette for all kinds of colour vision, without its yellow and black, which one
// of light and dark pages swallows.
std::string_view colour_of(std::uint32_t index);

}  // namespace chimera::report
