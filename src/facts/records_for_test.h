// SPDX-License-Identifier: Apache-2.0
// Small record sets for tests: one CSV-like table a call, as ingest would have left it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/decimal.h"
#include "model/record_set.h"

namespace chimera::facts {

struct RowForTest {
    std::string model;
    std::map<std::string, double> cells;
    std::string error;
};

// Adds a source `path` of suite `suite` with these rows; the column `model` is the first one.
inline void add_table(model::RecordSet& records, const std::string& path, const std::string& suite,
                      const std::vector<RowForTest>& rows) {
    model::Source source;
    source.path = path;
    source.format = "csv";
    source.role = model::Role::kRaw;
    source.sha256 = std::string(64, 'a');
    source.bind["model"].column = "model";
    source.bind["suite"] = {.path = true, .value = suite};
    model::Table table;
    table.source = static_cast<model::SourceIndex>(records.sources.size());
    table.rows = rows.size();
    table.columns.emplace_back();
    table.columns[0].name = "model";
    table.columns[0].position = 1;
    table.columns[0].reading = model::read_column("model", "");
    std::map<std::string, std::size_t> columns;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
        table.row_ids.push_back(row + 2);
        table.columns[0].texts.set(row, rows[row].model);
        for (const auto& [name, value] : rows[row].cells) {
            const auto [at, fresh] = columns.emplace(name, table.columns.size());
            if (fresh) {
                table.columns.emplace_back();
                table.columns.back().name = name;
                table.columns.back().position = static_cast<std::uint32_t>(table.columns.size());
                table.columns.back().reading = model::read_column(name, "");
                table.columns.back().decimals = 4;
            }
            auto& column = table.columns[at->second];
            column.numbers.resize(rows.size(), model::kAbsent);
            column.numbers[row] = value;
        }
        if (!rows[row].error.empty()) table.failed.push_back({row, rows[row].error});
    }
    records.sources.push_back(std::move(source));
    records.tables.push_back(std::move(table));
}

}  // namespace chimera::facts
