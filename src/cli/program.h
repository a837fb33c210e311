// SPDX-License-Identifier: Apache-2.0
// From the arguments to an exit code: finds the command, shows help, reports what went wrong.
#pragma once

#include "cli/command.h"

namespace chimera::cli {

std::string_view version();  // "0.1.0"

int run_program(const Arguments& arguments);  // without the program's own name

}  // namespace chimera::cli
