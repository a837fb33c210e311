// SPDX-License-Identifier: Apache-2.0
// A token as a vocabulary numbers it.
#pragma once

#include <cstdint>

namespace chimera::llm {

using TokenId = std::int32_t;

}  // namespace chimera::llm
