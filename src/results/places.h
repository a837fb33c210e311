// SPDX-License-Identifier: Apache-2.0
// Where things stand in the text of a JSON file: lines, columns, the place that a pointer names.
// Nothing here recurses, so that nesting costs no stack.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::results {

struct Place {
    std::size_t line = 1;
    std::size_t column = 1;  // in bytes, from 1
};

Place place_of(std::string_view text, std::size_t at);

struct Fault {
    std::size_t at = 0;
    std::string why;
};

// Deeper nesting is no result, and what reads it later would need a stack for each level.
inline constexpr std::size_t kDeepest = 64;

// One value of a text, as far as brackets and strings tell.
struct Scanned {
    std::size_t begin = 0;
    std::size_t end = 0;             // behind it; the end of the text where it does not end
    std::optional<Fault> too_deep;   // where it is nested deeper than kDeepest
    std::vector<Fault> double_keys;  // keys that an object has twice, at most 100
};

// The value that begins at or after `from`; nullopt where nothing but blanks is left.
std::optional<Scanned> scan_value(std::string_view text, std::size_t from);

// Where a pointer's value stands, `begin` being the value that it starts from; the nearest object
// around it where there is none.
std::size_t find_place(std::string_view text, std::size_t begin, std::string_view pointer);

// The places of the elements of the array at `begin`.
std::vector<std::size_t> element_places(std::string_view text, std::size_t begin);

}  // namespace chimera::results
