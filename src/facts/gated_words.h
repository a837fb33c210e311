// SPDX-License-Identifier: Apache-2.0
// Words that claim more than a number does. A template lists those it uses, and its proposition
// must allow them (docs/evidence.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chimera::facts {

// The stems of the words in `text` that are gated, each once; slots are not words.
std::vector<std::string> gated_words_in(std::string_view text);

}  // namespace chimera::facts
