// SPDX-License-Identifier: Apache-2.0
// The controlled language of free sentences. A model writes a sentence in its own words, with slots
// in place of facts; it is read as one of the registered wordings of its proposition, or not at
// all. What the report then says is that wording: nothing of the model's own text is printed.
//
// A free sentence is a wording if the same words and slots follow each other in it, apart from
// case, white space, punctuation, a few words of one meaning ("whereas", "while"), and an opener in
// front.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "facts/draft.h"
#include "facts/opener.h"

namespace chimera::agents {

struct Parsed {
    const facts::Template* wording = nullptr;
    const facts::Opener* opener = nullptr;  // null: none
};

// `wordings`: those of one proposition, all of them true.
std::optional<Parsed> parse(std::string_view sentence,
                            std::span<const facts::Template* const> wordings);

}  // namespace chimera::agents
