// SPDX-License-Identifier: Apache-2.0
// What k6 writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kK6;

}  // namespace chimera::producers
