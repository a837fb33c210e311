// SPDX-License-Identifier: Apache-2.0
#include "telemetry/environment.h"

#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/text.h"

namespace chimera::telemetry {

static constexpr double kKilobyte = 1024;

static void add_memory(const HostRoots& roots, Environment& environment) {
    const std::string meminfo = read_host_file(roots.proc + "/meminfo").value_or("");
    const auto add = [&](const char* name, std::string_view key) {
        const auto bytes = leading_count(value_of(meminfo, key).value_or(""));
        if (bytes) environment.emplace_back(name, *bytes * kKilobyte);
    };
    add("memory_bytes", "MemTotal");
    if (const auto limit = read_group_limits(roots).memory_bytes) {
        environment.emplace_back("memory_limit_bytes", *limit);
    }
    add("swap_bytes", "SwapTotal");
    // always [madvise] never
    const std::string pages =
        read_host_line(roots.sys + "/kernel/mm/transparent_hugepage/enabled").value_or("");
    const std::size_t open = pages.find('[');
    const std::size_t close = pages.find(']');
    if (open < close && close != std::string::npos) {
        environment.emplace_back("transparent_huge_pages",
                                 pages.substr(open + 1, close - open - 1));
    }
}

// PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
static std::optional<std::string> os_name(const HostRoots& roots) {
    for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
        const std::string text = read_host_file(roots.root + path).value_or("");
        for (std::string_view line : split(text, '\n')) {
            if (!line.starts_with("PRETTY_NAME=")) continue;
            line = trim(line.substr(12));
            const bool quoted = line.size() >= 2 && line.front() == line.back() &&
                                (line.front() == '"' || line.front() == '\'');
            if (quoted) line = line.substr(1, line.size() - 2);
            if (!line.empty()) return valid_utf8(line);
        }
    }
    return std::nullopt;
}

static bool exists(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

// By the files that the engines leave, else by the names of the control groups. Absent where there
// is no /proc to look into.
static std::optional<std::string> container(const HostRoots& roots) {
    const std::string groups = read_host_file(roots.proc + "/self/cgroup").value_or("");
    const std::string first = read_host_file(roots.proc + "/1/cgroup").value_or("");
    const std::string all = groups + first;
    const auto names = [&](const char* word) { return all.find(word) != std::string::npos; };
    if (exists(roots.root + "/var/run/secrets/kubernetes.io") || names("kubepods")) {
        return "kubernetes";
    }
    if (exists(roots.root + "/run/.containerenv") || names("libpod")) return "podman";
    if (exists(roots.root + "/.dockerenv") || names("/docker")) return "docker";
    if (names("/lxc")) return "lxc";
    if (!read_host_file(roots.proc + "/stat")) return std::nullopt;
    return "none";
}

// Processors of x86 say so themselves; of others nothing is known.
static std::optional<bool> virtual_machine(const HostRoots& roots) {
    const std::string cpuinfo = read_host_file(roots.proc + "/cpuinfo").value_or("");
    const auto line = value_of(cpuinfo, "flags");
    if (!line) return std::nullopt;
    const auto flags = fields_of(*line);
    return std::find(flags.begin(), flags.end(), "hypervisor") != flags.end();
}

static void add_system(const HostRoots& roots, Environment& environment) {
    const auto add = [&](const char* name, const auto& value) {
        if (value) environment.emplace_back(name, *value);
    };
    add("kernel", read_host_line(roots.proc + "/sys/kernel/osrelease"));
    add("os", os_name(roots));
    add("container", container(roots));
    add("virtual_machine", virtual_machine(roots));
    add("clocksource", read_host_line(roots.sys + "/devices/system/clocksource/clocksource0/"
                                                  "current_clocksource"));
    environment.emplace_back("libc", std::string("glibc ") + ::gnu_get_libc_version());
    environment.emplace_back("compiler", std::string("g++ ") + __VERSION__);
    add("load_average_1m", leading_count(read_host_line(roots.proc + "/loadavg").value_or("")));
}

static void add_gpus(const SensorOptions& options, Environment& environment) {
    const auto nvml = Nvml::open(options.nvml_library);
    std::vector<GpuFacts> gpus = nvml ? nvml->facts() : std::vector<GpuFacts>();
    for (GpuFacts& facts : AmdGpus(options.roots, nvml ? nvml->count() : 0).facts()) {
        gpus.push_back(std::move(facts));
    }
    for (const GpuFacts& gpu : gpus) {
        const std::string prefix = "gpu" + std::to_string(gpu.index) + "_";
        if (!gpu.name.empty()) environment.emplace_back(prefix + "name", gpu.name);
        if (!gpu.driver.empty()) environment.emplace_back(prefix + "driver", gpu.driver);
        if (gpu.memory_bytes) environment.emplace_back(prefix + "memory_bytes", *gpu.memory_bytes);
        if (gpu.power_limit_w) {
            environment.emplace_back(prefix + "power_limit_w", *gpu.power_limit_w);
        }
    }
    const auto cuda = nvml ? nvml->cuda_version() : std::nullopt;
    if (cuda) environment.emplace_back("gpu_cuda_version", *cuda);
}

Environment read_environment(const SensorOptions& options) {
    Environment environment = read_cpu_environment(options.roots);
    utsname system{};
    if (::uname(&system) == 0) {
        environment.insert(environment.begin(), {"cpu_architecture", std::string(system.machine)});
    }
    add_memory(options.roots, environment);
    add_system(options.roots, environment);
    add_gpus(options, environment);
    return environment;
}

static bool is_commit(std::string_view text) {
    constexpr std::size_t kSha1 = 40;
    constexpr std::size_t kSha256 = 64;
    const bool hexadecimal = std::all_of(
        text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
    return hexadecimal && (text.size() == kSha1 || text.size() == kSha256);
}

// Of the lines `<commit> <reference>` of packed-refs.
static std::optional<std::string> packed_commit(const std::string& git,
                                                std::string_view reference) {
    const std::string packed = read_host_file(git + "/packed-refs").value_or("");
    for (const std::string_view line : split(packed, '\n')) {
        const auto fields = fields_of(line);
        if (fields.size() == 2 && fields[1] == reference && is_commit(fields[0])) {
            return std::string(fields[0]);
        }
    }
    return std::nullopt;
}

// `git` is the folder .git, or what the file .git of a work tree names.
static std::optional<std::string> head_of(const std::string& git) {
    const std::string head = read_host_line(git + "/HEAD").value_or("");
    if (is_commit(head)) return head;
    constexpr std::string_view kReference = "ref: ";
    if (!head.starts_with(kReference)) return std::nullopt;
    const std::string reference = head.substr(kReference.size());
    if (!reference.starts_with("refs/") || reference.find("..") != std::string::npos) {
        return std::nullopt;
    }
    // Branches of a work tree lie with the repository that it belongs to.
    const std::string common = read_host_line(git + "/commondir").value_or(".");
    const std::string shared = common.starts_with('/') ? common : git + "/" + common;
    const auto loose = read_host_line(shared + "/" + reference);
    if (loose && is_commit(*loose)) return loose;
    return packed_commit(shared, reference);
}

std::optional<std::string> git_commit(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::path at = fs::weakly_canonical(folder, error);
    while (!error && !at.empty()) {
        const std::string git = (at / ".git").string();
        if (fs::is_directory(git, error)) return head_of(git);
        // gitdir: /repository/.git/worktrees/name
        const std::string link = read_host_line(git).value_or("");
        constexpr std::string_view kLink = "gitdir: ";
        if (link.starts_with(kLink)) {
            return head_of((at / link.substr(kLink.size())).string());
        }
        if (at == at.parent_path()) break;
        at = at.parent_path();
        error.clear();
    }
    return std::nullopt;
}

std::optional<bool> git_dirty() {
    // Nothing that the repository configures is run, and nothing is written to it.
    std::FILE* said = ::popen(
        "git --no-optional-locks -c core.fsmonitor=false status --porcelain 2>/dev/null", "re");
    if (said == nullptr) return std::nullopt;
    bool is_dirty = false;
    char piece[4096];
    while (std::fread(piece, 1, sizeof piece, said) > 0) is_dirty = true;
    return ::pclose(said) == 0 ? std::optional(is_dirty) : std::nullopt;
}

}  // namespace chimera::telemetry
