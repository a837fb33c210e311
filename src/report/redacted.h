// SPDX-License-Identifier: Apache-2.0
// Takes what is private (hosts, users, keys, home folders) out of everything that a report would
// copy from its input, before a word of it is written. Paths of sources and conditions of samples
// stay: they are addresses, and without them nobody could execute a fact again.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/draft.h"
#include "model/source.h"

namespace chimera::report {

// What it gives for its own outcome is that outcome.
using Redact = std::function<std::string(std::string_view)>;

// The same, asked once for each text: the same few names stand in thousands of facts, and a draft
// is gone through again when others have worded it. For one thread.
Redact remembering(Redact redact);

void redact_draft(facts::Draft& draft, const Redact& redact);
void redact_sources(std::vector<model::Source>& sources, const Redact& redact);

}  // namespace chimera::report
