// SPDX-License-Identifier: Apache-2.0
// The highest rate of requests at which a server holds its objectives: doubled until one fails,
// then bisected. Each rate is judged by an exact test (stats/binomial.h), so that a rate that holds
// does so with the stated confidence; one that the requests at hand cannot decide counts as failed
// and is told as undecided.
#pragma once

#include "bench/bench.h"

namespace chimera::bench {

// How many requests each rate gets at least: as few as can show the objectives with one miss.
std::size_t requests_for(std::span<const Objective> objectives);

// `scenario.rate` is where the search begins (1 without it). The document has "max_rate". Errors:
// those of run_bench; usage_error without objectives.
Result<BenchOutcome> find_max_rate(const BenchJob& job, const BenchHooks& hooks);

}  // namespace chimera::bench
