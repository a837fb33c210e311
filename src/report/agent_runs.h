// SPDX-License-Identifier: Apache-2.0
// Runs of the two agents as rows and as JSON: what is measured of them is a file of results like
// any other, so that what a report says of the runs has cells to point at.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "facts/draft.h"

namespace chimera::report {

// One writing of a draft. `at_once`: both agents at the same time, else one after the other.
struct AgentRun {
    std::size_t run = 1;
    bool at_once = true;
    double wall_s = 0;  // of the writing, without the loading of a model
    facts::Authorship authorship;
};

// A CSV file with a row for each agent's analysis and report of each run, and one for both agents
// together. The requests of a server that make up a call are added up: `e2e_latency_s` is their
// time, `ttft_s` that of the first, `tokens_s` all tokens over the time in which they came. What a
// back end does not say is left blank.
std::string agent_runs_csv(std::span<const AgentRun> runs);

// summary.json: the scenario, every run, what the draft over all runs computed, and who the agents
// were. `generated`: RFC 3339.
std::string agent_runs_json(const std::string& scenario, std::span<const AgentRun> runs,
                            const facts::Draft& summary, const std::string& generated);

}  // namespace chimera::report
