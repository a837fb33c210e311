// SPDX-License-Identifier: Apache-2.0
// Who the two agents are, in the words that are really sent to a model.
#pragma once

#include <string>
#include <vector>

#include "facts/draft.h"
#include "llm/model.h"

namespace chimera::agents {

struct Persona {
    std::string id;     // "collector"
    std::string label;  // "Collector"
    facts::Author author = facts::Author::kPlanner;
    std::string prompt;  // the system prompt of both of its calls
};

// Collector and Insight, in this order.
const std::vector<Persona>& personas();

// The facts that an agent is to weigh, telegraphically, most salient first.
std::string briefing(const facts::Draft& draft, facts::Author author, std::size_t most);

// `collected`: what Collector's analysis came to; empty for Collector itself.
llm::Prompt analysis_prompt(const facts::Draft& draft, const Persona& persona);
llm::Prompt report_prompt(const facts::Draft& draft, const Persona& persona,
                          const std::string& collected);

}  // namespace chimera::agents
