// SPDX-License-Identifier: Apache-2.0
#include "bench/find_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stats/binomial.h"

namespace chimera::bench {

using nlohmann::ordered_json;

std::size_t requests_for(std::span<const Objective> objectives) {
    std::size_t out = 1;
    for (const Objective& objective : objectives) {
        out = std::max(out, stats::fewest_trials(1, objective.percentile, kObjectiveLevel));
    }
    return out;
}

namespace {

struct Tried {
    double rate = 0;
    Held held = Held::kUnsure;
};

// One search; what is measured at each rate is written into one stream.
struct Search {
    Scenario scenario;
    const BenchJob& job;
    BenchHooks hooks;
    BenchOutcome out = {};
    std::vector<Tried> tried = {};

    Result<Held> at(double rate);
    Result<double> bracket(double rate);
    Status bisect(double low, double high);
    ordered_json told_rate() const;
};

}  // namespace

Result<Held> Search::at(double rate) {
    scenario.rate = rate;
    // As long as asked for, and enough requests to decide.
    const double wanted = std::ceil(rate * job.scenario.duration_s.value_or(0));
    scenario.requests = std::max({job.scenario.requests, requests_for(scenario.objectives),
                                  static_cast<std::size_t>(wanted)});
    TRY_ASSIGN(const BenchOutcome got,
               run_bench({scenario, job.wire, job.environment, job.file}, hooks));
    out.completed += got.completed;
    out.failed += got.failed;
    out.was_stopped = got.was_stopped;
    out.lines.insert(out.lines.end(), got.lines.begin(), got.lines.end());
    for (const ordered_json& run : got.document["runs"]) out.document["runs"].push_back(run);
    // All points of the sweep hold, or the rate does not.
    Held held = got.was_stopped || got.held.empty() ? Held::kUnsure : Held::kHolds;
    for (const Held one : got.held) {
        if (one != Held::kHolds && held != Held::kFails) held = one;
    }
    tried.push_back({rate, held});
    return held;
}

// The first rate that does not hold; what was tried before it held.
Result<double> Search::bracket(double rate) {
    constexpr int kDoublings = 20;
    for (int i = 0; i < kDoublings && !out.was_stopped; ++i, rate *= 2) {
        TRY_ASSIGN(const Held held, at(rate));
        if (held != Held::kHolds) return rate;
    }
    return rate;
}

Status Search::bisect(double low, double high) {
    constexpr double kNear = 1.05;
    constexpr int kSteps = 12;
    for (int i = 0; i < kSteps && high / low > kNear && !out.was_stopped; ++i) {
        const double middle = std::sqrt(low * high);
        TRY_ASSIGN(const Held held, at(middle));
        (held == Held::kHolds ? low : high) = middle;
    }
    return Done{};
}

ordered_json Search::told_rate() const {
    ordered_json found{{"confidence", kObjectiveLevel}, {"undecided", ordered_json::array()}};
    for (const Tried& one : tried) {
        if (one.held == Held::kHolds) {
            found["rate"] = std::max(one.rate, found.value("rate", 0.0));
        } else {
            const double next = found.value("fails_at", one.rate);
            found["fails_at"] = std::min(one.rate, next);
            if (one.held == Held::kUnsure) found["undecided"].push_back(one.rate);
        }
    }
    return found;
}

Result<BenchOutcome> find_max_rate(const BenchJob& job, const BenchHooks& hooks) {
    const Scenario& scenario = job.scenario;
    if (scenario.objectives.empty()) {
        return usage_error("--find-max-rate wants objectives; give --slo ttft_p99=500ms");
    }
    Search search{.scenario = scenario, .job = job, .hooks = hooks};
    search.hooks.is_part = true;
    search.scenario.duration_s.reset();
    job.file.write(header_line(job.scenario, job.wire.info.name, job.environment, job.file));
    search.out.document = begun_document(job.scenario, job.file);
    const double begin = scenario.rate.value_or(1);
    TRY_ASSIGN(const double fails, search.bracket(begin));
    // Even the first rate may be too much.
    double low = fails / 2;
    for (int i = 0; fails == begin && i < 10 && !search.out.was_stopped; ++i, low /= 2) {
        TRY_ASSIGN(const Held held, search.at(low));
        if (held == Held::kHolds) break;
    }
    TRY(search.bisect(low, std::min(fails, low * 2)));
    const ordered_json found = search.told_rate();
    search.out.document["max_rate"] = found;
    search.out.document["cut"] = search.out.was_stopped;
    search.out.lines.push_back(
        found.contains("rate")
            ? fmt::format("the objectives hold at {:.4g} requests/s (confidence {:.0f} %)",
                          found["rate"].get<double>(), kObjectiveLevel * 100)
            : "the objectives held at no rate that was tried");
    ordered_json last = summary_line(search.out);
    last["max_rate"] = found;
    job.file.write(last);
    job.file.flush();
    return std::move(search.out);
}

}  // namespace chimera::bench
