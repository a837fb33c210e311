// SPDX-License-Identifier: Apache-2.0
// What hyperfine writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kHyperfine;

}  // namespace chimera::producers
