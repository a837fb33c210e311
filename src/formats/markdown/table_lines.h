// SPDX-License-Identifier: Apache-2.0
// Tables of pipes, line by line, also those whose header shares a line with prose, or whose last
// row is followed by prose on the same line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::formats::markdown {

struct Cell {
    std::size_t begin = 0;  // offsets in the line, between its pipes
    std::size_t end = 0;
};

// How many columns a rule line ("| --- | :-: |") has; 0 where the line is none.
std::size_t rule_columns(std::string_view line);

// The last `columns` cells of a line. Empty where it has fewer.
//   - DType: torch.float32 | Backend | Success |        with 2 columns: Backend, Success
std::vector<Cell> header_cells(std::string_view line, std::size_t columns);

// The first `columns` cells of a row or as many as there are, and where the rest of the line
// begins. The row is `line[0, end)`. No cells where it holds no pipe.
struct RowCells {
    std::vector<Cell> cells;
    std::size_t rest = 0;
};
RowCells row_cells(std::string_view line, std::size_t columns);

// A cell's text without `**`, `_`-pairs and backticks around it, its escaped pipes resolved.
std::string cell_text(std::string_view raw);

}  // namespace chimera::formats::markdown
