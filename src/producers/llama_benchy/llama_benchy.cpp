// SPDX-License-Identifier: Apache-2.0
#include "producers/llama_benchy/llama_benchy.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesLlamaBenchy[] = {
    "latency_mode|pp_throughput|tg_throughput|!properties",
    "pp_throughput|tg_throughput|est_ppt|ttfr|!properties",
};

static constexpr Term kTermsLlamaBenchy[] = {
    {"pp_throughput", "prompt_tokens_s", "tok/s"},
    {"pp_req_throughput", "pp_req_tokens_s", "tok/s"},
    {"tg_throughput", "tg_throughput", "tok/s"},
    {"tg_req_throughput", "tg_req_tokens_s", "tok/s"},
    {"peak_throughput", "peak_throughput", "tok/s"},
    {"peak_req_throughput", "peak_req_throughput", "tok/s"},
    {"ttfr", "ttfr_s", "ms"},
    {"e2e_ttft", "ttft_s", "ms"},
    {"est_ppt", "prompt_eval_s", "ms"},
    {"concurrency", "", "", Meaning::kParameter},
    {"context_size", "", "", Meaning::kParameter},
    {"prompt_size", "", "", Meaning::kParameter},
    {"response_size", "", "", Meaning::kParameter},
    {"is_context_prefill_phase", "", "", Meaning::kParameter},
    {"latency_ms", "", "", Meaning::kOther},
    {"max_concurrency", "", "", Meaning::kParameter},
};

constinit const Producer kLlamaBenchy = {
    .id = "llama-benchy",
    .title = "llama-benchy",
    .tested = "0.2.2 (sample of its repository)",
    .shapes = kShapesLlamaBenchy,
    .version = "version",
    .terms = kTermsLlamaBenchy,
    .spread = Spread::kPopulation,
    .notes = "Before April 2026 chunks were counted as tokens.",
};

}  // namespace chimera::producers
