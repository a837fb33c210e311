// SPDX-License-Identifier: Apache-2.0
// A work queue over indices: `jobs` threads take 0, 1, 2, ... until `count` are done. Results
// belong in slots of their index, so the outcome does not depend on which thread did what.
#pragma once

#include <cstddef>
#include <functional>

namespace chimera {

// `jobs` 0 means all cores. An exception in `task` ends the queue and is thrown again here.
void for_each_index(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& task);

unsigned core_count();

}  // namespace chimera
