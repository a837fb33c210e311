// SPDX-License-Identifier: Apache-2.0
// What MLPerf LoadGen writes: its detailed log and its summary.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kMlperfLoadgen;

}  // namespace chimera::producers
