// SPDX-License-Identifier: Apache-2.0
// What is asked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/rng.h"

namespace chimera::bench {

// Five short ones, of a helpful game's voice, as in examples/chimera-101.
const std::vector<std::string>& built_in_prompts();

// One a line, or JSON Lines with "prompt". Errors: input_error where there is none.
Result<std::vector<std::string>> parse_prompts(std::string_view text);

// So many common English words, most of which are one token to most vocabularies. How many tokens
// they are, the server's count tells.
std::string words_prompt(std::size_t words, Rng& rng);

// Words that no other request begins with, so that no cache of prefixes has seen them.
std::string cache_buster(Rng& rng);

}  // namespace chimera::bench
