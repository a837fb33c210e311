// SPDX-License-Identifier: Apache-2.0
// The processors' part of the environment.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/text.h"
#include "telemetry/environment.h"

namespace chimera::telemetry {

static constexpr std::array<std::string_view, 23> kFlags{
    "sse4_2",      "avx",         "avx2",     "fma",      "f16c",     "bmi2",
    "avx_vnni",    "avx512f",     "avx512bw", "avx512vl", "avx512cd", "avx512_vnni",
    "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "asimd",
    "asimddp",     "i8mm",        "bf16",     "sve",      "sve2"};

template <typename T>
static void add(Environment& environment, const char* name, const std::optional<T>& value) {
    if (value) environment.emplace_back(name, *value);
}

static void add_number(Environment& environment, const char* name, double value) {
    environment.emplace_back(name, value);
}

static std::optional<std::string> text_value(std::string_view text, std::string_view key) {
    const auto value = value_of(text, key);
    if (!value || value->empty()) return std::nullopt;
    return valid_utf8(*value);
}

static std::optional<std::string> flags_in(std::string_view cpuinfo) {
    // x86 and ARM
    const auto x86 = value_of(cpuinfo, "flags");
    const auto line = x86 ? x86 : value_of(cpuinfo, "Features");
    if (!line) return std::nullopt;
    const auto fields = fields_of(*line);
    const std::set<std::string_view> has(fields.begin(), fields.end());
    std::vector<std::string> known;
    for (const std::string_view flag : kFlags) {
        if (has.contains(flag)) known.emplace_back(flag);
    }
    return join(known, " ");
}

static void add_topology(const std::string& cpus, Environment& environment) {
    std::set<double> sockets;
    std::set<std::string> cores;
    bool all = true;
    for (const std::string& name : numbered_entries(cpus, "cpu")) {
        const std::string topology = cpus + "/" + name + "/topology";
        const auto socket = read_host_number(topology + "/physical_package_id");
        const auto siblings = read_host_line(topology + "/thread_siblings_list");
        // Processors that are switched off have neither.
        const bool off = read_host_number(cpus + "/" + name + "/online") == 0.0;
        all = all && (off || (socket && siblings));
        if (socket) sockets.insert(*socket);
        if (siblings) cores.insert(*siblings);
    }
    if (!all || cores.empty() || sockets.empty()) return;
    add_number(environment, "cpu_sockets", static_cast<double>(sockets.size()));
    add_number(environment, "cpu_cores", static_cast<double>(cores.size()));
}

static std::optional<double> threads_in(const HostRoots& roots, std::string_view cpuinfo) {
    const auto online = read_host_line(roots.sys + "/devices/system/cpu/online");
    if (const auto count = online ? count_of_list(*online) : std::nullopt) return count;
    double count = 0;
    for (const std::string_view line : split(cpuinfo, '\n')) {
        if (value_of(line, "processor")) ++count;
    }
    return count > 0 ? std::optional(count) : std::nullopt;
}

// Of the first processor; the third level also how many there are.
static void add_caches(const std::string& cpus, Environment& environment) {
    std::map<std::string, double> sizes;
    std::set<std::string> third;
    bool first = true;
    for (const std::string& name : numbered_entries(cpus, "cpu")) {
        const std::string folder = cpus + "/" + name + "/cache";
        for (const std::string& index : numbered_entries(folder, "index")) {
            const std::string cache = folder + "/" + index;
            const auto level = read_host_line(cache + "/level");
            const auto type = read_host_line(cache + "/type");
            const auto size = bytes_of_size(read_host_line(cache + "/size").value_or(""));
            if (!level || !type) continue;
            std::string kind = "l" + *level;
            if (*type == "Data") kind += "d";
            if (*type == "Instruction") kind += "i";
            if (first && size) sizes.emplace(kind, *size);
            const auto shared = read_host_line(cache + "/shared_cpu_list");
            if (kind == "l3" && shared) third.insert(*shared);
        }
        first = false;
    }
    for (const char* kind : {"l1d", "l1i", "l2", "l3"}) {
        const auto size = sizes.find(kind);
        if (size == sizes.end()) continue;
        const std::string name = std::string("cpu_cache_") + kind + "_bytes";
        add_number(environment, name.c_str(), size->second);
    }
    if (!third.empty()) {
        add_number(environment, "cpu_cache_l3_count", static_cast<double>(third.size()));
    }
}

static std::optional<std::string> governors(const std::string& cpus) {
    std::set<std::string> found;
    for (const std::string& name : numbered_entries(cpus, "cpu")) {
        const auto governor = read_host_line(cpus + "/" + name + "/cpufreq/scaling_governor");
        if (governor) found.insert(*governor);
    }
    if (found.empty()) return std::nullopt;
    return join({found.begin(), found.end()}, ",");
}

static std::optional<bool> flag_in(const std::string& path) {
    const auto number = read_host_number(path);
    if (number != 0.0 && number != 1.0) return std::nullopt;
    return *number == 1.0;
}

static std::optional<bool> turbo(const std::string& cpus) {
    if (const auto off = flag_in(cpus + "/intel_pstate/no_turbo")) return !*off;
    return flag_in(cpus + "/cpufreq/boost");
}

static std::optional<std::string> vulnerable(const std::string& cpus) {
    const std::string folder = cpus + "/vulnerabilities";
    std::optional<std::vector<std::string>> found;
    for (const std::string& name : entries_of(folder)) {
        const auto line = read_host_line(folder + "/" + name);
        if (!line) continue;
        if (!found) found.emplace();
        if (line->starts_with("Vulnerable")) found->push_back(valid_utf8(name));
    }
    if (!found) return std::nullopt;
    return found->empty() ? "none" : join(*found, " ");
}

static std::optional<double> numa_nodes(const HostRoots& roots) {
    const auto nodes = numbered_entries(roots.sys + "/devices/system/node", "node");
    return nodes.empty() ? std::nullopt : std::optional(static_cast<double>(nodes.size()));
}

Environment read_cpu_environment(const HostRoots& roots) {
    const std::string cpus = roots.sys + "/devices/system/cpu";
    const std::string cpuinfo = read_host_file(roots.proc + "/cpuinfo").value_or("");
    const std::string status = read_host_file(roots.proc + "/self/status").value_or("");
    Environment environment;
    add(environment, "cpu_model", text_value(cpuinfo, "model name"));
    add(environment, "cpu_flags", flags_in(cpuinfo));
    add_topology(cpus, environment);
    add(environment, "cpu_threads", threads_in(roots, cpuinfo));
    add(environment, "cpu_smt", flag_in(cpus + "/smt/active"));
    if (const auto allowed = value_of(status, "Cpus_allowed_list")) {
        add(environment, "cpu_allowed_threads", count_of_list(*allowed));
    }
    add(environment, "cpu_quota_cores", read_group_limits(roots).cores);
    add_caches(cpus, environment);
    add(environment, "numa_nodes", numa_nodes(roots));
    add(environment, "cpu_governor", governors(cpus));
    add(environment, "cpu_frequency_driver", read_host_line(cpus + "/cpu0/cpufreq/scaling_driver"));
    add(environment, "cpu_turbo", turbo(cpus));
    if (const auto khz = read_host_count(cpus + "/cpu0/cpufreq/cpuinfo_max_freq")) {
        add_number(environment, "cpu_max_mhz", *khz / 1000);
    }
    add(environment, "cpu_vulnerable", vulnerable(cpus));
    return environment;
}

}  // namespace chimera::telemetry
