// SPDX-License-Identifier: Apache-2.0
#include "producers/mlperf/mlperf.h"

namespace chimera::producers {

using model::Term;

static constexpr std::string_view kShapesMlperfLoadgen[] = {
    "loadgen_version|result_validity",
    "SUT name|Scenario|Result is",
};

static constexpr Term kTermsMlperfLoadgen[] = {
    // Its clock starts when a query was scheduled, whether it could be sent then or not.
    {"result_latency", "e2e_latency_due_s", "ns"},
    {"latency", "e2e_latency_due_s", "ns"},
    {"result_first_token_latency", "ttft_due_s", "ns"},
    {"first_token_latency", "ttft_due_s", "ns"},
    {"time_to_output_token", "tpot_ms", "ns"},
    {"time_per_output_token", "tpot_ms", "ns"},
    {"result_time_to_output_token", "tpot_ms", "ns"},
    {"result_time_per_output_token", "tpot_ms", "ns"},
};

constinit const Producer kMlperfLoadgen = {
    .id = "mlperf-loadgen",
    .title = "MLPerf LoadGen",
    .tested = "logs of llama2-70b, Offline and Server (LoadGen 5.1)",
    .shapes = kShapesMlperfLoadgen,
    .version = "loadgen_version",
    .terms = kTermsMlperfLoadgen,
    .percentiles = "the sorted value at n p",
    .notes =
        "Latencies count from the time a query was scheduled for. Only completed queries enter "
        "the rates of a server run.",
};

}  // namespace chimera::producers
