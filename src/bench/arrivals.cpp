// SPDX-License-Identifier: Apache-2.0
#include "bench/arrivals.h"

#include <algorithm>
#include <cmath>

namespace chimera::bench {

// Gamma of shape at least 1: Marsaglia & Tsang 2000; below it, theirs by a power of a uniform one.
static double gamma_draw(double shape, Rng& rng) {
    if (shape < 1) {
        const double boost = std::pow(1 - uniform(rng), 1 / shape);
        return gamma_draw(shape + 1, rng) * boost;
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal(rng, 0, 1);
        const double v = std::pow(1 + c * x, 3);
        if (v <= 0) continue;
        if (std::log(1 - uniform(rng)) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

double unit_gap(const Arrivals& arrivals, Rng& rng) {
    switch (arrivals.kind) {
        case ArrivalKind::kConstant: return 1;
        case ArrivalKind::kPoisson: return -std::log(1 - uniform(rng));
        case ArrivalKind::kGamma: break;
    }
    const double shape = 1 / (arrivals.cv * arrivals.cv);
    return gamma_draw(shape, rng) / shape;
}

// Where the straight line from `from` to `to` over `seconds` has gathered `area`: a root of a
// quadratic, in the form that loses no digits where the slope is small.
static double time_in(const Stage& stage, double area) {
    const double slope = (stage.to - stage.from) / stage.seconds;
    const double root = std::sqrt(std::max(0.0, stage.from * stage.from + 2 * slope * area));
    return 2 * area / (stage.from + root);
}

std::optional<double> time_of_area(std::span<const Stage> stages, double area) {
    double before_s = 0;
    for (const Stage& stage : stages) {
        const double whole = (stage.from + stage.to) / 2 * stage.seconds;
        if (area < whole) return before_s + (area > 0 ? time_in(stage, area) : 0);
        area -= whole;
        before_s += stage.seconds;
    }
    return std::nullopt;
}

std::vector<double> due_times(const Schedule& schedule, Rng& rng) {
    std::vector<double> out;
    if (schedule.stages.empty()) return out;
    const Stage& last = schedule.stages.back();
    double whole = 0;
    double whole_s = 0;
    for (const Stage& stage : schedule.stages) {
        whole += (stage.from + stage.to) / 2 * stage.seconds;
        whole_s += stage.seconds;
    }
    const std::size_t count =
        schedule.requests > 0 ? schedule.requests : static_cast<std::size_t>(std::llround(whole));
    std::vector<double> gaps(count);
    double sum = 0;
    for (double& gap : gaps) sum += gap = unit_gap(schedule.arrivals, rng);
    // The number of requests is that of the rate, and only their times are random.
    const double scale = sum > 0 ? static_cast<double>(count) / sum : 0;
    double area = 0;
    for (const double gap : gaps) {
        auto at_s = time_of_area(schedule.stages, area);
        if (!at_s && last.to <= 0) break;
        if (!at_s) at_s = whole_s + (area - whole) / last.to;
        out.push_back(*at_s);
        area += gap * scale;
    }
    return out;
}

}  // namespace chimera::bench
