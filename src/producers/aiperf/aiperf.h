// SPDX-License-Identifier: Apache-2.0
// What AIPerf and AIPerf, aggregate of repeated runs write.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kAiperf;
extern const Producer kAiperfAggregate;

}  // namespace chimera::producers
