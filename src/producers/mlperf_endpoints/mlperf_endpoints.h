// SPDX-License-Identifier: Apache-2.0
// What MLCommons endpoints writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kMlperfEndpoints;

}  // namespace chimera::producers
