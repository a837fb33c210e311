// SPDX-License-Identifier: Apache-2.0
// From samples to energy, and from energy, time and price to what a token costs. Pure; what is not
// defined, or not covered by samples, is absent.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "telemetry/reading.h"

namespace chimera::telemetry {

// On the clock of the samples.
struct TimeSpan {
    double begin_s = 0;
    double end_s = 0;
};

struct TimedValue {
    double at_s = 0;
    double value = 0;
};

// The values of one reading in the order of the samples.
std::vector<TimedValue> series_of(std::span<const TelemetrySample> samples, std::string_view name);

// Joules between two times from a counter that grows: the difference of the counter at both,
// interpolated on the line between its neighbours. Absent where the samples do not reach from begin
// to end, where their times do not grow, or where the counter went back.
std::optional<double> energy_from_counter(std::span<const TimedValue> joules, TimeSpan span);

// Joules between two times from watts, by the trapezoidal rule on the line through the samples.
// Absent as above, for a power below zero, and where two samples that are needed lie further apart
// than `longest_gap_s`: what was drawn between them nobody knows.
inline constexpr double kLongestGapSeconds = 10;
std::optional<double> energy_from_power(std::span<const TimedValue> watts, TimeSpan span,
                                        double longest_gap_s = kLongestGapSeconds);

// Of a device ("package", "dram", "gpu0"): from its counter <device>_energy_j where that covers the
// span, else from <device>_power_w.
std::optional<double> energy_of(std::span<const TelemetrySample> samples, std::string_view device,
                                TimeSpan span);

// joules / tokens. Absent without tokens.
std::optional<double> joules_per_token(double joules, double tokens);

// Tokens per second and watt, which is tokens per joule. Absent without power.
std::optional<double> tokens_per_watt(double tokens_per_s, double watts);

// price_per_hour * seconds / 3600 / tokens * 1e6, in the price's currency. Absent without tokens.
std::optional<double> cost_per_million_tokens(double price_per_hour, double tokens, double seconds);

}  // namespace chimera::telemetry
