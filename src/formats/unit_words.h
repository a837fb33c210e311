// SPDX-License-Identifier: Apache-2.0
// Which words are units. A unit is one word ("ms", "tokens", "%"), a quotient or product of words
// ("tok/s", "cycle/second", "byte*block"), or one spelled out ("tokens per second").
#pragma once

#include <cstddef>
#include <string_view>

namespace chimera::formats {

// A text that stands where only a unit is expected: in brackets after a heading, in a row of units.
bool is_unit(std::string_view text);

// The length of the unit that `text` begins with, 0 where there is none; for what follows a number
// in prose. It ends at a character that cannot continue a word. Words that mean something else in
// prose
// ("A", "K", "B", "t") count only inside a quotient: "t/s", "B/s".
std::size_t unit_prefix(std::string_view text);

// The unit in brackets at the end of a heading: "Generation Time (ms)" and "latency [s]" give "ms"
// and "s"; "" where the brackets hold something else.
std::string_view bracketed_unit(std::string_view heading);

}  // namespace chimera::formats
