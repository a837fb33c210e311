// SPDX-License-Identifier: Apache-2.0
// Words a draft: each sentence of prose is said in one of the registered wordings of its
// proposition, all of them true, and a speaker chooses which.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agents/said.h"
#include "core/result.h"
#include "facts/draft.h"
#include "llm/speaker.h"

namespace chimera::agents {

struct WordingTask {
    llm::Speaker& speaker;
    const std::atomic<bool>* stop = nullptr;  // set: what is left keeps the planner's words
    std::function<void(std::size_t done, std::size_t all, const std::string& section)> progress;
};

struct Worded {
    std::size_t sentences = 0;  // of prose, of both authors
    bool stopped = false;
    std::vector<std::size_t> tokens;  // by voice
};

// Voice 0 words Collector's sections and voice 1 those of Insight, both at the same time. A
// sentence that only one wording states keeps origin "template". Errors: the speaker's; what was
// worded until then stays.
Result<Worded> word(facts::Draft& draft, const WordingTask& task);

}  // namespace chimera::agents
