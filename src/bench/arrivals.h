// SPDX-License-Identifier: Apache-2.0
// When the requests of an open load are due: fixed before the first is sent, and drawn from a seed,
// so that no slow answer can move a later request (coordinated omission; Tene 2013).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bench/scenario.h"
#include "core/rng.h"

namespace chimera::bench {

// Ascending, in seconds; the first at 0. The number of requests is that of the rate: gaps are drawn
// and then stretched to it, so that what was asked for and what comes differ by nothing.
struct Schedule {
    Arrivals arrivals;
    std::vector<Stage> stages;  // the last one goes on where more requests are asked for
    std::size_t requests = 0;   // 0: as many as the stages come to
};
std::vector<double> due_times(const Schedule& schedule, Rng& rng);

// A gap of mean 1: exponential, or gamma of this variation (Marsaglia & Tsang 2000).
double unit_gap(const Arrivals& arrivals, Rng& rng);

// When the integral of the rate reaches `area`: a request of a process of rate 1 comes then.
// Absent behind the last stage.
std::optional<double> time_of_area(std::span<const Stage> stages, double area);

}  // namespace chimera::bench
