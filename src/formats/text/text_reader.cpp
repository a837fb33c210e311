// SPDX-License-Identifier: Apache-2.0
#include "formats/text/text_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/decimal.h"
#include "core/result.h"
#include "core/text.h"
#include "formats/text_encoding.h"

namespace chimera::formats {

using model::TextCell;
using model::TextResult;

// More than any of these tools writes; a hostile file must not cost the product of both.
static constexpr std::size_t kMostColumns = 512;
static constexpr std::size_t kMostCellsOfLine = 256;
static constexpr std::size_t kMostPlaces = 2'000'000;
// Each of them is an operand of its own in evidence.
static constexpr std::size_t kMostRows = 20'000;
static constexpr std::size_t kMostRejects = 1000;

namespace {

struct Building {
    const TextResult& lines;
    model::FileRecords records;
    model::Table table;
    std::map<std::pair<std::string, std::string>, std::size_t> columns;  // by name and unit
    std::set<std::pair<std::uint32_t, std::string>> seen;                // row and name of a run
    std::map<std::uint32_t, std::uint32_t> row_at;                       // by the line it begins on
    std::size_t more_rejects = 0;
    bool full = false;
};

}  // namespace

static void reject(Building& building, std::uint32_t line, std::string reason) {
    if (building.records.rejects.size() < kMostRejects) {
        building.records.rejects.push_back({fmt::format("line={}", line), std::move(reason)});
    } else {
        ++building.more_rejects;
    }
}

static bool is_time_or_rate(std::string_view unit) {
    static constexpr std::array<std::string_view, 7> kUnits = {"ns",  "us",    "ms",   "s",
                                                               "t/s", "tok/s", "req/s"};
    return std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
}

// Why a number can be no measurement; "" where it can.
static std::string absurd(const TextCell& cell, std::string_view text) {
    const std::string plain = model::without_groups(text);
    if (!is_decimal(plain)) return {};
    const auto number = parse_double(plain);
    if (!number) return fmt::format("`{}` is beyond what a number can be", cell.name);
    if (*number < 0 && is_time_or_rate(cell.unit)) {
        return fmt::format("`{}` is below zero", cell.name);
    }
    return {};
}

static std::optional<std::uint32_t> row_of(Building& building, std::uint32_t line) {
    const auto [first, last] = building.lines.row_of(line);
    if (first == 0) return std::nullopt;
    const auto known = building.row_at.find(first);
    if (known != building.row_at.end()) return known->second;
    model::Table& table = building.table;
    if (table.rows == kMostRows ||
        (table.rows + 1) * std::max<std::size_t>(table.columns.size(), 1) > kMostPlaces) {
        if (!std::exchange(building.full, true)) {
            reject(building, line, "more rows than are read; the rest is not");
        }
        return std::nullopt;
    }
    const auto row = static_cast<std::uint32_t>(table.rows++);
    building.row_at.emplace(first, row);
    table.row_ids.push_back(first);
    table.last_lines.push_back(last);
    return row;
}

static model::Column* column_of(Building& building, const TextCell& cell) {
    const auto [at, fresh] =
        building.columns.try_emplace({cell.name, cell.unit}, building.table.columns.size());
    if (!fresh) return &building.table.columns[at->second];
    const std::size_t columns = building.table.columns.size() + 1;
    if (columns > kMostColumns || columns * building.table.rows > kMostPlaces) {
        building.columns.erase(at);
        return nullptr;
    }
    model::Column column;
    column.name = cell.name;
    column.unit = cell.unit;
    column.position = static_cast<std::uint32_t>(columns);
    building.table.columns.push_back(std::move(column));
    return &building.table.columns.back();
}

static void add_cell(Building& building, std::uint32_t number, std::uint32_t row,
                     const TextCell& cell) {
    const std::string_view line = building.lines.line(number);
    const std::string_view text = line.substr(cell.begin, cell.size);
    if (text.empty() || !building.seen.emplace(row, cell.name).second) return;
    model::Column* column = column_of(building, cell);
    if (column == nullptr) {
        reject(building, number, "more columns than are read");
        return;
    }
    const std::string plain = model::without_groups(text);
    const auto decimal = parse_decimal(plain);
    const auto value = parse_double(plain);
    if (decimal && value) {
        column->numbers.resize(row + std::size_t{1}, model::kAbsent);
        column->numbers[row] = *value;
        column->decimals = std::max(column->decimals, decimal->decimals());
    } else {
        column->texts.set(row, text);
    }
    column->places.resize(row + std::size_t{1});
    model::TextPlace& place = column->places[row];
    place.line = number;
    if (building.lines.format().pointer.empty()) {
        place.nth = model::occurrence_of(line, text, cell.begin);
        place.raw = text;
    }
    ++building.records.values;
}

static void add_line(Building& building, std::uint32_t number, const CheckLine& check) {
    model::TextLine read = building.lines.read(number);
    if (read.fault.empty() && read.cells.size() > kMostCellsOfLine) {
        read.fault = fmt::format("{} values in one line", read.cells.size());
    }
    const std::string_view line = building.lines.line(number);
    for (const TextCell& cell : read.cells) {
        if (read.fault.empty()) read.fault = absurd(cell, line.substr(cell.begin, cell.size));
    }
    if (read.fault.empty() && !read.cells.empty() && check) read.fault = check(line, read);
    if (!read.fault.empty()) {
        reject(building, number, std::move(read.fault));
        return;
    }
    if (read.cells.empty()) return;
    const auto row = row_of(building, number);
    if (!row) return;
    for (const TextCell& cell : read.cells) add_cell(building, number, *row, cell);
}

Result<model::FileRecords> read_text_result(std::string_view bytes, std::string_view format,
                                            const CheckLine& check) {
    const model::TextFormat* known = model::find_text_format(format);
    CHIMERA_CHECK(known != nullptr, std::string(format));
    TRY_ASSIGN(const DecodedText decoded, decode_text(bytes));
    const TextResult lines(*known, decoded.text());
    Building building{lines, {}, {}, {}, {}, {}};
    building.table.rows_are = model::RowsAre::kTextCells;
    building.table.base = known->pointer;
    for (std::uint32_t number = 1; number <= lines.lines() && !building.full; ++number) {
        add_line(building, number, check);
    }
    model::FileRecords& records = building.records;
    if (building.more_rejects > 0) {
        records.rejects.push_back(
            {"", fmt::format("{} more lines rejected", building.more_rejects)});
    }
    records.format = format;
    if (building.table.rows == 0) {
        if (records.rejects.empty()) return input_error("no line of it holds a value");
        return input_error(records.rejects.front().reason, records.rejects.front().at);
    }
    for (model::Column& column : building.table.columns) {
        column.places.resize(building.table.rows);
    }
    if (decoded.encoding != "utf-8") {
        records.dialect.emplace();
        records.dialect->encoding = decoded.encoding;
    }
    records.tables.push_back(std::move(building.table));
    return std::move(building.records);
}

bool is_text_format(std::string_view format, std::string_view path, std::string_view head) {
    const model::TextFormat* found = model::recognise_text(path, head);
    return found != nullptr && found->name == format;
}

}  // namespace chimera::formats
