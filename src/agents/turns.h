// SPDX-License-Identifier: Apache-2.0
// Whether the two agents work at the same time, or Insight begins when Collector is done.
#pragma once

#include <cstdint>

namespace chimera::agents {

enum class Turns : std::uint8_t { kAtOnce, kOneByOne };

}  // namespace chimera::agents
