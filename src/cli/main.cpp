// SPDX-License-Identifier: Apache-2.0
#include <exception>

#include "cli/output.h"
#include "cli/program.h"

int main(int argc, char** argv) {
    try {
        return chimera::cli::run_program({argv + 1, argv + argc});
    } catch (const std::exception& failure) {
        return chimera::cli::print_error(
            "", chimera::internal_error(std::string("internal fault: ") + failure.what() +
                                        "; please report it with the command line"));
    }
}
