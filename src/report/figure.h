// SPDX-License-Identifier: Apache-2.0
// The figures of a report as they are shown: each with the claim that is its title, its
// specification for a page, and its picture for Markdown.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.h"
#include "facts/draft.h"
#include "report/document.h"
#include "report/figure_table.h"

namespace chimera::report {

struct DrawnFigure {
    std::string id;         // "fig-ranking-tokens-s-baseline", a valid HTML id, unique
    std::size_t claim = 0;  // its title is this claim (1 is C1)
    std::string title;      // plain text of that claim
    std::string note;       // how to read it, what is left out; plain text, may be empty
    FigureTable table;      // its numbers
    std::string vega_lite;  // one specification, JSON, data inline
    std::string evidence;   // one of `figures` of evidence.json
};

// In the order of the report. Internal error where a mark shows no number.
Result<std::vector<DrawnFigure>> drawn_figures(const facts::Draft& draft, const Document& document);

// A picture of a figure, as a file beside the report.
struct Picture {
    std::string name;  // "figures/ID.svg"
    std::string bytes;
};

// Draws every figure of the draft, which then names its picture; an empty list and `why` where that
// cannot be done. The report then says that it has tables alone.
std::vector<Picture> draw_pictures(facts::Draft& draft, std::string& why);

}  // namespace chimera::report
