// SPDX-License-Identifier: Apache-2.0
// A whole bench of a model in this process: every test of every point in every round, in random
// order, written down as it ends and judged when all rounds are in.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "bench/bench.h"
#include "llm/gguf.h"

namespace chimera::bench {

struct EngineJob {
    const Scenario& scenario;  // with an `engine`
    llm::Gguf& model;
    const nlohmann::ordered_json& environment;
    StreamFile& file;
};

// A test that fails is written down with its error, and the next one is run. Errors: those of the
// plan; a disk that is full.
Result<BenchOutcome> run_engine_bench(const EngineJob& job, const BenchHooks& hooks);

// The model as the stream's header has it: file, sha256, metadata, what reads it, how long it took
// to load.
nlohmann::ordered_json model_environment(const llm::Gguf& model);

}  // namespace chimera::bench
