// SPDX-License-Identifier: Apache-2.0
// Who worded a draft and how: the agents, their calls, and enough to say the same again.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chimera::facts {

// One call of a model by an agent. Figures that its back end does not give are absent.
struct AgentCall {
    std::string stage;  // "analysis", "report"
    std::string system;
    std::string prompt;
    std::map<std::string, double> options;  // those that were sent
    std::string output;
    std::map<std::string, double> figures;  // ttft_s, total_s, tokens, tokens_per_s, ...
};

// An agent as it really was: what it was told and what its calls took.
struct AgentRecord {
    std::string id;       // "collector", "insight"
    std::string label;    // "Collector"
    std::string persona;  // the prompt that was sent
    std::string backend;
    std::string model;
    std::vector<AgentCall> calls;
};

// How a draft came to its words: enough to say them again without a model.
struct Authorship {
    std::vector<AgentRecord> agents;
    std::string sha256;                 // of the model's file; empty where only a server knows it
    std::vector<std::string> wordings;  // template ids, a line for each sentence in order
    std::vector<std::string> origins;   // of those sentences
    std::vector<std::pair<std::size_t, std::size_t>> exchanged;  // neighbours, in order
    std::vector<std::string> remarks;  // what went otherwise than asked, a sentence each
};

// Who wrote, in the order of the agents: "A", or "A and B" where they are played by two models.
// With `backends` each has its own behind it: "A (ollama)".
std::string model_names(const Authorship& authorship, bool backends);

}  // namespace chimera::facts
