// SPDX-License-Identifier: Apache-2.0
// AMD's GPUs as the kernel's driver amdgpu shows them (Linux Documentation/gpu/amdgpu, "GPU Power,
// Thermal and Misc"): files under /sys/class/drm/card<n>/device.
#pragma once

#include <string>
#include <vector>

#include "telemetry/host_file.h"
#include "telemetry/nvml.h"
#include "telemetry/reading.h"

namespace chimera::telemetry {

class AmdGpus {
public:
    // Looks for the cards once. The first is numbered `first`: those of another maker come before.
    AmdGpus(const HostRoots& roots, std::size_t first);

    // For each GPU n: gpu<n>_utilization_percent, gpu<n>_memory_used_bytes,
    // gpu<n>_memory_total_bytes, gpu<n>_power_w, gpu<n>_energy_j, gpu<n>_clock_mhz,
    // gpu<n>_memory_clock_mhz, gpu<n>_temperature_c (of the edge).
    std::vector<Reading> read() const;

    std::vector<GpuFacts> facts() const;

private:
    struct Card {
        std::size_t index;
        std::string device;
        std::string hwmon;  // empty where it has none
    };

    std::vector<Card> cards_;
};

}  // namespace chimera::telemetry
