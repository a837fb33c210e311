// SPDX-License-Identifier: Apache-2.0
// What llama-benchy writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kLlamaBenchy;

}  // namespace chimera::producers
