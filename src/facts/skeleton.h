// SPDX-License-Identifier: Apache-2.0
// What a wording is made of, and what makes two of them read alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/draft.h"

namespace chimera::facts {

// A sentence of prose: neither a row of a table nor the caption of one, which ends in a colon.
bool is_prose(const Template& wording);

// A template's text in pieces: words as they stand, and slots by their names. A brace that nothing
// closes is part of the words.
struct TextPart {
    bool is_slot = false;
    std::string_view text;  // of the template's
};
std::vector<TextPart> parts_of(std::string_view text);

// What two wordings have in common that read alike one after the other: the words they begin with,
// names and numbers apart.
std::string skeleton_of(const Template& wording, const Slots& slots);

// Pairs of neighbouring words; slots part them.
std::vector<std::string> pairs_of(const Template& wording);

}  // namespace chimera::facts
