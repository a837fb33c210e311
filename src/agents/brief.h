// SPDX-License-Identifier: Apache-2.0
// An agent's own report: the sections of the whole report that are its, cut to the length that it
// was told to keep, with what its advice rests on.
#pragma once

#include "agents/persona.h"
#include "facts/draft.h"

namespace chimera::agents {

// Collector says fewer than 250 words beside its tables, Insight at most 400. The draft is one of
// its own: pruned, its facts numbered anew. It may lack what is mandatory in the whole report.
facts::Draft brief(const facts::Draft& whole, const Persona& persona);

}  // namespace chimera::agents
