// SPDX-License-Identifier: Apache-2.0
// What Google Benchmark writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kGoogleBenchmark;

}  // namespace chimera::producers
