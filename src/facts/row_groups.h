// SPDX-License-Identifier: Apache-2.0
// How the rows of a table fall into groups of equal keys. Long tables are grouped by the codes of
// their cells, column by column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/rows.h"
#include "model/table.h"

namespace chimera::facts {

// What splits the rows of a table into scopes: a column, or the rows' own keys in their object.
struct Key {
    std::string name;
    const model::Column* column = nullptr;
    const std::vector<std::string>* members = nullptr;
};

using model::Rows;

// A number that is the same for equal cells of one table: the text's code, or one of the number's
// bits; 0 for an absent one.
std::uint64_t cell_code(const model::Column& column, std::size_t row);
// The cell as its file writes it, a number in its shortest form; "" for an absent one.
std::string cell_text(const model::Column& column, std::size_t row);

// The rows that did not fail, in groups that agree in every key, ordered by their first rows;
// nullopt where there are more than `most`.
std::optional<std::vector<Rows>> group_rows(const model::Table& table, const std::vector<Key>& keys,
                                            std::size_t most);

// True if every value of `determining` goes with one value of `column`: a tag that repeats the
// model.
bool determined_by(const model::Table& table, const model::Column& column,
                   const model::Column& determining);

// True if the column has two different values.
bool varies(const model::Table& table, const model::Column& column);

}  // namespace chimera::facts
