// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/decimal.h"
#include "core/text.h"
#include "formats/csv/csv_cell.h"
#include "formats/csv/csv_scanner.h"
#include "formats/text_encoding.h"
#include "model/locator.h"

namespace chimera::formats {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

fs::path example(const std::string& path) { return fs::path(CHIMERA_SOURCE_DIR) / "examples" / path; }

fs::path sample(const std::string& name) {
    return fs::path(CHIMERA_SOURCE_DIR) / "src/formats/csv/samples" / name;
}

model::FileRecords read(std::string_view bytes) {
    auto result = read_csv(bytes, 1);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
    return result.ok() ? std::move(result).value() : model::FileRecords{};
}

model::Table table_of(std::string_view bytes) {
    model::FileRecords records = read(bytes);
    EXPECT_EQ(records.tables.size(), 1U);
    return records.tables.empty() ? model::Table{} : std::move(records.tables.front());
}

std::string error_of(std::string_view bytes) {
    const auto result = read_csv(bytes, 1);
    return result.ok() ? "no error" : result.error().message;
}

std::vector<std::string> names_of(const model::Table& table) {
    std::vector<std::string> names;
    for (const model::Column& column : table.columns) names.push_back(column.name);
    return names;
}

using Ids = std::vector<std::uint32_t>;
using Names = std::vector<std::string>;

// An independent reading of RFC 4180 with record numbers, one byte at a time, for the round trip.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> naive_cells(const std::string& text,
                                                                          char delimiter) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> cells;
    std::uint32_t row = 1;
    std::uint32_t column = 1;
    std::string cell;
    bool quoted = false;
    bool at_start = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"') {
                cell += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                cell += '"';
                ++i;
            } else {
                quoted = false;
            }
        } else if (c == '"' && at_start) {
            quoted = true;
            at_start = false;
        } else if (c == delimiter || c == '\n' || c == '\r') {
            cells[{row, column}] = cell;
            cell.clear();
            at_start = true;
            if (c == delimiter) {
                ++column;
                continue;
            }
            if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
            ++row;
            column = 1;
        } else {
            cell += c;
            at_start = false;
        }
    }
    cells[{row, column}] = cell;
    return cells;
}

TEST(CsvReader, EveryNumberOfTheExamplesIsFoundAgainAtItsLocator) {
    std::size_t files = 0;
    std::size_t numbers = 0;
    for (const auto& entry : fs::recursive_directory_iterator(example(""))) {
        if (entry.path().extension() != ".csv") continue;
        const std::string bytes = read_file(entry.path());
        auto result = read_csv(bytes, 1);
        if (!result.ok()) continue;
        ++files;
        const model::FileRecords& records = result.value();
        EXPECT_TRUE(records.rejects.empty()) << entry.path();
        const auto cells = naive_cells(bytes, records.dialect->delimiter[0]);
        for (const model::Table& table : records.tables) {
            for (const model::Column& column : table.columns) {
                for (std::uint32_t row = 0; row < table.rows; ++row) {
                    if (!model::present(column.number(row))) continue;
                    const std::string at = model::locate_cell(table, column, row);
                    unsigned r = 0;
                    unsigned c = 0;
                    ASSERT_EQ(std::sscanf(at.c_str(), "cell=%u,%u", &r, &c), 2) << at;
                    std::string raw = cells.at({r, c});
                    if (column.number_style == "thousands-comma") raw = replace_all(raw, ",", "");
                    EXPECT_EQ(parse_double(raw), column.number(row)) << entry.path() << " " << at;
                    ++numbers;
                }
            }
        }
    }
    EXPECT_EQ(files, 29U);
    EXPECT_EQ(numbers, 0U);
}

}  // namespace
}  // namespace chimera::formats
