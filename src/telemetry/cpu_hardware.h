// SPDX-License-Identifier: Apache-2.0
// Clocks, temperature and throttling of the processors.
#pragma once

#include <string>
#include <vector>

#include "telemetry/host_file.h"
#include "telemetry/reading.h"

namespace chimera::telemetry {

class CpuHardware {
public:
    // Looks for the sensors once; a processor that is plugged in later is not seen.
    explicit CpuHardware(const HostRoots& roots);

    // cpu_mhz and cpu_mhz_min (mean and least over the processors, from cpufreq, else from
    // /proc/cpuinfo where the processor can measure it: elsewhere that file repeats the nominal
    // clock), cpu_temperature_c (the hottest of the processor's own sensors), and how often cores
    // and packages were throttled since the start: cpu_core_throttles, cpu_package_throttles.
    std::vector<Reading> read() const;

private:
    std::string cpuinfo_;  // empty where it does not measure
    std::vector<std::string> clocks_;
    std::vector<std::string> temperatures_;
    std::vector<std::string> core_throttles_;
    std::vector<std::string> package_throttles_;
};

}  // namespace chimera::telemetry
