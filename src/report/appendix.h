// SPDX-License-Identifier: Apache-2.0
// The section `## Evidence`: one table, a row with an anchor for each fact that the text links.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "facts/fact.h"
#include "model/source.h"
#include "report/document.h"

namespace chimera::report {

std::string appendix(const std::vector<facts::Fact>& facts, std::span<const facts::FactId> linked,
                     std::span<const model::Source> sources);

// What a fact is, in pieces. A value of its scope that stands there in back-ticks is a name; words
// may hold further names in back-ticks.
std::vector<Piece> label_pieces(const facts::Fact& fact);

// "286.5 tok/s": a display without its unit (a table's) gets it.
std::string value_and_unit(const facts::Fact& fact);

// "mean of 35 cells of `a.csv`", "difference of F2 and F1": how a fact came about, in words.
std::string how_made(const facts::Fact& fact, std::span<const model::Source> sources);

}  // namespace chimera::report
