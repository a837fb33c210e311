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

// A sentence of prose: neither a row of a table nor the caption of one.
bool is_prose(const facts::Template& wording);

// The wording's text with its slots filled for a model.
std::string view(const facts::Draft& draft, const facts::Proposition& said,
                 const facts::Template& wording);

// A proposition in telegraphic form, `kind slot=value slot=value`: facts that stand in a prompt as
// sentences get copied.
std::string telegram(const facts::Draft& draft, const facts::Proposition& said);

// Text of whatever origin as a prompt may hold it: one short line without control characters.
std::string prompt_line(std::string_view text);

std::size_t words_in(std::string_view text);

}  // namespace chimera::agents
