// SPDX-License-Identifier: Apache-2.0
// What oha writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kOha;

}  // namespace chimera::producers
