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

// The facts that an agent is to weigh, telegraphically, most salient first, and what every prompt
// of an agent begins with. `collected`: what Collector's analysis came to; empty for Collector
// itself.
std::string background(const facts::Draft& draft, const Persona& persona,
                       const std::string& collected = {});

// The record of an agent that such a model plays. A model may be called anything, and the report's
// header shows its name: it is reduced to plain characters.
facts::AgentRecord record_of(const Persona& persona, const llm::ModelInfo& model);

llm::Prompt analysis_prompt(const facts::Draft& draft, const Persona& persona);
llm::Prompt report_prompt(const facts::Draft& draft, const Persona& persona,
                          const std::string& collected);

}  // namespace chimera::agents
