// SPDX-License-Identifier: Apache-2.0
// What vLLM bench serve writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kVllmBench;

}  // namespace chimera::producers
