// SPDX-License-Identifier: Apache-2.0
// What a model server says of itself on /metrics: Prometheus text exposition (version 0.0.4, and
// OpenMetrics as far as they agree), and the names of vLLM, SGLang and llama-server in it. Text in,
// readings out: who fetches it is not known here. Linear in the text's length.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telemetry/reading.h"

namespace chimera::telemetry {

// One line `name{label="value"} 1.5 1700000000000`. `value` may be NaN or infinite.
struct PrometheusSample {
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string_view>> labels;  // values as written
    double value = 0;
};

// The samples in their order; comments, and lines that are no samples, are passed over.
std::vector<PrometheusSample> parse_prometheus(std::string_view text);

// server_requests_running, server_requests_waiting, server_kv_cache_ratio (0 to 1),
// server_kv_cache_tokens, server_prefix_cache_hit_ratio, server_prompt_tokens_per_s,
// server_generation_tokens_per_s, and what counts since the server's start: server_prompt_tokens,
// server_generation_tokens, server_prefix_cache_queried_tokens, server_prefix_cache_hit_tokens,
// server_preemptions.
//
// Several engines in one text are summed; of ratios of a cache the fullest counts, and a hit ratio
// of several engines does not exist. Ranks of one engine (labels tp_rank, pp_rank, moe_ep_rank) say
// the same and count once. A reading is absent where one of its samples is NaN, infinite, below
// zero or, for a ratio, above 1.
std::vector<Reading> server_readings(std::string_view text);

}  // namespace chimera::telemetry
