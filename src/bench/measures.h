// SPDX-License-Identifier: Apache-2.0
// What the samples of a run come to. Definitions are those of the registry of metrics: a failed
// request has no latency, a role is no token, percentiles are of type 7 over all samples.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load.h"
#include "bench/sample.h"
#include "stats/interval.h"

namespace chimera::bench {

// One request's times in seconds; absent where the request failed or has too few tokens.
struct Latencies {
    std::optional<double> ttfr_s;      // from sent to the first event of any kind
    std::optional<double> ttft_s;      // from sent to the first token
    std::optional<double> ttft_due_s;  // from due; open loads only
    std::optional<double> e2e_s;       // to the last token
    std::optional<double> e2e_due_s;
    std::optional<double> tpot_s;  // (e2e - ttft) / (tokens - 1)
    std::optional<double> schedule_delay_s;
    std::optional<double> tokens_per_chunk;
    // Gaps between chunks with text in them; divided by the tokens of a chunk where chunks hold
    // several, that is where there are more tokens than chunks and one that has no text.
    std::vector<double> itl_s;
};
Latencies latencies_of(const Sample& sample, LoadKind kind);

// A metric of a run: a distribution, or one value.
struct Measure {
    std::string_view id;                     // of the registry: "ttft_s"
    std::string_view unit;                   // of the registry
    double scale = 1;                        // to this unit, from seconds or counts a second
    std::vector<double> values;              // in seconds; one where it is a value of the run
    std::optional<stats::Interval> mean_ci;  // 95 %, in seconds
    bool is_single = false;
};

// One round of a point.
struct Round {
    std::vector<Sample> samples;  // without warm-up and cool-down
    ClientHealth client;
};

struct RunMeasures {
    std::size_t requests = 0;
    std::size_t completed = 0;
    std::map<std::string, std::size_t> reasons;  // of those that failed
    double duration_s = 0;                       // from first sent to last end, of all rounds
    std::size_t output_tokens = 0;
    std::vector<Measure> measures;

    const Measure* find(std::string_view id) const;
};

// Intervals of means: Student's t over the means of three rounds or more, else a bootstrap over
// requests (percentile, 1,000 resamples from `seed`; Efron & Tibshirani 1993).
RunMeasures measure(std::span<const Round> rounds, LoadKind kind, std::uint64_t seed);

// While at least 95 % of the most requests at once were under way: the ramp up and the drain are
// not in it. Absent where that was at no time for longer than an instant.
struct Window {
    double from_s = 0;
    double to_s = 0;
};
std::optional<Window> steady_window(std::span<const Sample> samples);

}  // namespace chimera::bench
