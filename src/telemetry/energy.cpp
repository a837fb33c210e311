// SPDX-License-Identifier: Apache-2.0
#include "telemetry/energy.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace chimera::telemetry {

std::vector<TimedValue> series_of(std::span<const TelemetrySample> samples, std::string_view name) {
    std::vector<TimedValue> series;
    for (const TelemetrySample& sample : samples) {
        for (const Reading& reading : sample.readings) {
            if (reading.name == name) series.push_back({sample.at_s, reading.value});
        }
    }
    return series;
}

static bool all_finite(std::span<const TimedValue> series) {
    return std::all_of(series.begin(), series.end(), [](const TimedValue& point) {
        return std::isfinite(point.at_s) && std::isfinite(point.value);
    });
}

// The samples that the span needs: from the last at or before its begin to the first at or after
// its end. Empty where there are none, or where times do not grow.
static std::span<const TimedValue> needed(std::span<const TimedValue> series, TimeSpan span) {
    if (!(span.begin_s < span.end_s) || !std::isfinite(span.end_s - span.begin_s)) return {};
    if (!all_finite(series)) return {};
    for (std::size_t i = 1; i < series.size(); ++i) {
        if (series[i].at_s <= series[i - 1].at_s) return {};
    }
    std::size_t first = series.size();
    std::size_t last = series.size();
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (series[i].at_s <= span.begin_s) first = i;
        if (series[i].at_s >= span.end_s && last == series.size()) last = i;
    }
    if (first == series.size() || last == series.size()) return {};
    return series.subspan(first, last - first + 1);
}

// On the line between two samples.
static double value_at(const TimedValue& a, const TimedValue& b, double at_s) {
    return a.value + (b.value - a.value) * ((at_s - a.at_s) / (b.at_s - a.at_s));
}

static std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> energy_from_counter(std::span<const TimedValue> joules, TimeSpan span) {
    const auto points = needed(joules, span);
    if (points.empty()) return std::nullopt;
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i].value < points[i - 1].value) return std::nullopt;
    }
    const double at_begin = value_at(points[0], points[1], span.begin_s);
    const double at_end = value_at(points[points.size() - 2], points.back(), span.end_s);
    return finite(at_end - at_begin);
}

std::optional<double> energy_from_power(std::span<const TimedValue> watts, TimeSpan span,
                                        double longest_gap_s) {
    const auto points = needed(watts, span);
    if (points.empty()) return std::nullopt;
    double energy = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].value < 0) return std::nullopt;
        if (i == 0) continue;
        const TimedValue& a = points[i - 1];
        const TimedValue& b = points[i];
        if (!(b.at_s - a.at_s <= longest_gap_s)) return std::nullopt;
        const double from = std::max(a.at_s, span.begin_s);
        const double to = std::min(b.at_s, span.end_s);
        energy += (to - from) * (value_at(a, b, from) + value_at(a, b, to)) / 2;
    }
    return finite(energy);
}

std::optional<double> energy_of(std::span<const TelemetrySample> samples, std::string_view device,
                                TimeSpan span) {
    const std::string name(device);
    const auto counted = energy_from_counter(series_of(samples, name + "_energy_j"), span);
    if (counted) return counted;
    return energy_from_power(series_of(samples, name + "_power_w"), span);
}

std::optional<double> joules_per_token(double joules, double tokens) {
    if (!(joules >= 0) || !(tokens > 0)) return std::nullopt;
    return finite(joules / tokens);
}

std::optional<double> tokens_per_watt(double tokens_per_s, double watts) {
    if (!(tokens_per_s >= 0) || !(watts > 0)) return std::nullopt;
    return finite(tokens_per_s / watts);
}

std::optional<double> cost_per_million_tokens(double price_per_hour, double tokens,
                                              double seconds) {
    if (!(price_per_hour >= 0) || !(tokens > 0) || !(seconds >= 0)) return std::nullopt;
    constexpr double kHour = 3600;
    constexpr double kMillion = 1e6;
    return finite(price_per_hour * (seconds / kHour) / tokens * kMillion);
}

}  // namespace chimera::telemetry
