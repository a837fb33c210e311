// SPDX-License-Identifier: Apache-2.0
#include "telemetry/rapl.h"

namespace chimera::telemetry {

// intel-rapl:0 is the first package (on AMD too), intel-rapl:0:2 a part of it. intel-rapl-mmio:0 is
// the same package over another way and would count it twice; psys is the whole board.
PackageEnergy::PackageEnergy(const HostRoots& roots) {
    const std::string folder = roots.sys + "/class/powercap";
    for (const std::string& name : numbered_entries(folder, "intel-rapl:")) {
        const std::string path = folder + "/" + name;
        const auto zone_name = read_host_line(path + "/name");
        if (!zone_name || !zone_name->starts_with("package")) continue;
        packages_.push_back({path, read_host_count(path + "/max_energy_range_uj")});
        for (const std::string& part : numbered_entries(folder, name + ":")) {
            const std::string part_path = folder + "/" + part;
            if (read_host_line(part_path + "/name") != "dram") continue;
            memories_.push_back({part_path, read_host_count(part_path + "/max_energy_range_uj")});
        }
    }
}

std::vector<Reading> PackageEnergy::read() {
    std::vector<Reading> readings;
    if (const auto energy = joules(packages_)) {
        readings.push_back({"package_energy_j", *energy, "J"});
    }
    if (const auto energy = joules(memories_)) {
        readings.push_back({"dram_energy_j", *energy, "J"});
    }
    return readings;
}

void PackageEnergy::advance(Zone& zone, double now_uj) {
    double gone = now_uj - zone.last_uj.value_or(0);
    if (gone < 0) {
        if (!zone.range_uj || *zone.range_uj < *zone.last_uj) {
            zone.lost = true;
            return;
        }
        gone += *zone.range_uj;
    }
    zone.total_uj += gone;
    zone.last_uj = now_uj;
}

std::optional<double> PackageEnergy::joules(Zones& zones) {
    if (zones.empty()) return std::nullopt;
    // Sums stay exact below it.
    constexpr double kMost = 9e15;
    double sum_uj = 0;
    bool all = true;
    for (Zone& zone : zones) {
        const auto now = read_host_count(zone.path + "/energy_uj");
        const bool usable = now && *now <= zone.range_uj.value_or(kMost) && *now <= kMost;
        if (usable && !zone.lost) advance(zone, *now);
        all = all && usable && !zone.lost;
        sum_uj += zone.total_uj;
    }
    constexpr double kMicro = 1e-6;
    if (!all) return std::nullopt;
    return sum_uj * kMicro;
}

}  // namespace chimera::telemetry
