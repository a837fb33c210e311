// SPDX-License-Identifier: Apache-2.0
// What GenAI-Perf writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kGenaiPerf;

}  // namespace chimera::producers
