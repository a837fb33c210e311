// SPDX-License-Identifier: Apache-2.0
#include "telemetry/sensors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "support/temp_folder.h"
#include "telemetry/readings_for_test.h"

namespace chimera::telemetry {

using test::TempFolder;

static_assert(std::is_move_constructible_v<Sensors> && !std::is_copy_constructible_v<Sensors>);

static SensorOptions options_in(const TempFolder& folder) {
    const std::string absent = folder.path("absent.so");
    return {{folder.path("proc"), folder.path("sys"), folder.path("root")}, absent};
}

static std::vector<Reading> read_once(const TempFolder& folder) {
    return Sensors(options_in(folder)).read();
}

TEST(Sensors, NothingThereIsNothingReadButThisProcess) {
    const TempFolder folder;
    Sensors sensors(options_in(folder));
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(names_of(sensors.read()),
                  (std::vector<std::string>{"process_cpu_s", "process_voluntary_switches",
                                            "process_involuntary_switches"}));
    }
}

TEST(CpuLoad, IsTheShareSinceTheReadingBefore) {
    CpuLoad load;
    EXPECT_TRUE(load.read("cpu  100 0 50 800 50 0 0 0 0 0\n").empty());
    // 30 user, 10 system, 40 idle, 10 iowait, 10 stolen
    const auto readings = load.read("cpu  130 0 60 840 60 0 0 10 0 0\ncpu0 1 2\n");
    EXPECT_DOUBLE_EQ(value_named(readings, "cpu_percent").value(), 40);
    EXPECT_DOUBLE_EQ(value_named(readings, "cpu_iowait_percent").value(), 10);
    EXPECT_DOUBLE_EQ(value_named(readings, "cpu_steal_percent").value(), 10);
    // The same again: no time has passed.
    EXPECT_TRUE(load.read("cpu  130 0 60 840 60 0 0 10 0 0\n").empty());
    // iowait may go back; that is no load.
    const auto after = load.read("cpu  140 0 60 850 55 0 0 10 0 0\n");
    EXPECT_DOUBLE_EQ(value_named(after, "cpu_percent").value(), 50);
}

TEST(CpuLoad, DamagedCountersAreNoLoad) {
    for (const char* bad : {"", "cpu", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7 8", "cpu -1 0 0 0 0 0 0 0",
                            "cpu a 0 0 0 0 0 0 0", "cpu 1e400 0 0 0 0 0 0 0",
                            "cpu 1e300 0 0 0 0 0 0 0", "cpu 0 0 0 0 0 0 0 0"}) {
        CpuLoad load;
        load.read("cpu  100 0 50 800 50 0 0 0\n");
        EXPECT_TRUE(load.read(bad).empty()) << bad;
    }
}

TEST(Sensors, ReadsProc) {
    const TempFolder folder;
    folder.write("proc/stat", "cpu  1 2 3 4 5 6 7 8\nintr 5 0 0\nctxt 51953948\nbtime 1\n");
    folder.write("proc/loadavg", "1.25 0.64 0.36 5/103 2103\n");
    folder.write("proc/meminfo",
                 "MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:  400 kB\n"
                 "SwapTotal: 100 kB\nSwapFree: 75 kB\n");
    folder.write("proc/self/status", "Name:\tx\nVmRSS:\t    1756 kB\n");
    const auto readings = read_once(folder);
    EXPECT_EQ(value_named(readings, "cpu_percent"), std::nullopt);
    EXPECT_EQ(value_named(readings, "context_switches"), 51953948);
    EXPECT_EQ(value_named(readings, "load_average_1m"), 1.25);
    EXPECT_EQ(value_named(readings, "memory_used_bytes"), 600 * 1024);
    EXPECT_EQ(value_named(readings, "memory_available_bytes"), 400 * 1024);
    EXPECT_EQ(value_named(readings, "swap_used_bytes"), 25 * 1024);
    EXPECT_EQ(value_named(readings, "process_rss_bytes"), 1756 * 1024);
}

TEST(Sensors, HostileProcIsAbsent) {
    const TempFolder folder;
    folder.write("proc/stat", "ctxt -5\n");
    folder.write("proc/loadavg", "nan 1 1\n");
    folder.write("proc/meminfo",
                 "MemTotal: 10 kB\nMemAvailable: 20 kB\nSwapTotal: 0 kB\n"
                 "SwapFree: 0 kB\n");
    folder.write("proc/self/status", "VmRSS: 1e400 kB\n");
    EXPECT_EQ(read_once(folder).size(), 3U);
}

static void write_cpu(const TempFolder& folder, int number, const char* siblings) {
    const std::string cpu = "sys/devices/system/cpu/cpu" + std::to_string(number);
    folder.write(cpu + "/cpufreq/scaling_cur_freq", std::to_string(2000000 + number * 500000));
    folder.write(cpu + "/topology/thread_siblings_list", siblings);
    folder.write(cpu + "/topology/core_siblings_list", "0-3");
    folder.write(cpu + "/thermal_throttle/core_throttle_count", "5\n");
    folder.write(cpu + "/thermal_throttle/package_throttle_count", "7\n");
}

TEST(CpuHardware, CountsCoresAndPackagesOnce) {
    const TempFolder folder;
    write_cpu(folder, 0, "0,2");
    write_cpu(folder, 1, "1,3");
    write_cpu(folder, 2, "0,2");
    write_cpu(folder, 3, "1,3");
    const auto readings = read_once(folder);
    EXPECT_EQ(value_named(readings, "cpu_mhz"), 2750);
    EXPECT_EQ(value_named(readings, "cpu_mhz_min"), 2000);
    EXPECT_EQ(value_named(readings, "cpu_core_throttles"), 10);
    EXPECT_EQ(value_named(readings, "cpu_package_throttles"), 7);
}

TEST(CpuHardware, NominalClockIsNoReading) {
    const TempFolder folder;
    const std::string clocks = "cpu MHz\t\t: 3000.5\n\nprocessor : 1\ncpu MHz : 1000.5\n";
    folder.write("proc/cpuinfo", "flags : fpu aperfmperf\n" + clocks);
    EXPECT_DOUBLE_EQ(value_named(read_once(folder), "cpu_mhz").value(), 2000.5);
    EXPECT_DOUBLE_EQ(value_named(read_once(folder), "cpu_mhz_min").value(), 1000.5);
    folder.write("proc/cpuinfo", "flags : fpu hypervisor\n" + clocks);
    EXPECT_EQ(value_named(read_once(folder), "cpu_mhz"), std::nullopt);
    folder.write("proc/cpuinfo", "flags : aperfmperf\ncpu MHz : -1\ncpu MHz : 1000\n");
    EXPECT_EQ(value_named(read_once(folder), "cpu_mhz"), std::nullopt);
}

TEST(CpuHardware, TemperatureIsTheHottestOfTheProcessorsOwn) {
    const TempFolder folder;
    folder.write("sys/class/hwmon/hwmon0/name", "nvme\n");
    folder.write("sys/class/hwmon/hwmon0/temp1_input", "90000\n");
    folder.write("sys/class/hwmon/hwmon1/name", "coretemp\n");
    folder.write("sys/class/hwmon/hwmon1/temp1_input", "61000\n");
    folder.write("sys/class/hwmon/hwmon1/temp2_input", "64500\n");
    folder.write("sys/class/hwmon/hwmon1/temp3_input", "9999999\n");
    EXPECT_DOUBLE_EQ(value_named(read_once(folder), "cpu_temperature_c").value(), 64.5);
    folder.write("sys/class/hwmon/hwmon1/name", "k10temp\n");
    folder.write("sys/class/hwmon/hwmon1/temp1_label", "Tdie\n");
    EXPECT_DOUBLE_EQ(value_named(read_once(folder), "cpu_temperature_c").value(), 61);
}

TEST(CpuHardware, ThermalZoneWhereNoSensorHasAName) {
    const TempFolder folder;
    folder.write("sys/class/thermal/thermal_zone0/type", "acpitz\n");
    folder.write("sys/class/thermal/thermal_zone0/temp", "20000\n");
    folder.write("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp\n");
    folder.write("sys/class/thermal/thermal_zone1/temp", "55000\n");
    EXPECT_EQ(value_named(read_once(folder), "cpu_temperature_c"), 55);
    folder.write("sys/class/thermal/thermal_zone1/temp", "-274000\n");
    EXPECT_EQ(value_named(read_once(folder), "cpu_temperature_c"), std::nullopt);
}

static void write_zone(const TempFolder& folder, const std::string& zone, const char* name,
                       const char* energy) {
    const std::string path = "sys/class/powercap/" + zone + "/";
    folder.write(path + "name", name);
    folder.write(path + "energy_uj", energy);
    folder.write(path + "max_energy_range_uj", "10000000\n");
}

TEST(PackageEnergy, SumsPackagesAndGoesRound) {
    const TempFolder folder;
    write_zone(folder, "intel-rapl:0", "package-0\n", "9000000\n");
    write_zone(folder, "intel-rapl:0:0", "core\n", "1\n");
    write_zone(folder, "intel-rapl:0:1", "dram\n", "2000000\n");
    write_zone(folder, "intel-rapl:1", "package-1\n", "1000000\n");
    write_zone(folder, "intel-rapl:2", "psys\n", "5\n");
    write_zone(folder, "intel-rapl-mmio:0", "package-0\n", "9000000\n");
    Sensors sensors(options_in(folder));
    auto readings = sensors.read();
    EXPECT_DOUBLE_EQ(value_named(readings, "package_energy_j").value(), 10);
    EXPECT_DOUBLE_EQ(value_named(readings, "dram_energy_j").value(), 2);
    // 9 J -> 10 J = 0 J -> 0.5 J on the first, 1.25 J more on the second
    write_zone(folder, "intel-rapl:0", "package-0\n", "500000\n");
    write_zone(folder, "intel-rapl:1", "package-1\n", "2250000\n");
    readings = sensors.read();
    EXPECT_DOUBLE_EQ(value_named(readings, "package_energy_j").value(), 12.75);
    write_zone(folder, "intel-rapl:0", "package-0\n", "400000\n");
    EXPECT_DOUBLE_EQ(value_named(sensors.read(), "package_energy_j").value(), 22.65);
}

TEST(PackageEnergy, APartIsNotTheSum) {
    const TempFolder folder;
    write_zone(folder, "intel-rapl:0", "package-0\n", "1000000\n");
    write_zone(folder, "intel-rapl:1", "package-1\n", "2000000\n");
    Sensors sensors(options_in(folder));
    for (const char* bad : {"", "-1", "x", "1e400", "99999999999999999999"}) {
        write_zone(folder, "intel-rapl:1", "package-1\n", bad);
        EXPECT_EQ(value_named(sensors.read(), "package_energy_j"), std::nullopt) << bad;
    }
    write_zone(folder, "intel-rapl:1", "package-1\n", "3000000\n");
    EXPECT_DOUBLE_EQ(value_named(sensors.read(), "package_energy_j").value(), 4);
}

TEST(PackageEnergy, AStepBackWithoutARangeEndsIt) {
    const TempFolder folder;
    folder.write("sys/class/powercap/intel-rapl:0/name", "package-0\n");
    folder.write("sys/class/powercap/intel-rapl:0/energy_uj", "5000000\n");
    Sensors sensors(options_in(folder));
    EXPECT_DOUBLE_EQ(value_named(sensors.read(), "package_energy_j").value(), 5);
    folder.write("sys/class/powercap/intel-rapl:0/energy_uj", "4000000\n");
    EXPECT_EQ(value_named(sensors.read(), "package_energy_j"), std::nullopt);
    folder.write("sys/class/powercap/intel-rapl:0/energy_uj", "6000000\n");
    EXPECT_EQ(value_named(sensors.read(), "package_energy_j"), std::nullopt);
}

static void write_card(const TempFolder& folder, const std::string& card, const char* vendor) {
    const std::string device = "sys/class/drm/" + card + "/device/";
    folder.write(device + "vendor", vendor);
    folder.write(device + "device", "0x744c\n");
    folder.write(device + "uevent", "DRIVER=amdgpu\nPCI_CLASS=30000\n");
    folder.write(device + "gpu_busy_percent", "37\n");
    folder.write(device + "mem_info_vram_used", "1073741824\n");
    folder.write(device + "mem_info_vram_total", "25753026560\n");
    folder.write(device + "hwmon/hwmon3/power1_average", "55000000\n");
    folder.write(device + "hwmon/hwmon3/power1_cap", "300000000\n");
    folder.write(device + "hwmon/hwmon3/freq1_input", "2350000000\n");
    folder.write(device + "hwmon/hwmon3/temp1_input", "48000\n");
}

TEST(AmdGpus, ReadsItsCardsBehindThoseOfNvidia) {
    const TempFolder folder;
    write_card(folder, "card0", "0x8086\n");
    write_card(folder, "card1", "0x1002\n");
    folder.write("sys/class/drm/card1-DP-1/status", "connected\n");
    const auto alone = read_once(folder);
    EXPECT_EQ(value_named(alone, "gpu0_utilization_percent"), 37);
    EXPECT_EQ(value_named(alone, "gpu1_utilization_percent"), std::nullopt);
    SensorOptions options = options_in(folder);
    options.nvml_library = FAKE_NVML_WHOLE;
    const auto readings = Sensors(options).read();
    EXPECT_EQ(value_named(readings, "gpu0_utilization_percent"), 90);
    EXPECT_EQ(value_named(readings, "gpu2_utilization_percent"), 37);
    EXPECT_EQ(value_named(readings, "gpu2_memory_used_bytes"), 1073741824);
    EXPECT_EQ(value_named(readings, "gpu2_memory_total_bytes"), 25753026560);
    EXPECT_DOUBLE_EQ(value_named(readings, "gpu2_power_w").value(), 55);
    EXPECT_DOUBLE_EQ(value_named(readings, "gpu2_clock_mhz").value(), 2350);
    EXPECT_EQ(value_named(readings, "gpu2_temperature_c"), 48);
    EXPECT_EQ(value_named(readings, "gpu2_energy_j"), std::nullopt);
}

TEST(AmdGpus, ImpossibleValuesAreAbsent) {
    const TempFolder folder;
    write_card(folder, "card0", "0x1002\n");
    const std::string device = "sys/class/drm/card0/device/";
    folder.write(device + "gpu_busy_percent", "101\n");
    folder.write(device + "mem_info_vram_used", "-1\n");
    folder.write(device + "hwmon/hwmon3/power1_average", "N/A\n");
    folder.write(device + "hwmon/hwmon3/power1_input", "7000000\n");
    folder.write(device + "hwmon/hwmon3/temp1_input", "1e30\n");
    const auto readings = read_once(folder);
    EXPECT_EQ(value_named(readings, "gpu0_utilization_percent"), std::nullopt);
    EXPECT_EQ(value_named(readings, "gpu0_memory_used_bytes"), std::nullopt);
    EXPECT_DOUBLE_EQ(value_named(readings, "gpu0_power_w").value(), 7);
    EXPECT_EQ(value_named(readings, "gpu0_temperature_c"), std::nullopt);
}

// Whatever machine this is: every value is a number, every name stands once.
TEST(Sensors, OfThisMachineAreFinite) {
    Sensors sensors;
    sensors.read();
    std::vector<std::string> names;
    for (const Reading& reading : sensors.read()) {
        EXPECT_TRUE(std::isfinite(reading.value)) << reading.name;
        EXPECT_FALSE(reading.unit.empty()) << reading.name;
        names.push_back(reading.name);
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace chimera::telemetry
