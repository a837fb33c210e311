// SPDX-License-Identifier: Apache-2.0
// How an agent asks a model that may fail: one retry where that is safe, a record of every attempt,
// and a sentence about what could not be had. A back end that cannot be reached is not asked again.
#pragma once

#include <atomic>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "facts/draft.h"
#include "llm/model.h"

namespace chimera::agents {

// Requests of both agents run side by side. Some servers do one thing at a time and drop it for
// whoever asks next: once a reply has failed, each request has the server to itself.
struct Lane {
    std::shared_mutex mutex;
    std::atomic<bool> one_by_one{false};
};

struct Asking {
    llm::Model& model;
    Lane& lane;
    llm::Options options;
    const std::atomic<bool>* stop = nullptr;  // set: nothing more is asked
    std::string label = {};                   // "Collector", for the remarks
    std::vector<facts::AgentCall> calls = {};
    std::vector<std::string> remarks = {};  // at most one: what ended the asking
    bool over = false;
};

// One call: what the agent does ("analysis"), what it says, how long the answer may be.
struct Request {
    std::string stage;
    llm::Prompt prompt;
    int max_tokens = 0;
};

bool is_stopped(const Asking& asking);

// Nothing where no usable answer came, now or before.
std::optional<llm::Chosen> ask_choice(Asking& asking, const Request& request,
                                      const std::vector<llm::Question>& questions);
std::optional<std::string> ask_text(Asking& asking, const Request& request);

}  // namespace chimera::agents
