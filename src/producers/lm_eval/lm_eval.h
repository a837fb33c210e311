// SPDX-License-Identifier: Apache-2.0
// What lm-evaluation-harness writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kLmEval;

}  // namespace chimera::producers
