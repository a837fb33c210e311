// SPDX-License-Identifier: Apache-2.0
// The room's front door: a draft in the planner's words goes in, the same draft in the words of two
// agents comes out, with a record of how it came to them. Whatever happens to a model on the way,
// the draft stays whole: what no agent worded keeps the planner's words.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "agents/turns.h"
#include "agents/wording.h"
#include "facts/draft.h"
#include "llm/speaker.h"

namespace chimera::agents {

struct WriteTask {
    llm::Speaker& speaker;
    std::vector<llm::Options> options;  // of each voice, as the report names them
    double load_s = 0;                  // of the model; shown with the agents' figures
    Turns turns = Turns::kAtOnce;
    const std::atomic<bool>* stop = nullptr;
    std::function<void(const SoFar&)> progress;
};

void write(facts::Draft& draft, const WriteTask& task);

// Says a draft again as `authorship` has it, without a model. Errors: input_error where it belongs
// to another draft: another seed, other input or another version.
Status replay(facts::Draft& draft, const facts::Authorship& authorship);

}  // namespace chimera::agents
