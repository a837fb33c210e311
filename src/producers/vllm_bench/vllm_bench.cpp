// SPDX-License-Identifier: Apache-2.0
#include "producers/vllm_bench/vllm_bench.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesVllmBench[] = {
    "request_throughput|num_prompts|model_id|mean_ttft_ms",
    "request_throughput|num_prompts|mean_ttft_ms|mean_itl_ms|tokenizer_id",
    "request_throughput|total_token_throughput|mean_ttft_ms|max_concurrency|burstiness",
    "steady_state|mean_ttft_ms|request_throughput",
};

static constexpr Term kTermsVllmBench[] = {
    // The clock of its TTFT stops at the first chunk with choices, even one with a role alone.
    {"ttft", "ttfr_s", "ms"},
    {"ttfts", "ttfr_s", "s"},
    {"tpot", "tpot_ms", "ms"},
    // Gaps between chunks, whatever number of tokens they hold.
    {"itl", "chunk_gap_ms", "ms"},
    {"itls", "chunk_gap_ms", "s"},
    {"e2el", "e2e_latency_s", "ms"},
    {"latencies", "e2e_latency_s", "s"},
    {"client_queue_time", "queue_time_s", "ms"},
    {"queue_times", "queue_time_s", "s"},
    {"e2el_including_client_queue", "e2e_latency_due_s", "ms"},
    {"request_throughput", "request_throughput", "req/s"},
    {"output_throughput", "output_throughput", "tok/s"},
    {"input_throughput", "input_throughput", "tok/s"},
    {"total_token_throughput", "total_token_throughput", "tok/s"},
    {"request_goodput", "request_goodput", "req/s"},
    {"max_output_tokens_per_s", "peak_throughput", "tok/s"},
    {"output_lens", "output_tokens", "tokens"},
    {"input_lens", "", "", Meaning::kInput},
    {"duration", "duration_s", "s"},
    {"request_rate", "", "", Meaning::kParameter},
    {"burstiness", "", "", Meaning::kParameter},
    {"max_concurrency", "", "", Meaning::kParameter},
    {"num_prompts", "", "", Meaning::kParameter},
    {"max_model_len", "", "", Meaning::kParameter},
    {"completed", "request_count", "requests"},
    // Of single requests, of which the lists beside them are.
    {"errors", "", "", Meaning::kOther},
    {"generated_texts", "", "", Meaning::kBody},
    {"failed", "failed_requests", "requests"},
    {"max_concurrent_requests", "", "", Meaning::kOther},
    {"rtfx", "", "", Meaning::kOther},
    {"endpoint_type", "", "", Meaning::kParameter},
    {"start_times", "", "", Meaning::kTime},
    {"tokenizer_id", "", "", Meaning::kParameter},
    {"label", "", "", Meaning::kVariant},
};

// Lists of requests hold the failed ones too.
static constexpr std::string_view kZeroIsNoneVllmBench[] = {"ttfr_s", "e2e_latency_s",
                                                            "output_tokens"};

static constexpr Failures kFailuresVllmBench[] = {
    {"errors", Failures::Are::kTextOfEach},
    {"failed_requests", Failures::Are::kRows},
};

constinit const Producer kVllmBench = {
    .id = "vllm-bench",
    .title = "vLLM bench serve",
    .tested = "documented schema of the Python and the Rust tool",
    .shapes = kShapesVllmBench,
    .version = "vllm_version",
    .terms = kTermsVllmBench,
    .failures = kFailuresVllmBench,
    .zero_is_none = kZeroIsNoneVllmBench,
    .spread = Spread::kPopulation,
    .percentiles = "linear (type 7)",
    .notes =
        "The window runs from the first request sent to the last answer, ramp-up and drain "
        "included. Tokens are the server's usage, else counted anew. A TTFT of zero stands "
        "for none.",
};

}  // namespace chimera::producers
