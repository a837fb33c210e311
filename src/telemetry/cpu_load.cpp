// SPDX-License-Identifier: Apache-2.0
#include "telemetry/cpu_load.h"

#include <numeric>
#include <utility>

#include "core/decimal.h"
#include "telemetry/host_file.h"

namespace chimera::telemetry {

enum Field : std::size_t { kIdle = 3, kIowait = 4, kSteal = 7 };

std::vector<Reading> CpuLoad::read(std::string_view stat) {
    const auto now = ticks_of(stat);
    const auto before = std::exchange(before_, now);
    if (!now || !before) return {};
    Ticks gone{};
    for (std::size_t i = 0; i < kFields; ++i) {
        gone[i] = (*now)[i] - (*before)[i];
        // The kernel says itself that these two may go back.
        if ((i == kIdle || i == kIowait) && gone[i] < 0) gone[i] = 0;
        if (gone[i] < 0) return {};
    }
    const double all = std::accumulate(gone.begin(), gone.end(), 0.0);
    if (!(all > 0)) return {};
    const double busy = all - gone[kIdle] - gone[kIowait] - gone[kSteal];
    return {{"cpu_percent", 100 * busy / all, "%"},
            {"cpu_iowait_percent", 100 * gone[kIowait] / all, "%"},
            {"cpu_steal_percent", 100 * gone[kSteal] / all, "%"}};
}

// cpu  11030817 256929 1112286 4996980 72196 0 8866 29358 0 0
std::optional<CpuLoad::Ticks> CpuLoad::ticks_of(std::string_view stat) {
    // Beyond it differences are not exact, and no machine ran that long.
    constexpr double kMost = 9e15;
    const auto fields = fields_of(stat.substr(0, stat.find('\n')));
    if (fields.size() < kFields + 1 || fields[0] != "cpu") return std::nullopt;
    Ticks ticks{};
    for (std::size_t i = 0; i < kFields; ++i) {
        const auto number = parse_double(fields[i + 1]);
        if (!number || *number < 0 || *number > kMost) return std::nullopt;
        ticks[i] = *number;
    }
    return ticks;
}

}  // namespace chimera::telemetry
