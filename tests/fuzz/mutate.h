// SPDX-License-Identifier: Apache-2.0
// Seeded damage to real files, of the kinds that break readers: cut, doubled, spliced, swapped
// marks, numbers that are none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/rng.h"

namespace chimera::fuzz {

// `base` with one to six mutations; `other` lends slices. At most `most` bytes. The same generator
// state gives the same bytes on every machine.
std::string mutate(std::string_view base, std::string_view other, Rng& rng, std::size_t most);

}  // namespace chimera::fuzz
