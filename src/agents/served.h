// SPDX-License-Identifier: Apache-2.0
// The same two agents behind servers: a model that answers requests votes on the order of the
// findings, chooses among the registered wordings of every sentence, and may then write a few
// sentences freely. Nothing that it writes is printed: its answers are ids of what is true, and a
// free sentence is read by the controlled language (controlled.h) or left.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "agents/turns.h"
#include "facts/draft.h"
#include "llm/model.h"

namespace chimera::agents {

// Who plays an agent; null: nobody, its sections keep the planner's words.
struct Seat {
    llm::Model* model = nullptr;
    llm::Options options = {};
};

struct ServedTask {
    std::vector<Seat> seats;  // of Collector and Insight; a model belongs to one seat
    std::uint64_t seed = 1;   // of the order in which candidates are shown
    Turns turns = Turns::kAtOnce;
    const std::atomic<bool>* stop = nullptr;
    // From both agents' threads.
    std::function<void(std::size_t done, std::size_t all)> progress = {};
};

// Whatever a server does, the draft is whole afterwards: what no model worded keeps the planner's
// words, and `draft.authorship` holds every call and a remark where one failed.
void write_served(facts::Draft& draft, const ServedTask& task);

}  // namespace chimera::agents
