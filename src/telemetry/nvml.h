// SPDX-License-Identifier: Apache-2.0
// NVIDIA's GPUs through the driver's own library, opened at run time: a machine without it has no
// such GPU, and that is no error. Meanings and units are those of NVIDIA's NVML API reference. A
// function that the library lacks, or that fails, makes only its own reading absent.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "telemetry/reading.h"

namespace chimera::telemetry {

inline constexpr const char* kNvmlLibrary = "libnvidia-ml.so.1";

// What of a GPU does not change. `index` numbers its readings.
struct GpuFacts {
    std::size_t index = 0;
    std::string name;  // empty where unknown
    std::string driver;
    std::optional<double> memory_bytes;
    std::optional<double> power_limit_w;
};

class Nvml {
public:
    // Absent where there is no such library or it does not start.
    static std::optional<Nvml> open(const std::string& library);

    // As the library counts them.
    std::size_t count() const { return count_; }

    // For each GPU n: gpu<n>_utilization_percent, gpu<n>_memory_busy_percent,
    // gpu<n>_memory_used_bytes, gpu<n>_memory_total_bytes, gpu<n>_power_w, gpu<n>_energy_j (since
    // the driver was loaded), gpu<n>_clock_mhz (of the multiprocessors), gpu<n>_memory_clock_mhz,
    // gpu<n>_temperature_c, gpu<n>_throttle_reasons (a bit mask).
    std::vector<Reading> read() const;

    std::vector<GpuFacts> facts() const;
    // "12.4"
    std::optional<std::string> cuda_version() const;

private:
    struct Closer {
        void operator()(void* library) const;
    };
    struct Device {
        std::size_t index;
        void* handle;
    };
    explicit Nvml(void* library);

    std::unique_ptr<void, Closer> library_;
    std::size_t count_ = 0;
    std::vector<Device> devices_;
};

// The words for the bits of gpu<n>_throttle_reasons, lowest first: "power cap", "thermal slowdown";
// a bit without a word is "bit 12". Idleness (the lowest bit) is among them.
std::vector<std::string> throttle_reasons(std::uint64_t mask);

}  // namespace chimera::telemetry
