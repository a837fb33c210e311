// SPDX-License-Identifier: Apache-2.0
// What Nsight Compute writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kNsightCompute;

}  // namespace chimera::producers
