// SPDX-License-Identifier: Apache-2.0
#include "producers/mlperf_endpoints/mlperf_endpoints.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesMlperfEndpoints[] = {
    "n_samples_issued|n_samples_completed|duration_ns|ttft|tpot",
    "n_samples_issued|n_samples_failed|qps|tps",
};

static constexpr Term kTermsMlperfEndpoints[] = {
    {"ttft", "ttft_s", "ns"},
    {"tpot", "tpot_ms", "ns"},
    {"latency", "e2e_latency_s", "ns"},
    {"duration", "duration_s", "ns"},
    {"qps", "request_throughput", "req/s"},
    {"tps", "output_throughput", "tok/s"},
    {"output_sequence_lengths", "output_tokens", "tokens"},
    {"n_samples_issued", "", "", Meaning::kInput},
    {"n_samples_completed", "request_count", "requests"},
    {"n_samples_failed", "failed_requests", "requests"},
    {"early_stopping_percentiles/p90", "", "", Meaning::kOther},
    {"early_stopping_percentiles/p99", "", "", Meaning::kOther},
    {"early_stopping_percentiles/p95", "", "", Meaning::kOther},
};

constinit const Producer kMlperfEndpoints = {
    .id = "mlperf-endpoints",
    .title = "MLCommons endpoints",
    .tested = "documented schema",
    .shapes = kShapesMlperfEndpoints,
    .version = "version",
    .terms = kTermsMlperfEndpoints,
};

}  // namespace chimera::producers
