// SPDX-License-Identifier: Apache-2.0
// A text table as words: a line a row, "name=value" with the unit, and where each stands.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/decimal.h"
#include "formats/reader.h"
#include "model/locator.h"

namespace chimera::formats {

inline std::string bytes_of(const std::string& path) {
    std::ifstream file(std::string(CHIMERA_SOURCE_DIR) + "/" + path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

// As the registry reads it; fails the test where no reader takes it.
inline Result<model::FileRecords> read_as(const std::string& name, const std::string& bytes) {
    const Reader* reader = reader_for(name, bytes);
    if (reader == nullptr) return input_error("no reader");
    return reader->read(bytes, 1);
}

inline std::string cell_words(const model::Table& table, std::string_view name,
                              std::uint32_t row = 0) {
    for (const model::Column& column : table.columns) {
        if (column.name != name || column.places[row].line == 0) continue;
        const double number = column.number(row);
        const std::string value =
            model::present(number) ? shortest(number) : std::string(column.texts.text(row));
        const model::TextPlace& place = column.places[row];
        return value + (column.unit.empty() ? "" : " " + column.unit) + " at " +
               model::locate_cell(table, column, row) +
               (place.raw.empty() ? "" : " \"" + place.raw + "\"#" + std::to_string(place.nth));
    }
    return "none";
}

inline std::string all_rejects(const model::FileRecords& records) {
    std::string out;
    for (const model::Reject& reject : records.rejects) {
        out += reject.at + ": " + reject.reason + "\n";
    }
    return out;
}

}  // namespace chimera::formats
