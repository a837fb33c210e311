// SPDX-License-Identifier: Apache-2.0
// The model that tests speak with: CHIMERA_TEST_GGUF, or the one that the launcher made ready.
#pragma once

#include <cstdlib>
#include <string>

namespace chimera::test {

inline std::string model_path() {
    const char* named = std::getenv("CHIMERA_TEST_GGUF");
    if (named != nullptr) return named;
    return std::string(CHIMERA_SOURCE_DIR) + "/build/models/SmolLM2-135M-Instruct.Q8_0.gguf";
}

}  // namespace chimera::test
