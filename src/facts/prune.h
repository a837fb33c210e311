// SPDX-License-Identifier: Apache-2.0
// Keeps the facts, propositions and templates that a draft uses, and numbers the facts in the order
// in which the report first links them.
#pragma once

#include "facts/draft.h"

namespace chimera::facts {

void prune(Draft& draft);

}  // namespace chimera::facts
