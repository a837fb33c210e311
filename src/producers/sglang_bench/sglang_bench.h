// SPDX-License-Identifier: Apache-2.0
// What SGLang bench_serving writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kSglangBench;

}  // namespace chimera::producers
