// SPDX-License-Identifier: Apache-2.0
// What pytest-benchmark writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kPytestBenchmark;

}  // namespace chimera::producers
