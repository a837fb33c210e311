// SPDX-License-Identifier: Apache-2.0
// What llama-batched-bench writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kLlamaBatchedBench;

}  // namespace chimera::producers
