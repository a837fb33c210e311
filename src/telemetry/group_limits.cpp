// SPDX-License-Identifier: Apache-2.0
// What control groups leave to this process (Linux Documentation/admin-guide/cgroup-v1, cgroup-v2).
#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"
#include "telemetry/environment.h"

namespace chimera::telemetry {

static void lower_to(std::optional<double>& limit, std::optional<double> other) {
    if (!other || !(*other > 0)) return;
    limit = std::min(limit.value_or(*other), *other);
}

// The group and all above it: "/a/b", "/a", "". A limit holds for everything below.
static std::vector<std::string> groups_up(std::string_view group) {
    std::vector<std::string> all;
    // Nothing outside of the hierarchy is read, whatever the file says.
    const bool inside = group.starts_with('/') && group.find("..") == std::string_view::npos;
    while (inside && group.size() > 1) {
        all.emplace_back(group);
        group = group.substr(0, group.rfind('/'));
    }
    all.emplace_back();
    return all;
}

static std::optional<double> ratio(std::optional<double> quota, std::optional<double> period) {
    if (!quota || !period || !(*quota > 0) || !(*period > 0)) return std::nullopt;
    return *quota / *period;
}

// Version 2: "200000 100000", "max 100000"
static void read_unified(const std::string& folder, GroupLimits& limits) {
    const std::string line = read_host_line(folder + "/cpu.max").value_or("");
    const auto fields = fields_of(line);
    if (fields.size() == 2) {
        lower_to(limits.cores, ratio(parse_double(fields[0]), parse_double(fields[1])));
    }
    lower_to(limits.memory_bytes, read_host_count(folder + "/memory.max"));
}

// Version 1 says -1 for no quota, and a number near 2^63 for no limit of memory.
static void read_classic_cpu(const std::string& folder, GroupLimits& limits) {
    lower_to(limits.cores, ratio(read_host_number(folder + "/cpu.cfs_quota_us"),
                                 read_host_number(folder + "/cpu.cfs_period_us")));
}

static void read_classic_memory(const std::string& folder, GroupLimits& limits) {
    constexpr double kNone = 1e18;
    const auto bytes = read_host_count(folder + "/memory.limit_in_bytes");
    if (bytes && *bytes < kNone) lower_to(limits.memory_bytes, bytes);
}

GroupLimits read_group_limits(const HostRoots& roots) {
    GroupLimits limits;
    const std::string mount = roots.sys + "/fs/cgroup";
    const std::string text = read_host_file(roots.proc + "/self/cgroup").value_or("");
    for (const std::string_view line : split(text, '\n')) {
        // 4:memory:/system.slice/x
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos) continue;
        const std::string_view kinds = line.substr(first + 1, second - first - 1);
        const auto names = split(kinds, ',');
        const auto has = [&](std::string_view name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        for (const std::string& group : groups_up(trim(line.substr(second + 1)))) {
            if (kinds.empty()) {
                read_unified(mount + group, limits);
                read_unified(mount + "/unified" + group, limits);
            }
            if (has("cpu")) {
                read_classic_cpu(mount + "/" + std::string(kinds) + group, limits);
                read_classic_cpu(mount + "/cpu" + group, limits);
            }
            if (has("memory")) read_classic_memory(mount + "/memory" + group, limits);
        }
    }
    return limits;
}

}  // namespace chimera::telemetry
