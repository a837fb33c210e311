// SPDX-License-Identifier: Apache-2.0
// chimera-stream/1: what `chimera bench` writes (docs/bench.md).
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kChimeraStream;

}  // namespace chimera::producers
