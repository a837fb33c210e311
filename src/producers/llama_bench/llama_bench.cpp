// SPDX-License-Identifier: Apache-2.0
#include "producers/llama_bench/llama_bench.h"

namespace chimera::producers {

using model::Term;

static constexpr std::string_view kShapesLlamaBench[] = {
    "build_commit|model_filename|n_prompt|n_gen|avg_ts",
    "model_filename|n_gpu_layers|n_prompt|n_gen|avg_ns|stddev_ts",
};

static constexpr Term kTermsLlamaBench[] = {
    {"ts", "engine_tokens_s", "tok/s"},
    {"samples_ts", "engine_tokens_s", "tok/s"},
    {"samples_ns", "engine_time_s", "ns"},
};

constinit const Producer kLlamaBench = {
    .id = "llama-bench",
    .title = "llama-bench",
    .tested = "llama.cpp of llama-cpp-python 0.3.36; fields of older builds",
    .shapes = kShapesLlamaBench,
    .version = "build_commit",
    .terms = kTermsLlamaBench,
    .spread = Spread::kSample,
    .notes =
        "Inside the engine: tokenisation and sampling are left out, so that servers seen from "
        "outside are slower.",
};

}  // namespace chimera::producers
