// SPDX-License-Identifier: Apache-2.0
#include "producers/genai_perf/genai_perf.h"

namespace chimera::producers {

using model::Term;

static constexpr std::string_view kShapesGenaiPerf[] = {
    "request_latency|request_throughput|input_config|avg|perf_analyzer",
    "request_latency|inter_token_latency|output_token_throughput_per_request|avg",
    "request_latency|request_throughput|input_config|telemetry_stats|avg",
    "request_latency|request_throughput|output_sequence_length|input_config|avg",
    // Its CSV, which has a metric a row.
    "Request Latency|Request Throughput|avg|!std",
};

static constexpr Term kTermsGenaiPerf[] = {
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
    {"request_count", "request_count", "requests"},
    {"output_token_throughput_per_request", "e2e_output_token_throughput", "tok/s"},
};

constinit const Producer kGenaiPerf = {
    .id = "genai-perf",
    .title = "GenAI-Perf",
    .tested = "documented schema",
    .shapes = kShapesGenaiPerf,
    .terms = kTermsGenaiPerf,
    .spread = Spread::kPopulation,
    .percentiles = "linear (type 7)",
    .notes =
        "Tokens of chunks are counted by the client's tokenizer, which differs from the "
        "server's count.",
};

}  // namespace chimera::producers
