// SPDX-License-Identifier: Apache-2.0
// Parses a run of lines of JSON Lines into columns. simdjson finds the structure of each line; keys
// that come in the order of the line before cost one comparison each (row_columns.h).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/json/reject_log.h"
#include "formats/json/row_columns.h"

namespace chimera::formats {

struct ParsedLines {
    RowColumns columns{{}};                // its texts may lie in the bytes that were parsed
    std::vector<std::uint32_t> row_lines;  // the line of each row, from 1 within this run
    std::uint32_t lines = 0;               // all of them, blank and malformed ones too
    std::vector<std::pair<std::uint32_t, std::string>> rejects;  // line from 1, reason
    std::size_t rejects_not_kept = 0;
};

// text[begin, end) are whole lines. Where the text goes on behind a line its bytes serve as the
// padding that simdjson needs; only the last lines are copied.
ParsedLines parse_lines(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace chimera::formats
