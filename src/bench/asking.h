// SPDX-License-Identifier: Apache-2.0
// The bodies of a leg's requests: which prompt, under which settings, with which beginning.
#pragma once

#include <string>
#include <vector>

#include "bench/plan.h"
#include "core/rng.h"
#include "llm/chat_wire.h"

namespace chimera::bench {

class Asking {
public:
    // `words`: of a synthetic prompt.
    Asking(const Scenario& scenario, const llm::ChatWire& wire, const Point& point,
           std::size_t words, std::uint64_t salt);
    Ask operator()(std::size_t index);

private:
    const Scenario& scenario_;
    const llm::ChatWire& wire_;
    const Point& point_;
    std::size_t words_;
    Rng rng_;
};

// How many words make a prompt of `tokens`: asked of the server, which counts its own template too.
// Errors: input_error where it does not count.
Result<std::size_t> words_for(const Scenario& scenario, const llm::ChatWire& wire,
                              std::size_t tokens);

}  // namespace chimera::bench
