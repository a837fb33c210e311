// SPDX-License-Identifier: Apache-2.0
// What Every Eval Ever writes.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kEveryEvalEver;

}  // namespace chimera::producers
