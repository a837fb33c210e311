// SPDX-License-Identifier: Apache-2.0
// Does a fact say of itself what it is: unit, metric, statistic, scope, display?
#pragma once

#include <string>

#include "verify/evidence.h"

namespace chimera::verify {

class Executor;

// "" if so; else what is wrong.
std::string misdescribed(const Fact& fact, Executor& executor);

}  // namespace chimera::verify
