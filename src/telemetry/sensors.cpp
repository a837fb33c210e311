// SPDX-License-Identifier: Apache-2.0
#include "telemetry/sensors.h"

#include <sys/resource.h>

#include <iterator>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"

namespace chimera::telemetry {

static constexpr double kKilobyte = 1024;

Sensors::Sensors(const SensorOptions& options)
    : roots_(options.roots),
      hardware_(options.roots),
      energy_(options.roots),
      nvml_(Nvml::open(options.nvml_library)),
      amd_(options.roots, nvml_ ? nvml_->count() : 0) {}

static void append(std::vector<Reading>& readings, std::vector<Reading> more) {
    readings.insert(readings.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
}

// ctxt 51953948
static void add_switches(std::string_view stat, std::vector<Reading>& readings) {
    for (const std::string_view line : split(stat, '\n')) {
        const auto fields = fields_of(line);
        if (fields.size() != 2 || fields[0] != "ctxt") continue;
        const auto count = leading_count(fields[1]);
        if (count) readings.push_back({"context_switches", *count, "switches"});
        return;
    }
}

// MemAvailable:   23279248 kB
static std::optional<double> bytes_in(std::string_view text, std::string_view key) {
    const auto value = value_of(text, key);
    if (!value || !value->ends_with(" kB")) return std::nullopt;
    const auto kilobytes = leading_count(*value);
    constexpr double kMost = 1e15;
    if (!kilobytes || *kilobytes > kMost) return std::nullopt;
    return *kilobytes * kKilobyte;
}

static void add_memory(std::string_view meminfo, std::vector<Reading>& readings) {
    const auto total = bytes_in(meminfo, "MemTotal");
    const auto available = bytes_in(meminfo, "MemAvailable");
    if (total && available && *available <= *total) {
        readings.push_back({"memory_used_bytes", *total - *available, "B"});
        readings.push_back({"memory_available_bytes", *available, "B"});
    }
    const auto swap = bytes_in(meminfo, "SwapTotal");
    const auto free = bytes_in(meminfo, "SwapFree");
    // A machine without swap uses none of it, but that is no reading.
    if (swap && free && *swap > 0 && *free <= *swap) {
        readings.push_back({"swap_used_bytes", *swap - *free, "B"});
    }
}

static void add_process(const std::string& status, std::vector<Reading>& readings) {
    readings.push_back({"process_cpu_s", process_cpu_seconds(), "s"});
    if (const auto resident = bytes_in(status, "VmRSS")) {
        readings.push_back({"process_rss_bytes", *resident, "B"});
    }
    // /proc/self/status has the switches of one thread only.
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0) return;
    readings.push_back(
        {"process_voluntary_switches", static_cast<double>(usage.ru_nvcsw), "switches"});
    readings.push_back(
        {"process_involuntary_switches", static_cast<double>(usage.ru_nivcsw), "switches"});
}

std::vector<Reading> Sensors::read() {
    std::vector<Reading> readings;
    const std::string stat = read_host_file(roots_.proc + "/stat").value_or("");
    append(readings, load_.read(stat));
    add_switches(stat, readings);
    const auto load = leading_count(read_host_line(roots_.proc + "/loadavg").value_or(""));
    if (load) readings.push_back({"load_average_1m", *load, "tasks"});
    add_memory(read_host_file(roots_.proc + "/meminfo").value_or(""), readings);
    add_process(read_host_file(roots_.proc + "/self/status").value_or(""), readings);
    append(readings, hardware_.read());
    append(readings, energy_.read());
    if (nvml_) append(readings, nvml_->read());
    append(readings, amd_.read());
    return readings;
}

}  // namespace chimera::telemetry
