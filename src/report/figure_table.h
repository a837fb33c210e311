// SPDX-License-Identifier: Apache-2.0
// The numbers of a figure as a table, for who cannot see the figure or wants to copy it: a row for
// each mark, in the order of the figure, each number a link to the fact that it shows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/document.h"
#include "report/plotted.h"

namespace chimera::report {

struct FigureTable {
    std::vector<std::string> columns;  // headings, with units
    // Rows of cells; an empty cell is one without pieces (a mark without an interval).
    std::vector<std::vector<std::vector<Piece>>> rows;
};

// Of a figure that could be plotted, so that every fact that it names is one of `all`.
FigureTable figure_table(const facts::Figure& figure, const Plotted& plot,
                         std::span<const facts::Fact> all);

}  // namespace chimera::report
