// SPDX-License-Identifier: Apache-2.0
// What telemetry gives: named values of one moment. What could not be read is not in the list; a
// value that stands here was measured.
#pragma once

#include <string>
#include <vector>

namespace chimera::telemetry {

// `name` says what and in which unit: "cpu_percent", "package_energy_j", "gpu0_power_w". `unit` is
// the same unit for a reader: "%", "J", "W", "B", "MHz", "C", "s"; what is counted for counts.
// `value` is finite.
struct Reading {
    std::string name;
    double value = 0;
    std::string unit;
};

// `at_s` is on the clock of monotonic_seconds (core/clock.h).
struct TelemetrySample {
    double at_s = 0;
    std::vector<Reading> readings;
};

}  // namespace chimera::telemetry
