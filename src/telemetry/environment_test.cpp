// SPDX-License-Identifier: Apache-2.0
#include "telemetry/environment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "support/temp_folder.h"

namespace chimera::telemetry {

using test::TempFolder;

static SensorOptions options_in(const TempFolder& folder) {
    const std::string absent = folder.path("absent.so");
    return {{folder.path("proc"), folder.path("sys"), folder.path("root")}, absent};
}

static Environment read_in(const TempFolder& folder) {
    return read_environment(options_in(folder));
}

template <typename T>
static std::optional<T> entry(const Environment& environment, std::string_view name) {
    for (const auto& [key, value] : environment) {
        if (key == name) return std::get<T>(value);
    }
    return std::nullopt;
}

static std::optional<std::string> text(const Environment& environment, std::string_view name) {
    return entry<std::string>(environment, name);
}
static std::optional<double> number(const Environment& environment, std::string_view name) {
    return entry<double>(environment, name);
}

static std::set<std::string> names(const Environment& environment) {
    std::set<std::string> all;
    for (const auto& [name, value] : environment) all.insert(name);
    return all;
}

static void write_cpu(const TempFolder& folder, int cpu, const char* socket, const char* siblings) {
    const std::string path = "sys/devices/system/cpu/cpu" + std::to_string(cpu);
    folder.write(path + "/topology/physical_package_id", socket);
    folder.write(path + "/topology/thread_siblings_list", siblings);
    folder.write(path + "/cpufreq/scaling_governor", cpu == 0 ? "powersave\n" : "performance\n");
    folder.write(path + "/cpufreq/scaling_driver", "intel_pstate\n");
    folder.write(path + "/cpufreq/cpuinfo_max_freq", "3800000\n");
    const char* const kinds[][3] = {{"1", "Data", "32K"},
                                    {"1", "Instruction", "64K"},
                                    {"2", "Unified", "1M"},
                                    {"3", "Unified", "32768K"}};
    for (int i = 0; i < 4; ++i) {
        const std::string cache = path + "/cache/index" + std::to_string(i);
        folder.write(cache + "/level", kinds[i][0]);
        folder.write(cache + "/type", kinds[i][1]);
        folder.write(cache + "/size", kinds[i][2]);
        folder.write(cache + "/shared_cpu_list", cpu < 2 ? "0-1" : "2-3");
    }
}

TEST(Environment, OfAMachineWithNothingToReadSaysWhatTheProgramKnows) {
    const TempFolder folder;
    EXPECT_EQ(names(read_in(folder)),
              (std::set<std::string>{"cpu_architecture", "libc", "compiler"}));
    EXPECT_TRUE(read_cpu_environment(options_in(folder).roots).empty());
}

TEST(Environment, DescribesProcessors) {
    const TempFolder folder;
    write_cpu(folder, 0, "0", "0-1");
    write_cpu(folder, 1, "0", "0-1");
    write_cpu(folder, 2, "1", "2-3");
    write_cpu(folder, 3, "1", "2-3");
    const std::string cpus = "sys/devices/system/cpu/";
    folder.write(cpus + "online", "0-3\n");
    folder.write(cpus + "smt/active", "1\n");
    folder.write(cpus + "intel_pstate/no_turbo", "1\n");
    folder.write(cpus + "vulnerabilities/meltdown", "Not affected\n");
    folder.write(cpus + "vulnerabilities/spectre_v2", "Vulnerable: x\n");
    folder.write("sys/devices/system/node/node0/x", "");
    folder.write("sys/devices/system/node/node1/x", "");
    folder.write("proc/cpuinfo",
                 "processor\t: 0\nmodel name\t: Test CPU @ 3GHz\n"
                 "flags\t\t: fpu avx2 amx_tile hypervisor avx512f sse4_2\n");
    folder.write("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0,2-3\n");
    const Environment environment = read_in(folder);
    EXPECT_EQ(text(environment, "cpu_model"), "Test CPU @ 3GHz");
    EXPECT_EQ(text(environment, "cpu_flags"), "sse4_2 avx2 avx512f amx_tile");
    EXPECT_EQ(number(environment, "cpu_sockets"), 2);
    EXPECT_EQ(number(environment, "cpu_cores"), 2);
    EXPECT_EQ(number(environment, "cpu_threads"), 4);
    EXPECT_EQ(entry<bool>(environment, "cpu_smt"), true);
    EXPECT_EQ(number(environment, "cpu_allowed_threads"), 3);
    EXPECT_EQ(number(environment, "cpu_cache_l1d_bytes"), 32768);
    EXPECT_EQ(number(environment, "cpu_cache_l1i_bytes"), 65536);
    EXPECT_EQ(number(environment, "cpu_cache_l2_bytes"), 1048576);
    EXPECT_EQ(number(environment, "cpu_cache_l3_bytes"), 33554432);
    EXPECT_EQ(number(environment, "cpu_cache_l3_count"), 2);
    EXPECT_EQ(number(environment, "numa_nodes"), 2);
    EXPECT_EQ(text(environment, "cpu_governor"), "performance,powersave");
    EXPECT_EQ(text(environment, "cpu_frequency_driver"), "intel_pstate");
    EXPECT_EQ(entry<bool>(environment, "cpu_turbo"), false);
    EXPECT_EQ(number(environment, "cpu_max_mhz"), 3800);
    EXPECT_EQ(text(environment, "cpu_vulnerable"), "spectre_v2");
    EXPECT_EQ(entry<bool>(environment, "virtual_machine"), true);
}

TEST(Environment, HostileProcessorsAreAbsent) {
    const TempFolder folder;
    const std::string cpus = "sys/devices/system/cpu/";
    folder.write(cpus + "online", "0-4294967295\n");
    folder.write(cpus + "cpu0/topology/physical_package_id", "x");
    folder.write(cpus + "cpu0/cache/index0/level", "1");
    folder.write(cpus + "cpu0/cache/index0/type", "Data");
    folder.write(cpus + "cpu0/cache/index0/size", "-32K");
    folder.write(cpus + "cpu0/cpufreq/cpuinfo_max_freq", "-1");
    folder.write(cpus + "cpufreq/boost", "2");
    folder.write(cpus + "smt/active", "maybe");
    folder.write("proc/cpuinfo", "model name\t:\nflags");
    folder.write("proc/self/status", "Cpus_allowed_list:\tall\n");
    folder.write("proc/self/cgroup", "::::\n0::/../../etc\n1\n");
    EXPECT_TRUE(read_cpu_environment(options_in(folder).roots).empty());
}

TEST(Environment, DescribesTheSystem) {
    const TempFolder folder;
    folder.write("proc/stat", "cpu\n");
    folder.write("proc/meminfo", "MemTotal: 2 kB\nSwapTotal: 0 kB\n");
    folder.write("proc/loadavg", "0.5 1 1 1/2 3\n");
    folder.write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    folder.write("root/etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
    folder.write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    folder.write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
    const Environment environment = read_in(folder);
    EXPECT_EQ(number(environment, "memory_bytes"), 2048);
    EXPECT_EQ(number(environment, "swap_bytes"), 0);
    EXPECT_EQ(number(environment, "load_average_1m"), 0.5);
    EXPECT_EQ(text(environment, "kernel"), "6.1.0-18-amd64");
    EXPECT_EQ(text(environment, "os"), "Debian GNU/Linux 12 (bookworm)");
    EXPECT_EQ(text(environment, "transparent_huge_pages"), "madvise");
    EXPECT_EQ(text(environment, "clocksource"), "tsc");
    EXPECT_EQ(text(environment, "container"), "none");
    EXPECT_EQ(entry<bool>(environment, "virtual_machine"), std::nullopt);
}

TEST(Environment, NamesTheContainer) {
    const auto container = [](const char* file, const char* content) {
        const TempFolder folder;
        folder.write("proc/stat", "cpu\n");
        folder.write(file, content);
        return text(read_in(folder), "container");
    };
    EXPECT_EQ(container("root/.dockerenv", ""), "docker");
    EXPECT_EQ(container("root/run/.containerenv", ""), "podman");
    EXPECT_EQ(container("proc/self/cgroup", "0::/kubepods/besteffort/x\n"), "kubernetes");
    EXPECT_EQ(container("proc/self/cgroup", "4:memory:/docker/x\n"), "docker");
    EXPECT_EQ(container("proc/1/cgroup", "0::/lxc/x\n"), "lxc");
    EXPECT_EQ(container("proc/self/cgroup", "0::/user.slice\n"), "none");
}

TEST(Environment, DescribesGpusOfBothMakers) {
    const TempFolder folder;
    const std::string device = "sys/class/drm/card1/device/";
    folder.write(device + "vendor", "0x1002\n");
    folder.write(device + "device", "0x744c\n");
    folder.write(device + "uevent", "DRIVER=amdgpu\n");
    folder.write(device + "unique_id", "secret\n");
    folder.write(device + "mem_info_vram_total", "1024\n");
    folder.write(device + "hwmon/hwmon0/power1_cap", "300000000\n");
    SensorOptions options = options_in(folder);
    options.nvml_library = FAKE_NVML_WHOLE;
    const Environment environment = read_environment(options);
    EXPECT_EQ(text(environment, "gpu0_name"), "NVIDIA Test 0");
    EXPECT_EQ(text(environment, "gpu0_driver"), "550.54.15");
    EXPECT_EQ(number(environment, "gpu1_memory_bytes"), 85899345920);
    EXPECT_EQ(number(environment, "gpu0_power_limit_w"), 700);
    EXPECT_EQ(text(environment, "gpu2_name"), "AMD 0x744c");
    EXPECT_EQ(text(environment, "gpu2_driver"), "amdgpu");
    EXPECT_EQ(number(environment, "gpu2_memory_bytes"), 1024);
    EXPECT_DOUBLE_EQ(number(environment, "gpu2_power_limit_w").value(), 300);
    EXPECT_EQ(text(environment, "gpu_cuda_version"), "12.4");
    for (const auto& [name, value] : environment) {
        const auto* word = std::get_if<std::string>(&value);
        EXPECT_TRUE(word == nullptr || word->find("secret") == std::string::npos) << name;
    }
}

TEST(GroupLimits, OfVersionTwoIsTheLeastOnTheWayUp) {
    const TempFolder folder;
    folder.write("proc/self/cgroup", "0::/a/b\n");
    folder.write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    folder.write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    folder.write("sys/fs/cgroup/a/b/memory.max", "4096\n");
    folder.write("sys/fs/cgroup/a/memory.max", "max\n");
    const GroupLimits limits = read_group_limits(options_in(folder).roots);
    EXPECT_EQ(limits.cores, 1.5);
    EXPECT_EQ(limits.memory_bytes, 4096);
    EXPECT_EQ(number(read_in(folder), "cpu_quota_cores"), 1.5);
    EXPECT_EQ(number(read_in(folder), "memory_limit_bytes"), 4096);
}

TEST(GroupLimits, OfVersionOne) {
    const TempFolder folder;
    folder.write("proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/x\n");
    folder.write("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "50000\n");
    folder.write("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n");
    folder.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    folder.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    folder.write("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "9223372036854771712\n");
    const GroupLimits limits = read_group_limits(options_in(folder).roots);
    EXPECT_EQ(limits.cores, 0.5);
    EXPECT_EQ(limits.memory_bytes, std::nullopt);
}

TEST(GroupLimits, HostileGroupsStayInside) {
    const TempFolder folder;
    folder.write("proc/self/cgroup", "0::/../../escape\n");
    folder.write("escape/cpu.max", "100000 100000\n");
    folder.write("sys/fs/cgroup/cpu.max", "1e400 0\n");
    folder.write("sys/fs/cgroup/memory.max", "-5\n");
    const GroupLimits limits = read_group_limits(options_in(folder).roots);
    EXPECT_EQ(limits.cores, std::nullopt);
    EXPECT_EQ(limits.memory_bytes, std::nullopt);
}

static const std::string kCommit(40, 'a');
static const std::string kOther(40, 'b');

TEST(GitCommit, OfABranchAPackAndAWorkTree) {
    const TempFolder folder;
    folder.write("r/.git/HEAD", "ref: refs/heads/main\n");
    folder.write("r/.git/packed-refs",
                 "# pack-refs\n" + kOther + " refs/heads/main\n^" + kCommit + "\n");
    folder.write("r/deep/er/x", "");
    EXPECT_EQ(git_commit(folder.path("r/deep/er")), kOther);
    folder.write("r/.git/refs/heads/main", kCommit + "\n");
    EXPECT_EQ(git_commit(folder.path("r")), kCommit);
    folder.write("r/.git/worktrees/w/HEAD", "ref: refs/heads/main\n");
    folder.write("r/.git/worktrees/w/commondir", "../..\n");
    folder.write("w/.git", "gitdir: " + folder.path("r/.git/worktrees/w") + "\n");
    EXPECT_EQ(git_commit(folder.path("w")), kCommit);
    folder.write("r/.git/HEAD", kOther + "\n");
    EXPECT_EQ(git_commit(folder.path("r/not/there")), kOther);
}

TEST(GitCommit, DamagedRepositoriesHaveNone) {
    const TempFolder folder;
    for (const char* head : {"", "ref: ", "ref: refs/heads/../../secret", "ref: /etc/passwd",
                             "ref: refs/heads/absent", "zzzz"}) {
        folder.write("r/.git/HEAD", head);
        folder.write("r/.git/secret", kCommit);
        EXPECT_EQ(git_commit(folder.path("r")), std::nullopt) << head;
    }
}

TEST(Environment, OfThisMachineHasEveryNameOnce) {
    const Environment environment = read_environment();
    EXPECT_EQ(names(environment).size(), environment.size());
    for (const auto& [name, value] : environment) {
        const auto* real = std::get_if<double>(&value);
        EXPECT_TRUE(real == nullptr || std::isfinite(*real)) << name;
    }
}

}  // namespace chimera::telemetry
