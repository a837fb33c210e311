// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <exception>

#include "cli/output.h"
#include "cli/program.h"

// Memory that is given back is asked for again a moment later, page by page: columns grow, and each
// window of a big file has tables of its own. So what is free stays with the program while it runs.
static void keep_freed_memory() {
    constexpr int kMost = 1 << 30;
    ::mallopt(M_MMAP_THRESHOLD, kMost);
    ::mallopt(M_TRIM_THRESHOLD, kMost);
}

int main(int argc, char** argv) {
    keep_freed_memory();
    try {
        return chimera::cli::run_program({argv + 1, argv + argc});
    } catch (const std::exception& failure) {
        return chimera::cli::print_error(
            "", chimera::internal_error(std::string("internal fault: ") + failure.what() +
                                        "; please report it with the command line"));
    }
}
