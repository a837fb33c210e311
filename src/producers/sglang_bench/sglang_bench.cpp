// SPDX-License-Identifier: Apache-2.0
#include "producers/sglang_bench/sglang_bench.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesSglangBench[] = {
    "mean_ttft_ms|mean_itl_ms|total_output_tokens_retokenized",
    "mean_e2e_latency_ms|mean_ttft_ms|mean_itl_ms|dataset_name",
    "mean_e2e_latency_ms|mean_itl_ms|accept_length",
};

static constexpr Term kTermsSglangBench[] = {
    // The clock of its TTFT stops at the first chunk with text; reasoning is none.
    {"ttft", "ttfo_s", "ms"},
    {"ttfts", "ttfo_s", "s"},
    {"tpot", "tpot_ms", "ms"},
    {"itl", "chunk_gap_ms", "ms"},
    {"itls", "chunk_gap_ms", "s"},
    {"e2e_latency", "e2e_latency_s", "ms"},
    {"request_throughput", "request_throughput", "req/s"},
    {"output_throughput", "output_throughput", "tok/s"},
    {"input_throughput", "input_throughput", "tok/s"},
    {"total_throughput", "total_token_throughput", "tok/s"},
    {"output_lens", "output_tokens", "tokens"},
    {"input_lens", "", "", Meaning::kInput},
    {"duration", "duration_s", "s"},
    {"max_output_tokens_per_s", "peak_throughput", "tok/s"},
    {"request_rate", "", "", Meaning::kParameter},
    {"max_concurrency", "", "", Meaning::kParameter},
    {"sharegpt_output_len", "", "", Meaning::kParameter},
    {"random_input_len", "", "", Meaning::kParameter},
    {"random_output_len", "", "", Meaning::kParameter},
    {"random_range_ratio", "", "", Meaning::kParameter},
    {"completed", "request_count", "requests"},
    // Of single requests, of which the lists beside them are.
    {"errors", "", "", Meaning::kOther},
    {"generated_texts", "", "", Meaning::kBody},
    {"concurrency", "", "", Meaning::kOther},
    {"max_concurrent_requests", "", "", Meaning::kOther},
    {"backend", "", "", Meaning::kVariant},
    {"dataset_name", "", "", Meaning::kSuite},
    {"tag", "", "", Meaning::kVariant},
};

// Lists of requests hold the failed ones too.
static constexpr std::string_view kZeroIsNoneSglangBench[] = {"ttfo_s", "e2e_latency_s",
                                                              "output_tokens"};

static constexpr Failures kFailuresSglangBench[] = {
    {"errors", Failures::Are::kTextOfEach},
};

constinit const Producer kSglangBench = {
    .id = "sglang-bench",
    .title = "SGLang bench_serving",
    .tested = "documented schema",
    .shapes = kShapesSglangBench,
    .terms = kTermsSglangBench,
    .failures = kFailuresSglangBench,
    .zero_is_none = kZeroIsNoneSglangBench,
    .spread = Spread::kPopulation,
    .percentiles = "linear (type 7)",
    .notes =
        "Where the server gives no usage, the requested length counts as the output. A TTFT "
        "of zero stands for none.",
};

}  // namespace chimera::producers
