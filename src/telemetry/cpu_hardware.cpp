// SPDX-License-Identifier: Apache-2.0
#include "telemetry/cpu_hardware.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::telemetry {

static bool is_any_of(const std::optional<std::string>& text,
                      std::initializer_list<std::string_view> names) {
    return text && std::find(names.begin(), names.end(), *text) != names.end();
}

// The inputs of one hwmon device. k10temp's Tctl is for the fan and may stand 27 degrees above the
// die; where the die itself is there, only that counts.
static std::vector<std::string> inputs_of(const std::string& device) {
    constexpr int kMost = 64;
    std::vector<std::string> all;
    std::vector<std::string> die;
    for (int i = 1; i <= kMost; ++i) {
        const std::string stem = device + "/temp" + std::to_string(i);
        const std::string input = stem + "_input";
        if (!read_host_number(input)) continue;
        all.push_back(input);
        if (read_host_line(stem + "_label") == "Tdie") die.push_back(input);
    }
    return die.empty() ? all : die;
}

static std::vector<std::string> temperature_inputs(const std::string& sys) {
    std::vector<std::string> inputs;
    const std::string hwmon = sys + "/class/hwmon";
    for (const std::string& name : numbered_entries(hwmon, "hwmon")) {
        const std::string device = hwmon + "/" + name;
        if (!is_any_of(read_host_line(device + "/name"),
                       {"coretemp", "k10temp", "zenpower", "cpu_thermal"})) {
            continue;
        }
        const auto more = inputs_of(device);
        inputs.insert(inputs.end(), more.begin(), more.end());
    }
    if (!inputs.empty()) return inputs;
    const std::string zones = sys + "/class/thermal";
    for (const std::string& name : numbered_entries(zones, "thermal_zone")) {
        const std::string zone = zones + "/" + name;
        if (is_any_of(read_host_line(zone + "/type"),
                      {"x86_pkg_temp", "cpu-thermal", "cpu_thermal"})) {
            inputs.push_back(zone + "/temp");
        }
    }
    return inputs;
}

CpuHardware::CpuHardware(const HostRoots& roots) : temperatures_(temperature_inputs(roots.sys)) {
    const std::string cpus = roots.sys + "/devices/system/cpu";
    // Siblings repeat the counter of their core, cores that of their package.
    std::set<std::string> cores;
    std::set<std::string> packages;
    for (const std::string& name : numbered_entries(cpus, "cpu")) {
        const std::string cpu = cpus + "/" + name;
        const std::string clock = cpu + "/cpufreq/scaling_cur_freq";
        if (read_host_count(clock)) clocks_.push_back(clock);
        const auto core = read_host_line(cpu + "/topology/thread_siblings_list");
        const auto package = read_host_line(cpu + "/topology/core_siblings_list");
        const std::string throttles = cpu + "/thermal_throttle/";
        const std::string of_core = throttles + "core_throttle_count";
        const std::string of_package = throttles + "package_throttle_count";
        if (core && read_host_count(of_core) && cores.insert(*core).second) {
            core_throttles_.push_back(of_core);
        }
        if (package && read_host_count(of_package) && packages.insert(*package).second) {
            package_throttles_.push_back(of_package);
        }
    }
    const std::string cpuinfo = roots.proc + "/cpuinfo";
    const auto text = clocks_.empty() ? read_host_file(cpuinfo) : std::nullopt;
    if (!text) return;
    const auto flags = fields_of(value_of(*text, "flags").value_or(""));
    if (std::find(flags.begin(), flags.end(), "aperfmperf") != flags.end()) cpuinfo_ = cpuinfo;
}

// One value a file; absent as a whole where one of them is.
static std::optional<std::vector<double>> read_each(const std::vector<std::string>& paths) {
    std::vector<double> values;
    for (const std::string& path : paths) {
        const auto value = read_host_number(path);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    if (values.empty()) return std::nullopt;
    return values;
}

static std::vector<double> clocks_in(std::string_view cpuinfo) {
    std::vector<double> clocks;
    for (const std::string_view line : split(cpuinfo, '\n')) {
        const auto value = value_of(line, "cpu MHz");
        const auto clock = value ? parse_double(*value) : std::nullopt;
        if (clock) clocks.push_back(*clock);
    }
    return clocks;
}

static void add_clocks(const std::vector<double>& mhz, std::vector<Reading>& readings) {
    constexpr double kMost = 100'000;
    if (mhz.empty()) return;
    const auto [least, most] = std::minmax_element(mhz.begin(), mhz.end());
    if (!(*least > 0) || *most > kMost) return;
    const double sum = std::accumulate(mhz.begin(), mhz.end(), 0.0);
    readings.push_back({"cpu_mhz", sum / static_cast<double>(mhz.size()), "MHz"});
    readings.push_back({"cpu_mhz_min", *least, "MHz"});
}

static std::optional<double> hottest(const std::vector<std::string>& inputs) {
    std::optional<double> most;
    for (const std::string& input : inputs) {
        const auto degrees = read_host_degrees(input);
        if (degrees) most = std::max(most.value_or(*degrees), *degrees);
    }
    return most;
}

static void add_sum(const std::vector<std::string>& paths, std::string_view name,
                    std::vector<Reading>& readings) {
    const auto counts = read_each(paths);
    if (!counts || *std::min_element(counts->begin(), counts->end()) < 0) return;
    const double sum = std::accumulate(counts->begin(), counts->end(), 0.0);
    if (sum < 9e15) readings.push_back({std::string(name), sum, "events"});
}

std::vector<Reading> CpuHardware::read() const {
    std::vector<Reading> readings;
    std::vector<double> mhz;
    if (auto khz = read_each(clocks_)) {
        mhz = std::move(*khz);
        for (double& clock : mhz) clock /= 1000;
    } else if (const auto text = cpuinfo_.empty() ? std::nullopt : read_host_file(cpuinfo_)) {
        mhz = clocks_in(*text);
    }
    add_clocks(mhz, readings);
    if (const auto degrees = hottest(temperatures_)) {
        readings.push_back({"cpu_temperature_c", *degrees, "C"});
    }
    add_sum(core_throttles_, "cpu_core_throttles", readings);
    add_sum(package_throttles_, "cpu_package_throttles", readings);
    return readings;
}

}  // namespace chimera::telemetry
