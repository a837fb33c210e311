// SPDX-License-Identifier: Apache-2.0
// The address of cells in evidence: RFC 7111 cell selections for CSV, RFC 6901 pointers for JSON
// (with
// `[a-b]` for a range of indices and `doc=N` in front), `line=N` and `line=N-M` for lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/rows.h"
#include "model/table.h"

namespace chimera::model {

// "a/b~c" as one segment of a pointer: "a~1b~0c".
std::string escape_pointer(std::string_view segment);
std::string unescape_pointer(std::string_view segment);

// The cells of `column` in the given rows (ascending), in order, with neighbours merged into
// ranges. Of text the lines alone: an operand holds the characters of one cell (facts/cells.h).
std::vector<std::string> locate(const Table& table, const Column& column, const Rows& rows);

// One cell, and the whole row (for `failed` and `rejects`).
std::string locate_cell(const Table& table, const Column& column, std::uint32_t row);
std::string locate_row(const Table& table, std::uint32_t row);

// The elements of a list column of one row: "/3/samples_ts/[0-4]", absent ones left out.
std::vector<std::string> locate_list(const Table& table, const ListColumn& list, std::uint32_t row);

}  // namespace chimera::model
