// SPDX-License-Identifier: Apache-2.0
#include "ingest/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/text.h"
#include "ingest/aside.h"
#include "model/locator.h"
#include "model/unit_field.h"

namespace chimera::ingest {

using model::Column;
using model::Table;

// A file has few units; a column of texts that only looks like one has many.
static constexpr std::size_t kMostUnits = 16;

static std::string_view above(std::string_view name) {
    return name.substr(0, name.size() - last_segment(name).size());
}

// Does this field of the row state the unit of that one, as far as no other says it?
static bool speaks_of(const Table& table, const Column& unit, std::string_view name,
                      std::string_view stated) {
    if (above(unit.name) != above(name) || !model::states_unit_of(unit.name, name)) return false;
    if (table.rows_are == model::RowsAre::kCsvRecords) return stated.empty();
    return stated == model::kUnitsDiffer;
}

static bool is_unit_column(const Table& table, const Column& column) {
    if (!model::is_unit_field(column.name) || column.texts.empty()) return false;
    return table.rows_are != model::RowsAre::kCsvRecords || lower(column.name) == "time_unit";
}

static void set_unit(Table& table, const Column& unit, const std::string& text) {
    for (Column& column : table.columns) {
        if (!column.numbers.empty() && speaks_of(table, unit, column.name, column.unit))
            column.unit = text;
    }
    for (model::ListColumn& list : table.lists) {
        if (speaks_of(table, unit, list.name, list.unit)) list.unit = text;
    }
}

// The rows that state this unit, as a table of their own; rows that state none go with the first.
static Table rows_with(const Table& table, const Column& unit, std::size_t which) {
    const model::Texts& units = unit.texts.dictionary();
    std::vector<bool> stays(table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
        stays[row] = unit.texts.has(row) ? unit.texts.text(row) == units[which] : which == 0;
    }
    Table out = table;
    set_unit(out, unit, std::string(units[which]));
    keep_rows(out, stays);
    if (which > 0) {
        out.only.push_back({unit.name, "==", std::string(units[which])});
        return out;
    }
    for (std::size_t i = 1; i < units.size(); ++i)
        out.only.push_back({unit.name, "!=", std::string(units[i])});
    return out;
}

// What stands where no unit is stated is a number of nobody knows what.
static void reject_numbers(model::FileRecords& records, Table& table, const Column& unit) {
    for (Column& column : table.columns) {
        if (column.numbers.empty() || !speaks_of(table, unit, column.name, column.unit)) continue;
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            if (!model::present(column.number(row)) || unit.texts.has(row)) continue;
            records.rejects.push_back(
                {model::locate_cell(table, column, row),
                 "a number without a unit, where other rows state one in \"" + unit.name + "\""});
            column.numbers[row] = model::kAbsent;
        }
    }
}

// The field whose rows state different units of others, nullptr where none does.
static const Column* differing_units(const Table& table) {
    for (const Column& column : table.columns) {
        if (!is_unit_column(table, column) || column.texts.dictionary().size() > kMostUnits)
            continue;
        const auto is_asked = [&](const auto& other) {
            return speaks_of(table, column, other.name, other.unit);
        };
        const auto is_number = [&](const Column& other) {
            return !other.numbers.empty() && is_asked(other);
        };
        if (std::any_of(table.columns.begin(), table.columns.end(), is_number) ||
            std::any_of(table.lists.begin(), table.lists.end(), is_asked))
            return &column;
    }
    return nullptr;
}

// Nor is one of a column whose rows state more units than a quantity has.
static void reject_columns(model::FileRecords& records, Table& table) {
    for (Column& column : table.columns) {
        if (column.unit != model::kUnitsDiffer) continue;
        records.rejects.push_back(
            {table.base, fmt::format("the numbers of \"{}\" have more than {} units",
                                     utf8_prefix(column.name, 200), kMostUnits)});
        column.numbers.clear();
    }
    std::erase_if(table.lists, [](const auto& list) { return list.unit == model::kUnitsDiffer; });
}

void part_units(model::FileRecords& records) {
    std::vector<Table> all;
    // Parts are looked at again: another field may state the unit of other columns.
    std::vector<Table> open(std::make_move_iterator(records.tables.rbegin()),
                            std::make_move_iterator(records.tables.rend()));
    while (!open.empty()) {
        Table table = std::move(open.back());
        open.pop_back();
        const Column* unit = differing_units(table);
        if (unit == nullptr) {
            reject_columns(records, table);
            all.push_back(std::move(table));
            continue;
        }
        reject_numbers(records, table, *unit);
        for (std::size_t i = unit->texts.dictionary().size(); i-- > 0;)
            open.push_back(rows_with(table, *unit, i));
    }
    records.tables = std::move(all);
}

}  // namespace chimera::ingest
