// SPDX-License-Identifier: Apache-2.0
// What is to be measured, as one asks for it: a load, prompts, settings to sweep over, rounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load.h"
#include "core/result.h"
#include "llm/model.h"

namespace chimera::bench {

// How the times between arrivals of an open load are drawn; all have the mean 1 / rate.
enum class ArrivalKind : std::uint8_t { kConstant, kPoisson, kGamma };
struct Arrivals {
    ArrivalKind kind = ArrivalKind::kPoisson;
    double cv = 1;  // kGamma: coefficient of variation; 1 is Poisson, more is burstier
};

// Requests a second, from `from` to `to` in a straight line over `seconds`.
struct Stage {
    double from = 0;
    double to = 0;
    double seconds = 0;
};

// A setting and the values that it takes: "num_ctx" 1024, 2048.
struct Axis {
    std::string name;
    std::vector<double> values;
};

enum class Design : std::uint8_t { kFull, kLatin };

// A test of an engine in this process. Without is_request it is one of llama-bench's: a prompt, or
// so many tokens one by one, of random tokens and without sampling. With it a prompt is answered,
// each token drawn from the logits of the last.
struct EngineTest {
    std::size_t prompt = 512;  // tokens
    std::size_t generated = 128;
    std::size_t depth = 0;  // tokens that the context holds already; their time is not counted
    int threads = 0;        // 0: physical cores
    int batch = 2048;       // tokens of a prompt at once, at most
    bool flash = false;     // flash attention
    bool is_request = false;
};

// A request of a recorded trace.
struct TraceEntry {
    double due_s = 0;
    std::optional<std::size_t> prompt_tokens;
    std::optional<std::size_t> tokens;
};

// "ttft_p99=500ms": of the samples' 99th percentile.
struct Objective {
    std::string metric;     // ttft, itl, tpot, e2e_latency
    double percentile = 0;  // 0..1; absent: the mean
    double limit_s = 0;
};

struct Scenario {
    std::string name;  // experiment_id
    llm::Options options;
    std::vector<Axis> sweep;
    std::vector<Axis> fixed;  // settings of one value, the same at every point
    Design design = Design::kFull;
    std::optional<std::size_t> concurrency;  // closed load, or the cap of an open one
    std::optional<double> rate;              // requests a second
    Arrivals arrivals;
    std::vector<Stage> stages;
    std::vector<TraceEntry> trace;
    std::string trace_name;    // its file's name
    std::size_t requests = 0;  // a round and point; 0: by duration
    std::optional<double> duration_s;
    std::size_t warmup = 1;  // requests before each round of a point
    double cooldown_s = 0;   // the end of each round that does not count
    std::size_t rounds = 1;
    std::vector<std::string> prompts;
    std::string prompt_source = "built-in";  // or the file's name
    bool cache_bust = true;                  // each prompt begins with words that no other has
    std::vector<Objective> objectives;
    Patience patience;
    std::uint64_t seed = 1;
    bool calibrates = true;
    double telemetry_s = 1;                // between two readings of the machine; 0: none
    std::string metrics_url;               // the server's /metrics, read beside them; empty: not
    std::optional<double> price_per_hour;  // of the machine, in any currency
    std::optional<EngineTest> engine;      // measured in this process; what is a load's is not used
};

// Each usage_error says what may stand there.
Result<Axis> parse_axis(std::string_view text);          // "num_ctx=1024,2048"
Result<double> parse_seconds(std::string_view text);     // "50ms", "2s", "1.5", "2m"
Result<Arrivals> parse_arrivals(std::string_view text);  // "poisson", "gamma:0.5"
std::string shown(const Arrivals& arrivals);             // the same text
std::string shown(const Stage& stage);
Result<Stage> parse_stage(std::string_view text);                        // "10:30s", "10-50:60s"
Result<std::vector<Objective>> parse_objectives(std::string_view text);  // "ttft_p99=500ms,..."

// JSON Lines or CSV with one request a line: "timestamp" (Mooncake: milliseconds; BurstGPT's
// "Timestamp": seconds), "input_length" or "Request tokens", "output_length" or "Response tokens".
Result<std::vector<TraceEntry>> parse_trace(std::string_view text);

}  // namespace chimera::bench
