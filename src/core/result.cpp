// SPDX-License-Identifier: Apache-2.0
#include "core/result.h"

#include <cstdio>
#include <cstdlib>

namespace chimera {

void check_failed(const char* condition, const char* file, int line, const std::string& values) {
    std::fprintf(stderr, "chimera: internal error: %s does not hold (%s:%d) %s\n", condition, file,
                 line, values.c_str());
    std::abort();
}

}  // namespace chimera
