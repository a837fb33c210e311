// SPDX-License-Identifier: Apache-2.0
#include "telemetry/amd.h"

#include "core/text.h"

namespace chimera::telemetry {

static constexpr std::string_view kVendor = "0x1002";
static constexpr double kMicro = 1e-6;

AmdGpus::AmdGpus(const HostRoots& roots, std::size_t first) {
    const std::string folder = roots.sys + "/class/drm";
    for (const std::string& name : numbered_entries(folder, "card")) {
        const std::string device = folder + "/" + name + "/device";
        if (read_host_line(device + "/vendor") != kVendor) continue;
        const auto monitors = numbered_entries(device + "/hwmon", "hwmon");
        const std::string hwmon = monitors.empty() ? "" : device + "/hwmon/" + monitors.front();
        cards_.push_back({first + cards_.size(), device, hwmon});
    }
}

// The first of two files that is there, times `factor`.
static std::optional<double> scaled(std::initializer_list<std::string> paths, double factor) {
    for (const std::string& path : paths) {
        if (const auto value = read_host_count(path)) return *value * factor;
    }
    return std::nullopt;
}

static std::optional<double> at_most(std::optional<double> value, double most) {
    return value && *value <= most ? value : std::nullopt;
}

std::vector<Reading> AmdGpus::read() const {
    std::vector<Reading> readings;
    for (const Card& card : cards_) {
        const std::string prefix = "gpu" + std::to_string(card.index) + "_";
        const auto add = [&](const char* name, std::optional<double> value, const char* unit) {
            if (value) readings.push_back({prefix + name, *value, unit});
        };
        const std::string& device = card.device;
        add("utilization_percent", at_most(scaled({device + "/gpu_busy_percent"}, 1), 100), "%");
        add("memory_used_bytes", scaled({device + "/mem_info_vram_used"}, 1), "B");
        add("memory_total_bytes", scaled({device + "/mem_info_vram_total"}, 1), "B");
        if (card.hwmon.empty()) continue;
        const std::string monitor = card.hwmon + "/";
        // Newer cards know only the power of the moment.
        add("power_w", scaled({monitor + "power1_average", monitor + "power1_input"}, kMicro), "W");
        add("energy_j", scaled({monitor + "energy1_input"}, kMicro), "J");
        add("clock_mhz", scaled({monitor + "freq1_input"}, kMicro), "MHz");
        add("memory_clock_mhz", scaled({monitor + "freq2_input"}, kMicro), "MHz");
        add("temperature_c", read_host_degrees(monitor + "temp1_input"), "C");
    }
    return readings;
}

// DRIVER=amdgpu
static std::string driver_in(const std::string& uevent) {
    const std::string text = read_host_file(uevent).value_or("");
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("DRIVER=")) return valid_utf8(trim(line.substr(7)));
    }
    return "";
}

std::vector<GpuFacts> AmdGpus::facts() const {
    std::vector<GpuFacts> all;
    for (const Card& card : cards_) {
        GpuFacts& facts = all.emplace_back();
        facts.index = card.index;
        const auto product = read_host_line(card.device + "/product_name");
        const auto id = read_host_line(card.device + "/device");
        facts.name = product ? *product : id ? "AMD " + *id : "AMD";
        facts.driver = driver_in(card.device + "/uevent");
        facts.memory_bytes = scaled({card.device + "/mem_info_vram_total"}, 1);
        if (!card.hwmon.empty()) {
            facts.power_limit_w = scaled({card.hwmon + "/power1_cap"}, kMicro);
        }
    }
    return all;
}

}  // namespace chimera::telemetry
