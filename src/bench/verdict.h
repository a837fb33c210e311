// SPDX-License-Identifier: Apache-2.0
// Whether the numbers of a run count: did the client do its part, did the server hold, was the load
// steady, was nothing answered from a cache. A verdict names the figure that says so, and its
// limit.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/goodput.h"
#include "bench/measures.h"

namespace chimera::bench {

struct Because {
    std::string_view verdict;  // "client-limited"
    std::string what;          // "read lag p99"
    double value = 0;
    double limit = 0;
    std::string_view unit;
};

// How far the client's clock was off against a server on this machine whose times are known, at the
// load of the run. The server shares the machine, so that this is an upper bound.
struct Calibration {
    std::size_t concurrency = 0;
    double ttft_error_mean_s = 0;
    double ttft_error_p99_s = 0;
    double itl_error_p99_s = 0;
};

// What the client did, pooled over rounds.
struct ClientFigures {
    std::optional<double> read_lag_p99_s;
    std::optional<double> stall_p99_s;
    std::optional<double> stall_max_s;
    double cpu_share = 0;  // of one processor
    std::size_t connections = 0;
    std::size_t reused = 0;
    std::size_t resent = 0;
    std::size_t voluntary_switches = 0;
    std::size_t involuntary_switches = 0;
    std::size_t most_in_flight = 0;
    bool kernel_stamps = false;
};
ClientFigures client_figures(std::span<const Round> rounds);

struct Evidence {
    std::span<const Round> rounds;
    const RunMeasures& measures;
    LoadKind kind = LoadKind::kClosed;
    std::optional<ClientFigures> client;      // of these rounds; absent where nothing was sent
    std::optional<double> ran;                // EngineTimes::ran over all repetitions
    std::optional<std::size_t> asked_tokens;  // where each answer was to have so many
    bool repeats_prompts = false;             // the same bytes were sent more than once
    std::optional<Calibration> before;
    std::optional<Calibration> after;
    Goodput goodput = {};  // of the scenario's objectives, where it has any
};

// Empty where the numbers count. In the order client-limited, server-cut, unsteady, cold,
// cache-contaminated, unequal-output.
std::vector<Because> judge(const Evidence& evidence);

// "unsteady" where values move by over 20 % from the first to the second half of their order and
// chance alone would not move them so (Mann-Whitney, p < 0.01); absent also for fewer than ten.
std::optional<Because> drift_of(std::span<const double> values, std::string_view what);

// Their verdicts, each once; {"ok"} where there is none.
std::vector<std::string> verdicts_of(std::span<const Because> because);

}  // namespace chimera::bench
