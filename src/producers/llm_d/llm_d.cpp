// SPDX-License-Identifier: Apache-2.0
#include "producers/llm_d/llm_d.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesLlmD[] = {
    "results|request_performance|scenario|run",
    "results|request_performance|scenario|version",
};

static constexpr Term kTermsLlmD[] = {
    // It copies the figures of several tools by their names, so that it is not known what they are
    // of.
    {"time_per_output_token", "unstated_tpot_ms", "ms"},
    {"inter_token_latency", "itl_ms", "ms"},
    {"normalized_time_per_output_token", "e2e_per_token_ms", "ms"},
    {"time_to_first_token", "unstated_ttft_s", "ms"},
    {"request_latency", "e2e_latency_s", "ms"},
    {"output_token_rate", "output_throughput", "tok/s"},
    {"input_token_rate", "input_throughput", "tok/s"},
    {"total_token_rate", "total_token_throughput", "tok/s"},
    {"request_rate", "request_throughput", "req/s"},
    {"load/request_rate", "", "", Meaning::kParameter},
};

constinit const Producer kLlmD = {
    .id = "llm-d",
    .title = "llm-d Benchmark Report",
    .tested = "0.2.1 (documented schema)",
    .shapes = kShapesLlmD,
    .version = "version",
    .terms = kTermsLlmD,
    .notes =
        "Which tool measured stands in scenario; the names are copied, the definitions are "
        "not known.",
};

}  // namespace chimera::producers
