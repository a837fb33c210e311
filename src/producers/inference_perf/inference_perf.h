// SPDX-License-Identifier: Apache-2.0
// What inference-perf writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kInferencePerf;

}  // namespace chimera::producers
