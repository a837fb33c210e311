// SPDX-License-Identifier: Apache-2.0
#include "facts/cells.h"

#include "model/locator.h"

namespace chimera::facts {

Cells cell_at(const model::Table& table, const model::Column& column, std::uint32_t row) {
    Cells cell{.source = table.source, .at = {model::locate_cell(table, column, row)}, .count = 1};
    if (table.is_text()) {
        cell.raw = column.places[row].raw;
        cell.nth = column.places[row].nth;
    }
    return cell;
}

std::vector<Where> where_of(const model::Table& table) {
    std::vector<Where> out;
    for (const model::OnlyRows& one : table.only)
        out.push_back({one.field, std::string(one.op), one.text});
    return out;
}

std::vector<Cells> cells_at(const model::Table& table, const model::Column& column,
                            const model::Rows& rows) {
    std::vector<Cells> out;
    if (!table.is_text()) {
        out.push_back({.source = table.source,
                       .at = model::locate(table, column, rows),
                       .count = rows.size(),
                       .where = where_of(table)});
        return out;
    }
    for (const std::uint32_t row : rows) out.push_back(cell_at(table, column, row));
    return out;
}

}  // namespace chimera::facts
