// SPDX-License-Identifier: Apache-2.0
// Where a run took place: what somebody needs to repeat it, or to see why a repetition differs.
// Names of hosts and users, serial numbers and UUIDs are not read.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "telemetry/sensors.h"

namespace chimera::telemetry {

using EnvironmentValue = std::variant<std::string, double, bool>;

// In this order, and each only where it could be read:
// cpu_architecture, cpu_model, cpu_flags (those that matter to arithmetic, blanks between),
// cpu_sockets, cpu_cores, cpu_threads, cpu_smt, cpu_allowed_threads (by affinity), cpu_quota_cores
// (by control group; absent without a limit), cpu_cache_l1d_bytes, cpu_cache_l1i_bytes,
// cpu_cache_l2_bytes, cpu_cache_l3_bytes (of one such cache), cpu_cache_l3_count, numa_nodes,
// cpu_governor (all in use, by commas), cpu_frequency_driver, cpu_turbo, cpu_max_mhz,
// cpu_vulnerable (what the kernel calls vulnerable, or "none"), memory_bytes, memory_limit_bytes
// (by control group), swap_bytes, transparent_huge_pages, kernel, os, container ("docker",
// "podman", "kubernetes", "lxc" or "none"), virtual_machine, clocksource, libc, compiler,
// load_average_1m, and for each GPU gpu<n>_name, gpu<n>_driver, gpu<n>_memory_bytes,
// gpu<n>_power_limit_w, then gpu_cuda_version.
using Environment = std::vector<std::pair<std::string, EnvironmentValue>>;

Environment read_environment(const SensorOptions& options = {});

// The part of it that names the processors, by the folders alone.
Environment read_cpu_environment(const HostRoots& roots);

// What the control groups of this process, and those above them, leave to it (cgroup v1 and v2).
struct GroupLimits {
    std::optional<double> cores;
    std::optional<double> memory_bytes;
};
GroupLimits read_group_limits(const HostRoots& roots);

// The commit that is checked out in `folder` or in the nearest folder above it with a .git: 40 or
// 64 hexadecimal digits.
std::optional<std::string> git_commit(const std::string& folder);

// Whether files of the working directory's repository differ from its commit, or are new there, as
// `git status` says; absent where git is not there or says nothing.
std::optional<bool> git_dirty();

}  // namespace chimera::telemetry
