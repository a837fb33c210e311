// SPDX-License-Identifier: Apache-2.0
// What makes two wordings read alike.
#pragma once

#include <string>
#include <vector>

#include "facts/draft.h"

namespace chimera::facts {

// What two wordings have in common that read alike one after the other: the words they begin with,
// names and numbers apart.
std::string skeleton_of(const Template& wording, const Slots& slots);

// Pairs of neighbouring words; slots part them.
std::vector<std::string> pairs_of(const Template& wording);

}  // namespace chimera::facts
