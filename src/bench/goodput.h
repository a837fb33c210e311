// SPDX-License-Identifier: Apache-2.0
// Requests that met their objectives. One that failed met none, and one of which an objective is
// not defined (an answer of one token has no time per token) did not meet that one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bench/measures.h"
#include "bench/scenario.h"

namespace chimera::bench {

struct Met {
    std::string name;  // "ttft_p99"
    double limit_s = 0;
    double share = 0;  // that is to meet it
    std::size_t met = 0;
    std::size_t of = 0;
};

std::string named(const Objective& objective);  // "ttft_p99"

struct Goodput {
    std::vector<Met> objectives;
    std::size_t good = 0;   // requests within every limit; of gaps between tokens, its own share
    double good_per_s = 0;  // over all rounds
};

// Times count from when a request was due, in a closed load from when it was sent.
Goodput goodput_of(std::span<const Round> rounds, LoadKind kind,
                   std::span<const Objective> objectives, double duration_s);

enum class Held { kHolds, kFails, kUnsure };

// Of each objective.
inline constexpr double kObjectiveLevel = 0.95;

// Whether all objectives hold with that confidence.
Held holds(const Goodput& goodput);

}  // namespace chimera::bench
