// SPDX-License-Identifier: Apache-2.0
// What llama-bench writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kLlamaBench;

}  // namespace chimera::producers
