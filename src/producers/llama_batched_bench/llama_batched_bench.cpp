// SPDX-License-Identifier: Apache-2.0
#include "producers/llama_batched_bench/llama_batched_bench.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesLlamaBatchedBench[] = {
    "n_kv_max|is_pp_shared|speed_pp|speed_tg",
};

static constexpr Term kTermsLlamaBatchedBench[] = {
    {"speed_pp", "prompt_tokens_s", "tok/s"},
    // Of all sequences of a batch together.
    {"speed_tg", "tg_throughput", "tok/s"},
    {"speed", "total_token_throughput", "tok/s"},
    {"t_pp", "prompt_eval_s", "s"},
    {"t_tg", "eval_s", "s"},
    {"t", "duration_s", "s"},
    {"pp", "", "", Meaning::kParameter},
    {"tg", "", "", Meaning::kParameter},
    {"pl", "", "", Meaning::kParameter},
    {"n_kv", "", "", Meaning::kParameter},
    {"n_kv_max", "", "", Meaning::kParameter},
    {"is_pp_shared", "", "", Meaning::kParameter},
};

constinit const Producer kLlamaBatchedBench = {
    .id = "llama-batched-bench",
    .title = "llama-batched-bench",
    .tested = "documented schema",
    .shapes = kShapesLlamaBatchedBench,
    .terms = kTermsLlamaBatchedBench,
    .notes = "Generation speeds are of all parallel sequences together.",
};

}  // namespace chimera::producers
