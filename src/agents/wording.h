// SPDX-License-Identifier: Apache-2.0
// Words a draft: each sentence of prose is said in one of the registered wordings of its
// proposition, all of them true, and a speaker chooses which.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/said.h"
#include "core/result.h"
#include "facts/draft.h"
#include "llm/speaker.h"

namespace chimera::agents {

// How far a writing has come: sentences, the section that is being worded, and the rate of all
// voices together so far.
struct SoFar {
    std::size_t done = 0;
    std::size_t all = 0;
    std::string section;
    double tokens_per_s = 0;
};

struct WordingTask {
    llm::Speaker& speaker;
    std::vector<std::size_t> voices = {0, 1};  // who speaks now, all at the same time
    const std::atomic<bool>* stop = nullptr;   // set: what is left keeps the planner's words
    std::function<void(const SoFar&)> progress;
};

// What a voice has done, in seconds since all of them began.
struct VoiceWork {
    std::size_t tokens = 0;
    std::optional<double> first_s;  // its first choice was made
    double last_s = 0;              // its last
};

struct Worded {
    std::vector<VoiceWork> work;  // by voice
    bool stopped = false;
};

// Voice 0 words Collector's sections and voice 1 those of Insight. A sentence that only one wording
// states keeps origin "template". Errors: the speaker's; what was worded until then stays.
Result<Worded> word(facts::Draft& draft, const WordingTask& task);

}  // namespace chimera::agents
