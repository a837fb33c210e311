// SPDX-License-Identifier: Apache-2.0
#include "cli/open_page.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace chimera::cli {

static bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

std::string open_page(const std::string& path) {
    const std::string what_to_do = fmt::format("; open {} in a browser", path);
    if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY")) return "there is no display" + what_to_do;
    std::string program = "xdg-open";
    // Behind "./" no name of a folder reads as an option.
    std::string page = path.starts_with('/') ? path : "./" + path;
    const std::array<char*, 3> arguments{program.data(), page.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments.data(), ::environ) !=
        0) {
        return "xdg-open is not installed" + what_to_do;
    }
    int status = 0;
    const bool is_done = ::waitpid(child, &status, 0) == child && WIFEXITED(status);
    return is_done && WEXITSTATUS(status) == 0 ? "" : "xdg-open found no browser" + what_to_do;
}

}  // namespace chimera::cli
