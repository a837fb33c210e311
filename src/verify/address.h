// SPDX-License-Identifier: Apache-2.0
// A locator of evidence, taken apart: CSV cells, a JSON pointer with ranges of indices, lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::verify {

struct CellRange {
    std::uint32_t first_row = 0;
    std::uint32_t first_column = 0;
    std::uint32_t last_row = 0;
    std::uint32_t last_column = 0;
};

struct Segment {
    std::string key;  // unescaped; of a range as it stands: "[0-34]"
    bool is_range = false;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

struct Address {
    enum class Form { kCells, kPointer, kLines } form = Form::kPointer;
    std::vector<CellRange> cells;  // kCells
    std::uint32_t document = 0;    // `doc=N`, 0 where it does not say
    std::uint64_t first_line = 0;  // `line=N` in front of a pointer or alone; 0 where there is none
    std::uint64_t last_line = 0;
    std::vector<Segment> segments;  // kPointer; also behind `line=N`
};

// "cell=2,6;4,6-37,6", "/results/[0-34]/tokens_s", "doc=2/x", "line=1-120000/metrics/ttft/value",
// "line=41", "" (the whole document). nullopt for anything else.
std::optional<Address> parse_address(std::string_view text);

}  // namespace chimera::verify
