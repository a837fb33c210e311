// SPDX-License-Identifier: Apache-2.0
// What chimera itself writes: a run of chimera-result/1 (docs/results.md).
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kChimeraResult;

}  // namespace chimera::producers
