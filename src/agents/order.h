// SPDX-License-Identifier: Apache-2.0
// The order of findings is the planner's. A small model asked to order a list answers by position,
// so it is asked of one finding at a time, and its answer may only exchange two neighbours whose
// salience is of one level.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "agents/persona.h"
#include "core/result.h"
#include "facts/draft.h"

namespace chimera::agents {

// Saliences whose tenths agree are of one level.
int level_of(double salience);

// The first list of a section that has several items; null where there is none.
facts::Block* first_list(facts::Section& section);

// That of an author's first section with one; `block` is null where there is none.
struct Findings {
    std::size_t section = 0;
    facts::Block* block = nullptr;
};
Findings first_findings(facts::Draft& draft, facts::Author author);

// Of so many findings at most the model is asked, the most salient first.
inline constexpr std::size_t kMostAsked = 6;

// The proposition that finding `item` states first.
const facts::Proposition& finding(const facts::Draft& draft, const Findings& list,
                                  std::size_t item);

// Exchanges neighbours i and i + 1 where `wished[i]`, both are of one level, and the one of them
// has not moved already: each finding moves by one place at most. Section and item of the first of
// each pair that was exchanged, in order.
std::vector<std::pair<std::size_t, std::size_t>> exchange(facts::Draft& draft, const Findings& list,
                                                          const std::vector<bool>& wished);

struct Ordered {
    std::vector<std::pair<std::size_t, std::size_t>> exchanged;  // section and item of the first
    std::string answers;  // what the model made of each finding, most telling first
};

// What a voice is asked of the first findings in the first list of its author's sections that has
// several, each by itself: how much the model would rather say yes than no is its leaning.
std::vector<std::string> questions_of(facts::Draft& draft, const Persona& persona);

// Puts those findings in order by their leanings.
Ordered order(facts::Draft& draft, const Persona& persona, const std::vector<double>& leanings);

}  // namespace chimera::agents
