// SPDX-License-Identifier: Apache-2.0
// What one agent does with a model that answers requests. It changes its own author's sections
// only, so two agents may work on one draft at the same time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "agents/asking.h"
#include "agents/persona.h"
#include "agents/said.h"
#include "core/rng.h"

namespace chimera::agents {

// A wording that a free sentence was read as, to be said when both agents are done: it may need a
// template that the draft does not hold yet.
struct Accepted {
    Spot spot;
    std::string wording;
};

struct ServedAgent {
    const Persona& persona;
    Asking asking;
    Rng rng;
    std::size_t seat = 0;
    std::vector<std::pair<std::size_t, std::size_t>> exchanged = {};
    std::string result = {};  // of the analysis, a line a finding
    std::size_t chosen = 0;   // calls that words came of
    std::vector<Accepted> accepted = {};
};

// Asks which findings matter and which of two neighbours comes first, and exchanges them.
void analyse(facts::Draft& draft, ServedAgent& agent);

// Asks for a wording of every sentence that has several, some sentences a call. `collected`: what
// Collector's analysis came to. `done` is called with the sentences that are settled.
void choose_words(facts::Draft& draft, ServedAgent& agent, const std::string& collected,
                  const std::function<void(std::size_t)>& done);

// Asks for free sentences in place of the agent's first ones and of its findings.
void draft_freely(const facts::Draft& draft, ServedAgent& agent);

}  // namespace chimera::agents
