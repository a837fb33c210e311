// SPDX-License-Identifier: Apache-2.0
#include "bench/calibrate.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>

#include "bench/arrivals.h"
#include "bench/mock_server.h"
#include "stats/summary.h"

namespace chimera::bench {

static constexpr rlim_t kOtherFiles = 64;  // and libraries

std::size_t most_connections() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    constexpr rlim_t kMost = 1U << 20U;
    return static_cast<std::size_t>(std::min(limit.rlim_cur, kMost) - kOtherFiles);
}

Status check_connections(const Plan& plan) {
    const std::size_t most = most_connections();
    for (const Point& point : plan.points) {
        const std::size_t users = point.concurrency.value_or(1);
        if (point.kind != LoadKind::kClosed || users <= most) continue;
        return input_error(
            fmt::format("{} connections at once are asked for, and this process may open {}; "
                        "raise it with ulimit -n {}, or ask for fewer",
                        users, most, users + kOtherFiles));
    }
    return Done{};
}

Result<Calibration> calibrate(const CalibrationLoad& load) {
    constexpr MockSettings kKnown = {.ttft_s = 0.05, .itl_s = 0.01, .tokens = 24};
    constexpr double kSeconds = 0.5;
    TRY_ASSIGN(MockServer server, MockServer::start(kKnown));
    TRY_ASSIGN(const llm::ChatWire wire,
               llm::open_wire(llm::Api::kOpenAi, {.base_url = server.url(), .model = "mock"}));
    // Both ends of each connection are in this process.
    const std::size_t streams = std::min(load.concurrency, most_connections() / 2);
    Load asked{.concurrency = streams, .requests = streams};
    if (load.rate) {
        Rng rng(1);
        asked = {.due_s = due_times({{}, {{*load.rate, *load.rate, kSeconds}}, 0}, rng)};
    }
    Hooks hooks;
    hooks.ask = [&](std::size_t index) {
        return Ask{index, wire.body({.user = "calibration"}, {})};
    };
    TRY_ASSIGN(const LoadResult result, run_load(wire, asked, hooks));
    std::vector<double> first;
    std::vector<double> gaps;
    for (const Sample& sample : result.samples) {
        const Latencies times = latencies_of(sample, LoadKind::kClosed);
        if (times.ttft_s) first.push_back(std::abs(*times.ttft_s - kKnown.ttft_s));
        for (const double gap_s : times.itl_s) gaps.push_back(std::abs(gap_s - kKnown.itl_s));
    }
    constexpr double kP99 = 0.99;
    return Calibration{.concurrency = streams,
                       .ttft_error_mean_s = stats::mean(first).value_or(0),
                       .ttft_error_p99_s = stats::quantile(first, kP99).value_or(0),
                       .itl_error_p99_s = stats::quantile(gaps, kP99).value_or(0)};
}

}  // namespace chimera::bench
