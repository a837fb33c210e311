// SPDX-License-Identifier: Apache-2.0
// A draft becomes the text of the report: every statement is its registered template with the slots
// filled, every number a link to its fact, and the appendix has one row for each fact that is
// linked.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.h"
#include "facts/draft.h"
#include "model/source.h"

namespace chimera::report {

// What a statement is made of, free of any markup: report.md and report.html are the same pieces in
// two notations. A bar parts two cells of a table row.
struct Piece {
    enum class Is : std::uint8_t { kWords, kName, kFact, kBar } is = Is::kWords;
    std::string text;
    facts::FactId fact = facts::kNoFact;
};

// A statement, a list item's sentence or a table row, exactly as it stands in the report.
struct Claim {
    std::size_t id = 0;  // 1 is C1
    std::string section;
    std::string text;
    std::vector<Piece> pieces;
    std::string wording;                // template id
    facts::Slots slots;                 // those that the wording has
    std::size_t proposition = 0;        // index into Draft::propositions
    std::vector<facts::FactId> linked;  // in order of appearance, each once
    std::string origin;
};

// A figure where it stands, and the claim that is its title: what last said so above it.
struct FigurePlace {
    std::size_t figure = 0;  // index into Draft::figures
    std::size_t claim = 0;
    std::string title;  // the claim without its links and marks
};

struct Document {
    std::string markdown;
    std::vector<Claim> claims;
    std::vector<facts::FactId> linked;  // ascending: those that the appendix lists
    std::vector<FigurePlace> figures;
    std::map<std::size_t, std::size_t> claim_of;  // proposition -> the first claim that states it
};

// Internal error where the draft breaks its own rules (an unknown slot, template or fact, a
// template of another proposition, a mandatory proposition that is not said, a recommendation that
// rests on nothing said) and where the text holds a number that is bound to no fact: no report is
// better than that one.
Result<Document> compose(const facts::Draft& draft, std::span<const model::Source> sources);

}  // namespace chimera::report
