// SPDX-License-Identifier: Apache-2.0
#include "producers/guidellm/guidellm.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesGuidellmOld[] = {
    "args|benchmarks|run_stats|inter_token_latency_ms",
    "args|benchmarks|request_samples|inter_token_latency_ms",
    "run_stats|benchmarks|time_per_output_token_ms",
};

constinit const Producer kGuidellmOld = {
    .id = "guidellm-v1",
    .title = "GuideLLM before version 2 of its report",
    .tested = "documented schema",
    .shapes = kShapesGuidellmOld,
    .refused =
        "a GuideLLM report before version 2, whose fields mean other things; run it again "
        "with GuideLLM 0.4 or newer, or export its report to version 2",
};

static constexpr std::string_view kShapesGuidellm[] = {
    "guidellm_version|benchmarks|scheduler_metrics",
    "benchmarks|scheduler_metrics|time_per_output_token_ms|request_latency",
};

static constexpr Term kTermsGuidellm[] = {
    // GuideLLM divides the whole latency by all tokens for TPOT, and calls ITL what others call
    // TPOT:
    // (last token - first token) / (tokens - 1).
    {"time_per_output_token", "e2e_per_token_ms", "ms"},
    {"inter_token_latency", "tpot_ms", "ms"},
    {"time_to_first_token", "ttft_s", "ms"},
    {"time_to_first_output_token", "ttfo_s", "ms"},
    {"request_latency", "e2e_latency_s", "s"},
    // Over the window of a benchmark; the same names under `requests` are rates of one request.
    {"metrics/output_tokens", "measured_output_throughput", "tok/s"},
    {"metrics/output_tokens_per_second", "measured_output_throughput", "tok/s"},
    {"metrics/prompt_tokens_per_second", "measured_input_throughput", "tok/s"},
    {"metrics/tokens_per_second", "measured_total_throughput", "tok/s"},
    {"metrics/requests_per_second", "measured_request_throughput", "req/s"},
    {"output_tokens_per_second", "e2e_output_token_throughput", "tok/s"},
    {"prompt_tokens_per_second", "prefill_throughput_per_user", "tok/s"},
    {"tokens_per_second", "", "", Meaning::kOther},
    {"output_token_count", "output_tokens", "tokens"},
    {"output_tokens", "output_tokens", "tokens"},
    {"request_concurrency", "", "", Meaning::kOther},
    // What a warning saw, and from where on it warns.
    {"observed", "", "", Meaning::kOther},
    {"threshold", "", "", Meaning::kOther},
    {"streams", "", "", Meaning::kParameter},
    {"id", "", "", Meaning::kIdentifier},
    {"run_id", "", "", Meaning::kIdentifier},
    {"run_index", "", "", Meaning::kIdentifier},
    {"current_index", "", "", Meaning::kOther},
    {"mode", "", "", Meaning::kOther},
    {"type", "", "", Meaning::kOther},
};

constinit const Producer kGuidellm = {
    .id = "guidellm",
    .title = "GuideLLM",
    .tested = "0.8.1 (report version 2)",
    .shapes = kShapesGuidellm,
    .version = "guidellm_version",
    .terms = kTermsGuidellm,
    .spread = Spread::kPopulation,
    .percentiles = "inverse of the distribution (nearest rank)",
    .nearest_rank = true,
    .notes =
        "Only successful requests count; errored and incomplete ones are groups of their own. "
        "Tokens are the server's count where it gives one, else the chunks.",
};

}  // namespace chimera::producers
