// SPDX-License-Identifier: Apache-2.0
// Records in columns: one Table is one rectangular set of rows of one source. A cell is not stored
// with its address; the address is computed from the table's place, the row and the column
// (locator.h).
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "model/metric.h"
#include "model/source.h"
#include "model/text_column.h"

namespace chimera::model {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
inline bool present(double value) {
    return std::isfinite(value);
}

// A sample inside one row: `"samples_ts": [61.2, 60.9, ...]`. Values of row r are
// values[offsets[r] .. offsets[r + 1]). Nulls and other things that are no number are kAbsent.
struct ListColumn {
    std::string name;            // as Column::name
    std::vector<double> values;  // none where ingest gave all of them to a table of their own
    std::vector<std::uint64_t> offsets;  // one more than rows
    std::string unit;
    int decimals = 0;
    Reading reading;  // filled by ingest
};

// Texts of requests inside one row: `"errors": ["", "timed out"]`. The texts of row r are
// texts[codes[i]] for i in offsets[r] .. offsets[r + 1].
struct TextList {
    std::string name;                // as Column::name
    std::vector<std::string> texts;  // the different ones, in order of first appearance
    std::vector<std::uint32_t> codes;
    std::vector<std::uint64_t> offsets;  // one more than rows
};

// Where a cell stands in a file of text: `nth` counts the places of the same characters in its
// line.
struct TextPlace {
    std::uint32_t line = 0;  // from 1; 0 where the row has no such cell
    std::uint32_t nth = 1;
    std::string raw;  // the exact characters; empty where the place is told by Table::base
};

// One field of every row. A cell is a number, a text, a truth value (stored as the text "true" or
// "false"), or absent. `numbers` is empty where no cell of the column is a number.
struct Column {
    // CSV: the heading as written, trimmed. JSON: the pointer from the row to the cell without the
    // leading slash: "tokens_s", "metrics/ttft/value".
    std::string name;
    std::string unit;            // as the file states it (units row, "(ms)" in a heading, a sibling
                                 // "unit" field); empty where it does not
    std::uint32_t position = 0;  // CSV: column number from 1
    int decimals = 0;            // most digits after the decimal point that the file writes here
    // CSV: how the cells spell their numbers, borne out by the whole column: "" (1234.5),
    // "decimal-comma" (1234,5), "thousands-comma" (1,234.5), "thousands-dot" (1.234,5).
    std::string number_style;
    std::vector<double> numbers;  // kAbsent where the cell is no number; shorter than rows: absent
    TextColumn texts;
    std::vector<TextPlace> places;  // kTextCells only: of every row
    Reading reading;                // filled by ingest

    double number(std::size_t row) const { return row < numbers.size() ? numbers[row] : kAbsent; }
};

enum class RowsAre : std::uint8_t {
    kCsvRecords,      // row_ids are record numbers from 1, the header included (RFC 7111)
    kJsonElements,    // base/row_id: elements of an array
    kJsonMembers,     // base/members[row]: an object whose members are alike
    kJsonObject,      // one row: the object at base itself
    kJsonSideBySide,  // base/column/row_id: arrays of an object, one a column, of one length
    kJsonLines,       // row_ids are line numbers from 1
    // Elements of lists that rows of another table hold: owners[owner_of(row)] is the address of
    // that row, element_of(row) the index in its list, which the first column is named after.
    kJsonNested,
    // Each cell stands in a line of its own: Column::places. row_ids and last_lines are the lines
    // that a row takes; `base` follows the line in every address ("/value").
    kTextCells,
};

// A scalar of an object around the rows, true of all of them: {"model": "m", "results": [...]}.
struct Context {
    std::string pointer;  // from the document's root: "/model", "/environment/gpu_name"
    std::string text;     // its text, or its number as written
    double number = kAbsent;
};

// A key of an object under which all rows stand: those of /models/a/runs stand under "a" of
// /models.
struct KeyAround {
    std::string pointer;  // of what stands under the key: "/models/a"
    std::string level;    // the same with a star for each key: "/models/*"
    std::string key;
};

struct FailedRow {
    std::uint32_t row = 0;
    std::string why;
};

// A table holds only those rows of its place whose field is (or is not) this text. Samples of it
// say so (`where`); a row without the field is none of the text.
struct OnlyRows {
    std::string field;
    std::string_view op;  // "==" or "!="
    std::string text;
};

struct Table {
    SourceIndex source = 0;
    RowsAre rows_are = RowsAre::kCsvRecords;
    std::uint32_t document =
        0;             // nth document of a file with several, from 1; 0 where there is one
    std::string base;  // JSON pointer, see RowsAre; "" for CSV and JSONL
    std::size_t rows = 0;
    // Empty for kJsonMembers, kJsonObject, and for kJsonNested where every list is there as a
    // whole.
    std::vector<std::uint32_t> row_ids;
    std::vector<std::string> members;  // unescaped keys, kJsonMembers only
    // kJsonNested only: rows owner_begin[i] up to owner_begin[i + 1] are of owners[i].
    std::vector<std::string> owners;
    std::vector<std::uint32_t> owner_begin;
    std::vector<std::uint32_t> last_lines;  // kTextCells only
    std::vector<Column> columns;
    std::vector<ListColumn> lists;
    std::vector<TextList> text_lists;  // of errors alone
    std::vector<Context> context;
    std::vector<KeyAround> keys;  // the nearest first
    std::vector<OnlyRows> only;   // all of them hold

    // Its rows are told and counted by another table, whose samples they are.
    bool is_nested() const { return rows_are == RowsAre::kJsonNested; }
    std::uint32_t owner_of(std::uint32_t row) const;
    std::uint32_t element_of(std::uint32_t row) const {
        return row_ids.empty() ? row - owner_begin[owner_of(row)] : row_ids[row];
    }
    // An operand of evidence takes one cell of it, and no more.
    bool is_text() const { return rows_are == RowsAre::kTextCells; }

    // Filled by ingest.
    Role role = Role::kRaw;
    bool counts_twice = false;  // its rows stand in another source too: at most one enters a sample
    std::vector<FailedRow> failed;  // ascending by row
    bool is_failed(std::size_t row) const;
    const Column* find(std::string_view name) const;
};

// Whether the rows stand inside the object that is the one row of the other table.
bool stands_in(const Table& rows, const Table& object);

// The level of what stands at `pointer` under a key of its own, below these keys.
std::string level_below(const std::vector<KeyAround>& keys, std::string_view pointer);

}  // namespace chimera::model
