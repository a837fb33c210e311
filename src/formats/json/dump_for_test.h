// SPDX-License-Identifier: Apache-2.0
// Tables as text, so that a test states the rows it expects the way a reader would write them down.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/decimal.h"
#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

inline std::string sample(const std::string& path) {
    std::ifstream file(fmt::format("{}/src/formats/{}", CHIMERA_SOURCE_DIR, path),
                       std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// One line a column, "name [unit] .decimals: cells"; absent cells are "-", texts stand in quotes.
inline std::string dump(const model::Column& column, std::size_t rows) {
    std::string out = column.name;
    if (!column.unit.empty()) out += fmt::format(" [{}]", column.unit);
    if (column.decimals > 0) out += fmt::format(" .{}", column.decimals);
    out += ":";
    for (std::size_t row = 0; row < rows; ++row) {
        if (model::present(column.number(row))) {
            out += " " + shortest(column.number(row));
        } else if (column.texts.has(row)) {
            out += fmt::format(" \"{}\"", column.texts.text(row));
        } else {
            out += " -";
        }
    }
    return out + "\n";
}

inline std::string dump(const model::ListColumn& list, std::size_t rows) {
    std::string out = "list " + list.name;
    if (!list.unit.empty()) out += fmt::format(" [{}]", list.unit);
    out += ":";
    for (std::size_t row = 0; row < rows; ++row) {
        out += " (";
        for (std::uint64_t i = list.offsets[row]; i < list.offsets[row + 1]; ++i) {
            const bool first = i == list.offsets[row];
            const double value = list.values[i];
            out += fmt::format("{}{}", first ? "" : " ",
                               model::present(value) ? shortest(value) : "-");
        }
        out += ")";
    }
    return out + "\n";
}

inline std::string dump(const model::Table& table) {
    static constexpr const char* kKinds[] = {"records", "elements", "members",
                                             "object",  "columns",  "lines"};
    std::string out = kKinds[static_cast<std::size_t>(table.rows_are)];
    if (table.document > 0) out += fmt::format(" doc={}", table.document);
    if (!table.base.empty()) out += " " + table.base;
    for (const std::uint32_t id : table.row_ids) out += fmt::format(" {}", id);
    for (const std::string& member : table.members) out += fmt::format(" '{}'", member);
    out += "\n";
    for (const model::Column& column : table.columns) out += "  " + dump(column, table.rows);
    for (const model::ListColumn& list : table.lists) out += "  " + dump(list, table.rows);
    for (const model::Context& context : table.context) {
        out += fmt::format("  context {} = {}\n", context.pointer, context.text);
    }
    return out;
}

inline std::string dump(const Result<model::FileRecords>& records) {
    if (!records.ok()) {
        return fmt::format("error {}: {}\n", records.error().place, records.error().message);
    }
    std::string out;
    for (const model::Table& table : records.value().tables) out += dump(table);
    for (const model::Reject& reject : records.value().rejects) {
        out += fmt::format("reject {}: {}\n", reject.at, reject.reason);
    }
    return out;
}

}  // namespace chimera::formats
