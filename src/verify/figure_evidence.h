// SPDX-License-Identifier: Apache-2.0
// The figures of an evidence file, as they stand there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "verify/json_tree.h"

namespace chimera::verify {

struct FigureAxis {
    std::string name;
    std::string unit;
    std::string scale;  // linear, log, categories, days
    std::vector<std::string> categories;
    double low = 0;
    double high = 0;
    bool is_named() const { return scale == "categories" || scale == "days"; }
};

// One of: a fact, a cell of a fact, a rank among the cells that a fact counts, a category.
struct FigureSpot {
    std::uint32_t fact = 0;
    std::optional<std::uint64_t> cell;
    double value = 0;  // of the cell
    std::uint32_t of = 0;
    std::uint64_t rank = 0;
    std::optional<std::uint64_t> category;
};

struct FigureMark {
    FigureSpot x;
    FigureSpot y;
    std::uint32_t interval = 0;
    std::uint32_t spread = 0;
    std::uint32_t shade = 0;
};

struct FigureSeries {
    std::string name;
    std::string shape;  // point, faint, line, step, tile
    std::vector<FigureMark> marks;
};

struct EvidenceFigure {
    std::string id;
    std::string kind;
    std::string claim;  // "C12"
    std::string title;
    std::vector<std::string> notes;
    FigureAxis x;
    FigureAxis y;
    FigureAxis shade;  // of tiles: name and unit
    std::vector<FigureSeries> series;
    std::string svg_path;  // empty where it was not drawn
    std::string svg_sha256;
};

// `figures` of the object `top`, which may lack it. `wrong` says what could not be read.
std::vector<EvidenceFigure> read_figures(const JsonTree& tree, JsonId top,
                                         std::vector<std::string>& wrong);

}  // namespace chimera::verify
