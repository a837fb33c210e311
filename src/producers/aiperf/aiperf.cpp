// SPDX-License-Identifier: Apache-2.0
#include "producers/aiperf/aiperf.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesAiperf[] = {
    "aiperf_version|request_latency|avg",
    "benchmark_id|schema_version|request_latency|avg",
    "request_latency|benchmark_duration|output_token_throughput_per_user|avg|!perf_analyzer",
    "records|ttst|ttft|header|avg",
    "x_request_id|request_start_ns|worker_id|metrics",
    "session_num|request_start_ns|request_end_ns|benchmark_phase|metrics",
    // Its CSV, which has a metric a row.
    "Request Latency|Request Throughput|avg|std",
    "Request Latency|avg|std|sum",
};

static constexpr Term kTermsAiperf[] = {
    // AIPerf says "inter-token latency" of what others call TPOT: one value a request.
    {"inter_token_latency", "tpot_ms", "ms"},
    {"inter_chunk_latency", "chunk_gap_ms", "ms"},
    {"time_to_first_token", "ttft_s", "ms"},
    {"time_to_first_output_token", "ttfo_s", "ms"},
    {"time_to_second_token", "ttst_s", "ms"},
    {"request_latency", "e2e_latency_s", "ms"},
    {"output_token_throughput", "output_throughput", "tok/s"},
    {"output_token_throughput_per_user", "output_token_throughput_per_user", "tok/s"},
    {"request_throughput", "request_throughput", "req/s"},
    {"output_sequence_length", "output_tokens", "tokens"},
    {"benchmark_duration", "duration_s", "s"},
    {"goodput", "request_goodput", "req/s"},
    {"credit_to_start_latency", "schedule_delay_s", "ms"},
    // From the moment a request was due: what AIPerf calls effective latency.
    {"effective_latency", "e2e_latency_due_s", "ms"},
    // The server speaks of its usage once more in its own words.
    {"min_request_timestamp", "", "", Meaning::kTime},
    {"max_response_timestamp", "", "", Meaning::kTime},
    {"http_req_duration", "", "", Meaning::kOther},
    {"error_request_count", "failed_requests", "requests"},
    {"request_count", "request_count", "requests"},
    {"good_request_count", "", "", Meaning::kOther},
    // Of all requests together.
    {"total_isl", "total_input_tokens", "tokens"},
    {"total_osl", "total_output_tokens", "tokens"},
    {"total_output_tokens", "total_output_tokens", "tokens"},
    {"total_usage_prompt_tokens", "", "", Meaning::kOther},
    {"total_usage_completion_tokens", "", "", Meaning::kOther},
    {"total_usage_total_tokens", "", "", Meaning::kOther},
    {"error_isl", "", "", Meaning::kOther},
    {"total_error_isl", "", "", Meaning::kOther},
    {"value/http_req_duration", "", "", Meaning::kOther},
    // Of each GPU, as DCGM or NVML reads it.
    {"gpu_power_usage", "gpu_power_w", "W"},
    {"nvidia_power_usage", "gpu_power_w", "W"},
    {"gpu_utilization", "gpu_utilization_percent", "%"},
    {"nvidia_utilization", "gpu_utilization_percent", "%"},
    {"gpu_memory_used", "gpu_memory_used_gb", "GB"},
    {"nvidia_memory_used", "gpu_memory_used_gb", "GB"},
    {"energy_consumption", "gpu_energy_j", "MJ"},
    {"nvidia_energy_consumption", "gpu_energy_j", "MJ"},
    {"ttft", "ttft_s", "ms"},
    {"ttst", "ttst_s", "ms"},
    // Of the aggregate of repeated runs.
    {"t_critical", "", "", Meaning::kOther},
    {"ci_low", "", "", Meaning::kOther},
    {"ci_high", "", "", Meaning::kOther},
    {"cv", "", "", Meaning::kOther},
    {"se", "", "", Meaning::kOther},
};

static constexpr Aside kAsideAiperf[] = {
    {"metadata/benchmark_phase", "warmup"},
};

static constexpr Failures kFailuresAiperf[] = {
    {"error_summary", Failures::Are::kCounted},
};

constinit const Producer kAiperf = {
    .id = "aiperf",
    .title = "AIPerf",
    .tested = "0.13 (summary as JSON and CSV, per-request records)",
    .shapes = kShapesAiperf,
    .version = "aiperf_version",
    .terms = kTermsAiperf,
    .failures = kFailuresAiperf,
    .aside = kAsideAiperf,
    .spread = Spread::kSample,
    .percentiles = "linear (type 7)",
    .notes =
        "Tokens are counted by the client's tokenizer unless --use-server-token-count was "
        "given; output counts include reasoning.",
};

static constexpr std::string_view kShapesAiperfAggregate[] = {
    "t_critical|ci_low|ci_high|cv",
};

constinit const Producer kAiperfAggregate = {
    .id = "aiperf-aggregate",
    .title = "AIPerf, aggregate of repeated runs",
    .tested = "documented schema",
    .shapes = kShapesAiperfAggregate,
    .version = "aiperf_version",
    .terms = kTermsAiperf,
    .spread = Spread::kSample,
    .notes = "The mean and the deviation are those of the runs, not of their requests.",
};

}  // namespace chimera::producers
