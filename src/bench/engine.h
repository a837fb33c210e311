// SPDX-License-Identifier: Apache-2.0
// Tests of an engine in this process. Prompt and generation are measured as llama-bench measures
// them (llama.cpp, tools/llama-bench): random tokens, an empty context but for `depth`, the prompt
// in batches of which the last token's logits are asked for, generated tokens one by one with
// theirs. The clock runs while the engine works and at no other time.
#pragma once

#include <map>
#include <stop_token>
#include <tuple>

#include "bench/sample.h"
#include "bench/scenario.h"
#include "core/result.h"
#include "core/rng.h"
#include "llm/gguf.h"

namespace chimera::bench {

// What one repetition of a test took; times are on monotonic_seconds().
struct EngineTimes {
    double begin_s = 0;
    double prompt_end_s = 0;       // begin_s where there was no prompt
    std::vector<double> tokens_s;  // of a request: when each token had been drawn
    double end_s = 0;
    // Of the time of the threads that the test was given, the share that this process ran. Under
    // one others took processors away. Absent where nothing was decoded.
    std::optional<double> ran;
    bool was_stopped = false;
};

class Engine {
public:
    explicit Engine(llm::Gguf& model) : model_(model) {}

    // `options`: of sampling, for requests; each answer has all of its tokens, whatever the model
    // says. Errors: input_error where a context does not fit or the engine fails.
    Result<EngineTimes> run(const EngineTest& test, const llm::Options& options, Rng& rng,
                            const std::stop_token& stop);

private:
    Result<llm::Gguf*> context_for(const EngineTest& test);

    // Of one size in tokens, which is the test's own as in llama-bench: a larger one is slower.
    using Setup = std::tuple<std::size_t, int, int, bool>;  // size, threads, batch, flash

    llm::Gguf& model_;
    std::map<Setup, llm::Gguf> contexts_;
};

// The test's request as a load sees one, a load of its own.
Sample sample_of(const EngineTest& test, const EngineTimes& times);

// Tokens of the test over its time: llama-bench's rate.
double rate_of(const EngineTest& test, const EngineTimes& times);

}  // namespace chimera::bench
