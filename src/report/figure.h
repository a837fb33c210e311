// SPDX-License-Identifier: Apache-2.0
// A figure as the page shows it: one Vega-Lite specification with its data inline, and the facts
// that its marks show. Every datum names its fact ("fact": "F12") and carries its exact value.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "facts/fact.h"

namespace chimera::report {

struct DrawnFigure {
    std::string id;         // "fig-throughput-per-model": a valid HTML id, unique
    std::size_t claim = 0;  // its title is this claim (1 is C1): a sentence that verify checks
    std::string title;      // plain text of that claim
    std::string note;       // scope, thinning, what is left out; plain text, may be empty
    std::string vega_lite;  // JSON: data inline, no url, no expression that needs eval
    std::vector<facts::FactId> facts;  // every fact that a mark shows, ascending
    std::string svg_name;              // "figures/ID.svg", empty where no SVG was made
    std::size_t section = 0;           // index into Draft::sections, behind whose heading it stands
};

}  // namespace chimera::report
