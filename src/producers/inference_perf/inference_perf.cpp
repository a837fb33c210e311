// SPDX-License-Identifier: Apache-2.0
#include "producers/inference_perf/inference_perf.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesInferencePerf[] = {
    "load_summary|successes|failures",
    "normalized_time_per_output_token|successes|throughput",
    "output_token_times|start_time|end_time|info",
};

static constexpr Term kTermsInferencePerf[] = {
    // All in seconds. Tokens that came in one chunk share its time, so that gaps within are zero.
    {"inter_token_latency", "token_gap_ms", "s"},
    {"time_per_output_token", "tpot_ms", "s"},
    {"normalized_time_per_output_token", "e2e_per_token_ms", "s"},
    {"time_to_first_token", "ttft_s", "s"},
    {"request_latency", "e2e_latency_s", "s"},
    {"schedule_delay", "schedule_delay_s", "s"},
    {"requests_per_sec", "request_throughput", "req/s"},
    {"output_tokens_per_sec", "output_throughput", "tok/s"},
    {"input_tokens_per_sec", "input_throughput", "tok/s"},
    {"total_tokens_per_sec", "total_token_throughput", "tok/s"},
    {"output_len", "output_tokens", "tokens"},
    {"load_summary/count", "", "", Meaning::kInput},
    {"successes/count", "request_count", "requests"},
    {"failures/count", "failed_requests", "requests"},
    {"requested_rate", "", "", Meaning::kParameter},
    {"concurrency", "", "", Meaning::kParameter},
    {"achieved_rate", "", "", Meaning::kOther},
    {"send_duration", "", "", Meaning::kOther},
    {"benchmark_time_seconds", "duration_s", "s"},
};

static constexpr Failures kFailuresInferencePerf[] = {
    {"by_label", Failures::Are::kCounted},
};

constinit const Producer kInferencePerf = {
    .id = "inference-perf",
    .title = "inference-perf",
    .tested = "demos of KubeCon NA 2025 and the documented schema",
    .shapes = kShapesInferencePerf,
    .terms = kTermsInferencePerf,
    .failures = kFailuresInferencePerf,
    .percentiles = "linear (type 7)",
    .notes =
        "Tokens are counted by the client's tokenizer unless the server's count was asked "
        "for; a time to first token needs two output tokens.",
};

}  // namespace chimera::producers
