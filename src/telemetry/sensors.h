// SPDX-License-Identifier: Apache-2.0
// All sensors of this machine, read together. What is not there, or may not be read, is absent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "telemetry/amd.h"
#include "telemetry/cpu_hardware.h"
#include "telemetry/cpu_load.h"
#include "telemetry/host_file.h"
#include "telemetry/nvml.h"
#include "telemetry/rapl.h"
#include "telemetry/reading.h"

namespace chimera::telemetry {

struct SensorOptions {
    HostRoots roots;
    std::string nvml_library = kNvmlLibrary;
};

class Sensors {
public:
    explicit Sensors(const SensorOptions& options = {});

    // Of the machine: cpu_percent, cpu_iowait_percent, cpu_steal_percent (since the reading before;
    // absent at the first), context_switches (since the start), load_average_1m,
    // memory_used_bytes (all that is not available), memory_available_bytes, swap_used_bytes; what
    // cpu_hardware.h, rapl.h, nvml.h and amd.h name. Of this process, all threads: process_cpu_s,
    // process_rss_bytes, process_voluntary_switches, process_involuntary_switches.
    std::vector<Reading> read();

private:
    HostRoots roots_;
    CpuLoad load_;
    CpuHardware hardware_;
    PackageEnergy energy_;
    std::optional<Nvml> nvml_;
    AmdGpus amd_;
};

}  // namespace chimera::telemetry
