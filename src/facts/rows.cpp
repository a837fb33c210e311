// SPDX-License-Identifier: Apache-2.0
#include "facts/rows.h"

#include <algorithm>
#include <functional>

#include "facts/cells.h"
#include "model/locator.h"
#include "model/rows.h"

namespace chimera::facts {

using model::Rows;

std::vector<const model::Table*> counted_tables(const model::RecordSet& records) {
    std::vector<const model::Table*> out;
    for (const model::Table& table : records.tables) {
        const model::Source& source = records.sources[table.source];
        if (table.counts_twice || source.duplicate_of || table.rows == 0 || table.is_nested())
            continue;
        if (table.role == model::Role::kRaw) out.push_back(&table);
    }
    return out;
}

static bool has_cell(const model::Column& column, std::uint32_t row) {
    return column.texts.has(row) || model::present(column.number(row));
}

// A column with a cell in each of these rows: what they are counted by. The error column is asked
// first, for a failed row mostly holds little else that is sure to be there.
static const model::Column* counting_column(const model::Table& table, const Rows& rows) {
    const auto full = [&](const model::Column& column) {
        return std::all_of(rows.begin(), rows.end(),
                           [&](std::uint32_t row) { return has_cell(column, row); });
    };
    for (const auto wanted : {model::Meaning::kError, model::Meaning::kSuccess}) {
        for (const model::Column& column : table.columns) {
            if (column.reading.meaning == wanted && full(column)) return &column;
        }
    }
    for (const model::Column& column : table.columns) {
        if (full(column)) return &column;
    }
    return nullptr;
}

using RowsOf = std::function<Rows(const model::Table&)>;

static FactId count_where(Analysis& analysis, const std::vector<const model::Table*>& tables,
                          const RowsOf& rows_of, Fact described) {
    std::vector<Cells> cells;
    std::size_t n = 0;
    for (const model::Table* table : tables) {
        const Rows rows = rows_of(*table);
        if (rows.empty()) continue;
        const model::Column* column = counting_column(*table, rows);
        if (column == nullptr) continue;
        n += rows.size();
        for (Cells& part : cells_at(*table, *column, rows)) cells.push_back(std::move(part));
    }
    if (n == 0) return kNoFact;
    return analysis.book.of_count(cells, n, std::move(described));
}

static Rows all_rows(const model::Table& table) {
    return Rows::range(0, table.rows);
}

static Rows failed_rows(const model::Table& table) {
    Rows rows;
    for (const auto& failure : table.failed) rows.push_back(failure.row);
    return rows;
}

static Rows sound_rows(const model::Table& table) {
    Rows rows;
    auto failure = table.failed.begin();
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        while (failure != table.failed.end() && failure->row < row) ++failure;
        if (failure == table.failed.end() || failure->row != row) rows.push_back(row);
    }
    return rows;
}

static RowCounts count(Analysis& analysis, const std::vector<const model::Table*>& tables,
                       const std::string& of_what) {
    RowCounts out;
    out.rows =
        count_where(analysis, tables, all_rows, {.label = "rows" + of_what, .statistic = "rows"});
    out.failed = count_where(analysis, tables, failed_rows,
                             {.label = "failed rows" + of_what, .statistic = "failed"});
    out.ok = count_where(analysis, tables, sound_rows,
                         {.label = "rows without an error" + of_what, .statistic = "ok"});
    return out;
}

RowCounts count_rows(Analysis& analysis) {
    return count(analysis, counted_tables(analysis.records), "");
}

RowCounts count_rows(Analysis& analysis, const model::Table& table) {
    return count(analysis, {&table}, " of `" + analysis.records.sources[table.source].path + "`");
}

FactId count_failed_because(Analysis& analysis, const std::string& why) {
    const auto rows_of = [&](const model::Table& table) {
        Rows rows;
        for (const auto& failure : table.failed) {
            if (failure.why == why) rows.push_back(failure.row);
        }
        return rows;
    };
    return count_where(analysis, counted_tables(analysis.records), rows_of,
                       {.label = "rows that failed for one reason", .statistic = "failed"});
}

}  // namespace chimera::facts
