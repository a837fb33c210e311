// SPDX-License-Identifier: Apache-2.0
// The program as a user runs it, and the files that it writes. CHIMERA_BINARY is its path
// (tests/CMakeLists.txt).
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace chimera::test {

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// The exit code, -1 where a signal ended it; what it prints goes into the file `said`. Reports are
// in the planner's words, and without pictures, unless the arguments ask for others.
inline int run(const std::string& arguments, const std::string& said = "/dev/null") {
    const std::string command = "CHIMERA_LLM=off CHIMERA_FIGURES=none " +
                                std::string(CHIMERA_BINARY) + " " + arguments + " >'" + said +
                                "' 2>&1";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace chimera::test
