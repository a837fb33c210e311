// SPDX-License-Identifier: Apache-2.0
// How busy the processors were between two readings, from /proc/stat (proc(5)): user, nice, system,
// idle, iowait, irq, softirq and steal in ticks since the start. Guests' time is in user already.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "telemetry/reading.h"

namespace chimera::telemetry {

class CpuLoad {
public:
    // Of all processors together since the call before: cpu_percent (100 where none was ever idle;
    // time stolen by a hypervisor is not busy), cpu_iowait_percent and cpu_steal_percent. Nothing
    // at the first call, nor where the counters stood still or went back. `stat` is the text of
    // /proc/stat.
    std::vector<Reading> read(std::string_view stat);

private:
    static constexpr std::size_t kFields = 8;
    using Ticks = std::array<double, kFields>;
    static std::optional<Ticks> ticks_of(std::string_view stat);

    std::optional<Ticks> before_;
};

}  // namespace chimera::telemetry
