// SPDX-License-Identifier: Apache-2.0
#include "bench/goodput.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.h"
#include "stats/binomial.h"
#include "stats/summary.h"

namespace chimera::bench {

std::string named(const Objective& objective) {
    return fmt::format("{}_p{}", objective.metric, shortest(objective.percentile * 100));
}

// What the objective speaks of, of one request; empty where it failed or has none.
static std::vector<double> values_of(const Objective& objective, const Latencies& times) {
    if (objective.metric == "itl") return times.itl_s;
    const std::optional<double>* value = &times.tpot_s;
    if (objective.metric == "ttft") value = times.ttft_due_s ? &times.ttft_due_s : &times.ttft_s;
    if (objective.metric == "e2e_latency") {
        value = times.e2e_due_s ? &times.e2e_due_s : &times.e2e_s;
    }
    return *value ? std::vector<double>{**value} : std::vector<double>{};
}

static bool is_good(const Objective& objective, const std::vector<double>& values) {
    const auto at = stats::quantile(values, objective.percentile);
    return at && *at <= objective.limit_s;
}

Goodput goodput_of(std::span<const Round> rounds, LoadKind kind,
                   std::span<const Objective> objectives, double duration_s) {
    Goodput out;
    for (const Objective& objective : objectives) {
        out.objectives.push_back({named(objective), objective.limit_s, objective.percentile});
    }
    for (const Round& round : rounds) {
        for (const Sample& sample : round.samples) {
            const Latencies times = latencies_of(sample, kind);
            bool good = !sample.failed();
            for (std::size_t i = 0; i < objectives.size(); ++i) {
                Met& met = out.objectives[i];
                const auto values = values_of(objectives[i], times);
                met.of += sample.failed() ? 1 : values.size();
                met.met += static_cast<std::size_t>(
                    std::count_if(values.begin(), values.end(),
                                  [&](double value_s) { return value_s <= met.limit_s; }));
                // What is not defined, as the time between the tokens of one, met nothing.
                good = good && is_good(objectives[i], values);
            }
            out.good += good ? 1 : 0;
        }
    }
    if (duration_s > 0) out.good_per_s = static_cast<double>(out.good) / duration_s;
    return out;
}

Held holds(const Goodput& goodput) {
    Held out = Held::kHolds;
    for (const Met& met : goodput.objectives) {
        const stats::Trials trials{met.met, met.of};
        if (stats::share_is_below(trials, met.share, kObjectiveLevel)) return Held::kFails;
        if (!stats::share_is_above(trials, met.share, kObjectiveLevel)) out = Held::kUnsure;
    }
    return out;
}

}  // namespace chimera::bench
