// SPDX-License-Identifier: Apache-2.0
// Every producer in one list. To add one: its folder, and a line here. A shape with more keys
// stands before one that it contains.
#include <algorithm>
#include <array>

#include "core/text.h"
#include "producers/aiperf/aiperf.h"
#include "producers/chimera_result/chimera_result.h"
#include "producers/chimera_stream/chimera_stream.h"
#include "producers/every_eval_ever/every_eval_ever.h"
#include "producers/genai_perf/genai_perf.h"
#include "producers/google_benchmark/google_benchmark.h"
#include "producers/guidellm/guidellm.h"
#include "producers/hyperfine/hyperfine.h"
#include "producers/inference_perf/inference_perf.h"
#include "producers/k6/k6.h"
#include "producers/llama_batched_bench/llama_batched_bench.h"
#include "producers/llama_bench/llama_bench.h"
#include "producers/llama_benchy/llama_benchy.h"
#include "producers/llm_d/llm_d.h"
#include "producers/lm_eval/lm_eval.h"
#include "producers/mlperf/mlperf.h"
#include "producers/mlperf_endpoints/mlperf_endpoints.h"
#include "producers/nsight_compute/nsight_compute.h"
#include "producers/oha/oha.h"
#include "producers/producer.h"
#include "producers/pytest_benchmark/pytest_benchmark.h"
#include "producers/sglang_bench/sglang_bench.h"
#include "producers/vllm_bench/vllm_bench.h"

namespace chimera::producers {

std::span<const Producer* const> producers() {
    static constexpr const Producer* kProducers[] = {
        &kChimeraResult,
        &kChimeraStream,
        &kAiperf,
        &kAiperfAggregate,
        &kGuidellmOld,
        &kGuidellm,
        &kInferencePerf,
        &kSglangBench,
        &kVllmBench,
        &kLlamaBench,
        &kLlamaBatchedBench,
        &kLlamaBenchy,
        &kMlperfEndpoints,
        &kMlperfLoadgen,
        &kOha,
        &kK6,
        &kHyperfine,
        &kGoogleBenchmark,
        &kPytestBenchmark,
        &kLmEval,
        &kEveryEvalEver,
        &kLlmD,
        &kGenaiPerf,
        &kNsightCompute,
    };
    return kProducers;
}

static bool fits(std::string_view shape, const Keys& keys) {
    const auto wanted = split(shape, '|');
    return std::all_of(wanted.begin(), wanted.end(), [&](std::string_view key) {
        return key.starts_with('!') ? !keys.contains(key.substr(1)) : keys.contains(key);
    });
}

const Producer* recognise(const Keys& keys) {
    const auto all = producers();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Producer* producer) {
        return std::any_of(producer->shapes.begin(), producer->shapes.end(),
                           [&](std::string_view shape) { return fits(shape, keys); });
    });
    return found == all.end() ? nullptr : *found;
}

bool is_none(const Producer* producer, std::string_view metric, double value) {
    if (producer == nullptr || value != 0) return false;
    const auto& none = producer->zero_is_none;
    return std::find(none.begin(), none.end(), metric) != none.end();
}

const Producer* find_producer(std::string_view id) {
    const auto all = producers();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Producer* producer) { return producer->id == id; });
    return found == all.end() ? nullptr : *found;
}

}  // namespace chimera::producers
