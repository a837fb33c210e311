// SPDX-License-Identifier: Apache-2.0
#include "telemetry/energy.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

namespace chimera::telemetry {

using Series = std::vector<TimedValue>;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();
static constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Energy, CounterIsInterpolatedAtBothEnds) {
    const Series joules{{0, 100}, {1, 150}, {2, 250}, {3, 250}};
    EXPECT_DOUBLE_EQ(energy_from_counter(joules, {0, 3}).value(), 150);
    EXPECT_DOUBLE_EQ(energy_from_counter(joules, {1, 2}).value(), 100);
    // 125 J at 0.5 s, 200 J at 1.5 s
    EXPECT_DOUBLE_EQ(energy_from_counter(joules, {0.5, 1.5}).value(), 75);
    EXPECT_DOUBLE_EQ(energy_from_counter(joules, {0.25, 0.5}).value(), 12.5);
    EXPECT_DOUBLE_EQ(energy_from_counter(joules, {2, 3}).value(), 0);
}

TEST(Energy, PowerIsATrapezoid) {
    const Series watts{{0, 100}, {2, 200}, {4, 200}, {5, 0}};
    // 300 + 400 + 100
    EXPECT_DOUBLE_EQ(energy_from_power(watts, {0, 5}).value(), 800);
    // 150 W at 1 s: (150 + 200) / 2 + (200 + 200) / 2
    EXPECT_DOUBLE_EQ(energy_from_power(watts, {1, 3}).value(), 375);
    // 100 W at 4.5 s
    EXPECT_DOUBLE_EQ(energy_from_power(watts, {4, 4.5}).value(), 75);
    EXPECT_DOUBLE_EQ(energy_from_power(watts, {0.5, 1}).value(), 68.75);
}

TEST(Energy, WhatSamplesDoNotCoverIsAbsent) {
    const Series series{{1, 1}, {2, 2}, {3, 3}};
    for (const TimeSpan span : {TimeSpan{0.5, 2},
                                {1, 3.5},
                                {4, 5},
                                {2, 2},
                                {3, 1},
                                {kNan, 2},
                                {1, kNan},
                                {1, kInfinity},
                                {-kInfinity, 2}}) {
        EXPECT_EQ(energy_from_counter(series, span), std::nullopt) << span.begin_s;
        EXPECT_EQ(energy_from_power(series, span), std::nullopt) << span.begin_s;
    }
    EXPECT_EQ(energy_from_counter({}, {1, 2}), std::nullopt);
    EXPECT_EQ(energy_from_power(Series{{1, 5}}, {1, 1}), std::nullopt);
}

TEST(Energy, DamagedSeriesHaveNone) {
    const TimeSpan span{0, 2};
    EXPECT_EQ(energy_from_counter(Series{{0, 5}, {1, 4}, {2, 9}}, span), std::nullopt);
    EXPECT_EQ(energy_from_counter(Series{{0, 1}, {0, 2}, {2, 3}}, span), std::nullopt);
    EXPECT_EQ(energy_from_counter(Series{{0, 1}, {1, kNan}, {2, 3}}, span), std::nullopt);
    EXPECT_EQ(energy_from_power(Series{{0, 1}, {1, -1}, {2, 3}}, span), std::nullopt);
    EXPECT_EQ(energy_from_power(Series{{0, 1e308}, {1, 1e308}, {2, 1e308}}, span), std::nullopt);
    // A step back outside of the span does no harm.
    const Series later{{0, 1}, {1, 2}, {2, 3}, {3, 0}};
    EXPECT_DOUBLE_EQ(energy_from_counter(later, span).value(), 2);
}

TEST(Energy, PowerHasNoLongGaps) {
    const Series watts{{0, 10}, {20, 10}, {21, 10}};
    EXPECT_EQ(energy_from_power(watts, {0, 21}), std::nullopt);
    EXPECT_DOUBLE_EQ(energy_from_power(watts, {20, 21}).value(), 10);
    EXPECT_DOUBLE_EQ(energy_from_power(watts, {0, 21}, 20).value(), 210);
}

// A constant power and its counter say the same over every part.
TEST(Energy, CounterAndPowerAgree) {
    EXPECT_TRUE(rc::check([] {
        const int watts = *rc::gen::inRange(1, 1000);
        Series power;
        Series counter;
        double at = 0;
        for (int i = 0; i < 20; ++i) {
            power.push_back({at, static_cast<double>(watts)});
            counter.push_back({at, at * watts});
            at += *rc::gen::inRange(1, 500) * 0.01;
        }
        const double middle = power[10].at_s + 0.003;
        const auto from_power = energy_from_power(power, {0.001, middle});
        const auto from_counter = energy_from_counter(counter, {0.001, middle});
        RC_ASSERT(from_power && from_counter);
        RC_ASSERT(std::abs(*from_power - (middle - 0.001) * watts) < 1e-6 * *from_power);
        RC_ASSERT(std::abs(*from_counter - *from_power) < 1e-6 * *from_power);
    }));
}

TEST(Energy, OfADeviceIsByCounterElseByPower) {
    std::vector<TelemetrySample> samples;
    for (const double at : {0.0, 1.0, 2.0}) {
        samples.push_back({at,
                           {{"gpu0_power_w", 100, "W"},
                            {"gpu0_energy_j", 50 * at, "J"},
                            {"gpu1_power_w", 30, "W"}}});
    }
    samples.push_back({2.5, {{"server_requests_running", 1, "requests"}}});
    samples.push_back({3.0, {{"gpu0_power_w", 100, "W"}}});
    EXPECT_EQ(series_of(samples, "gpu0_energy_j").size(), 3U);
    EXPECT_DOUBLE_EQ(energy_of(samples, "gpu0", {0, 2}).value(), 100);
    EXPECT_DOUBLE_EQ(energy_of(samples, "gpu0", {0, 3}).value(), 300);
    EXPECT_DOUBLE_EQ(energy_of(samples, "gpu1", {0, 2}).value(), 60);
    EXPECT_EQ(energy_of(samples, "gpu1", {0, 3}), std::nullopt);
    EXPECT_EQ(energy_of(samples, "package", {0, 2}), std::nullopt);
}

TEST(Cost, IsPerTokenOrAbsent) {
    EXPECT_DOUBLE_EQ(joules_per_token(150, 300).value(), 0.5);
    EXPECT_DOUBLE_EQ(joules_per_token(0, 300).value(), 0);
    EXPECT_DOUBLE_EQ(tokens_per_watt(1000, 250).value(), 4);
    // 2.40 an hour, 1800 s, 600000 tokens: 1.20 for 0.6 million
    EXPECT_DOUBLE_EQ(cost_per_million_tokens(2.4, 600000, 1800).value(), 2);
    EXPECT_DOUBLE_EQ(cost_per_million_tokens(0, 10, 1).value(), 0);
    for (const double bad : {0.0, -1.0, kNan}) {
        EXPECT_EQ(joules_per_token(1, bad), std::nullopt);
        EXPECT_EQ(tokens_per_watt(1, bad), std::nullopt);
        EXPECT_EQ(cost_per_million_tokens(1, bad, 1), std::nullopt);
    }
    for (const double bad : {-1.0, kNan, kInfinity}) {
        EXPECT_EQ(joules_per_token(bad, 1), std::nullopt);
        EXPECT_EQ(tokens_per_watt(bad, 1), std::nullopt);
        EXPECT_EQ(cost_per_million_tokens(bad, 1, 1), std::nullopt);
        EXPECT_EQ(cost_per_million_tokens(1, 1, bad), std::nullopt);
    }
}

}  // namespace chimera::telemetry
