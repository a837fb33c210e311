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
#include "llm/speaker.h"

namespace chimera::agents {

// Saliences whose tenths agree are of one level.
int level_of(double salience);

struct Ordered {
    std::vector<std::pair<std::size_t, std::size_t>> exchanged;  // section and item of the first
    std::string answers;  // what the model made of each finding, most telling first
    std::size_t asked = 0;
};

// Asks voice `voice` of every finding in the first list of its author's sections that has several.
// Errors: the speaker's; the draft then keeps its order.
Result<Ordered> order(facts::Draft& draft, const Persona& persona, std::size_t voice,
                      llm::Speaker& speaker);

}  // namespace chimera::agents
