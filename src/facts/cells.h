// SPDX-License-Identifier: Apache-2.0
// Rows of a table as operands of a fact. An operand over text holds the characters of one number,
// so that of such a table every row is an operand of its own; else all rows are one.
#pragma once

#include <cstdint>
#include <vector>

#include "facts/fact.h"
#include "model/rows.h"
#include "model/table.h"

namespace chimera::facts {

// One cell, in the file's own unit.
Cells cell_at(const model::Table& table, const model::Column& column, std::uint32_t row);

// What tells the rows of the table from others of its place.
std::vector<Where> where_of(const model::Table& table);

// The cells of `column` in the given rows (ascending), in order, in the file's own unit.
std::vector<Cells> cells_at(const model::Table& table, const model::Column& column,
                            const model::Rows& rows);

}  // namespace chimera::facts
