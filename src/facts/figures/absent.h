// SPDX-License-Identifier: Apache-2.0
// What a report says at its end where its figures could not be drawn.
#pragma once

#include "facts/draft.h"

namespace chimera::facts {

// Adds the sentence as the last of the draft.
void say_no_pictures(Draft& draft);

}  // namespace chimera::facts
