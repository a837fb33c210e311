// SPDX-License-Identifier: Apache-2.0
// What makes a fact the one that it is: two with one key say the same and are one.
#pragma once

#include <string>

#include "facts/fact.h"

namespace chimera::facts {

// Of everything but the value and how it is shown.
std::string key_of(const Fact& fact);

}  // namespace chimera::facts
