// SPDX-License-Identifier: Apache-2.0
// Another program run once: a text in, a text out, no shell between, and an end to its time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace chimera::report {

struct Command {
    std::string program;  // a path, or a name that is sought in PATH
    std::vector<std::string> arguments;
    double most_seconds = 10;
    std::size_t most_bytes = std::size_t{64} << 20;  // of what it may write
};

// What the program writes to its standard output when it reads `input`. Its environment is empty
// but for PATH and a UTF-8 locale. Input error with the reason where it is not there, ends
// otherwise than with 0, writes too much, or takes longer than it may: it is then killed.
Result<std::string> run_child(const Command& command, std::string_view input);

}  // namespace chimera::report
