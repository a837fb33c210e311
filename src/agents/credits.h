// SPDX-License-Identifier: Apache-2.0
// What a report says of those who worded it: how many sentences are whose, what their calls took,
// and what they were told.
#pragma once

#include "facts/draft.h"

namespace chimera::agents {

// Adds to the draft's Metrics what `draft.authorship` and the sentences' origins say, and a section
// with the prompts. Durations and rates stay out of a reproducible report.
void add_credits(facts::Draft& draft, bool reproducible);

}  // namespace chimera::agents
