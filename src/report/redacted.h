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

using Redact = std::function<std::string(std::string_view)>;

void redact_draft(facts::Draft& draft, const Redact& redact);
void redact_sources(std::vector<model::Source>& sources, const Redact& redact);

}  // namespace chimera::report
