// SPDX-License-Identifier: Apache-2.0
// What a model sees of a sentence: its words, names shortened, no links. The report's own text is
// written elsewhere, from the template and the slots; this one only has to read alike.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "facts/draft.h"

namespace chimera::agents {

using Templates = std::map<std::string, const facts::Template*, std::less<>>;

Templates templates_of(const facts::Draft& draft);

// The wording's text with its slots filled for a model.
std::string view(const facts::Draft& draft, const facts::Proposition& said,
                 const facts::Template& wording);

// A proposition in telegraphic form, `kind slot=value slot=value`: facts that stand in a prompt as
// sentences get copied.
// Of all its slots, or of those that `wording` shows.
std::string telegram(const facts::Draft& draft, const facts::Proposition& said,
                     const facts::Template* wording = nullptr);

// Text of whatever origin as a prompt may hold it: one short line without control characters.
std::string prompt_line(std::string_view text);

}  // namespace chimera::agents
