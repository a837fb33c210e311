// SPDX-License-Identifier: Apache-2.0
// What llm-d Benchmark Report writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kLlmD;

}  // namespace chimera::producers
