// SPDX-License-Identifier: Apache-2.0
// How far a load has come, for whoever waits for it.
#pragma once

#include <cstddef>
#include <optional>

#include "bench/sample.h"

namespace chimera::bench {

struct Progress {
    double elapsed_s = 0;
    std::size_t planned = 0;  // 0: nobody knows
    std::size_t in_flight = 0;
    std::size_t done = 0;
    std::size_t failed = 0;
    std::size_t chunks = 0;  // with text, of all requests
    // Of the requests that have ended and whose tokens somebody counted.
    std::size_t counted_tokens = 0;
    std::size_t counted_chunks = 0;
    double lag_s = 0;  // of the request that was sent last
};

// A request that was under way has ended.
void count_end(const Sample& sample, Progress& so_far);

// What came so far, a chunk taken for as many tokens as it held in the requests that have ended;
// absent before one has.
std::optional<double> tokens_per_s(const Progress& so_far);

}  // namespace chimera::bench
