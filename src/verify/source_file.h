// SPDX-License-Identifier: Apache-2.0
// One raw file, read anew and addressed by locators: its cells, what stands in the same row,
// whether a row says that it failed. A file is parsed once, when first asked.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "model/text/text_result.h"
#include "producers/producer.h"
#include "sources/walk.h"
#include "verify/address.h"
#include "verify/answers.h"
#include "verify/config_file.h"
#include "verify/csv_records.h"
#include "verify/evidence.h"
#include "verify/json_tree.h"

namespace chimera::verify {

// A cell of one source. CSV: record and column from 1; JSON: the node, and in place of a column the
// node around it that questions about its row are answered for; text: the line from 1, and of a
// text result which cell of that line from 1, 0 for the line as such.
struct Cell {
    enum class In : std::uint8_t { kCsv, kJson, kText } in = In::kCsv;
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    auto operator<=>(const Cell&) const = default;
};

// More cells than this in one sample are refused.
inline constexpr std::size_t kMostCells = 20'000'000;

class SourceFile {
public:
    const ConfigFile* config = nullptr;  // what the folder says of the names in it

    SourceFile(const Source& source, sources::FileBytes bytes);

    const Source& source() const { return source_; }
    std::string_view bytes() const { return bytes_.view(); }

    // The cells of a locator, in order. Error: it leads nowhere, or is none. In a range of lines
    // those without the pointer are passed over.
    Result<std::vector<Cell>> cells(std::string_view locator);
    std::string text(const Cell& cell);
    // That text; of a JSON array of texts these, joined with ", ".
    std::string joined_text(const Cell& cell);
    std::optional<double> number(const Cell& cell, bool loose);
    // Of a list of numbers its "first", "last", "sum" or "count"; nullopt for an empty one and
    // where an element is no number.
    std::optional<double> folded(const Cell& cell, std::string_view fold);

    // The text of a field of the cell's row: a CSV column by its heading; of JSON the pointer
    // without its first slash, in the innermost object around the cell that has it.
    std::optional<std::string> field(const Cell& cell, std::string_view name);
    // For JSON that of every object around the cell that has one, the nearest first: a row may hold
    // a smaller object with a field of the same name.
    std::vector<std::string> fields(const Cell& cell, std::string_view name);
    // A key of an object under which the cell stands is `key`; of a text result a part of its name.
    bool stands_under(const Cell& cell, std::string_view key);
    // The text at a pointer of the cell's own document (of the only one without a cell).
    std::optional<std::string> at_pointer(const Cell* cell, std::string_view pointer);
    // Heading of a CSV column, pointer from the outermost array element of a JSON value.
    std::string column_name(const Cell& cell);
    std::string stated_unit(const Cell& cell);

    // Where a question about the cell's row is answered alike for all that stand there: the JSON
    // object around a value, the record of a CSV cell.
    static std::uint32_t place(const Cell& cell) {
        return cell.in == Cell::In::kJson ? cell.column : cell.row;
    }
    // What was answered so far; nullptr where the file has been asked too much to remember more.
    Answers* answers(const std::string& question);
    // Headings of a CSV file, keys of a JSON one, each once.
    std::vector<std::string> field_names();
    // The field has this text in every row that has one, and some row has one.
    bool all_are(std::string_view name, std::string_view text);

    // All cells that stand in the place of these in every row of their table, in order; "" in
    // `wrong` unless the cells are not of one column.
    std::vector<Cell> column_of(const std::vector<Cell>& cells, std::string& wrong);

    // The row of an element of an array that is a column of a table, arrays of one object side by
    // side: its elements, this one among them. Empty where the element is none of such an array.
    std::vector<JsonId> row_beside(JsonId element);

    std::string role(const Cell& cell);
    bool listed_as_failed(const Cell& cell);
    // What the row says of its failure: "error is refused"; "" where it says nothing.
    std::string says_failed(const Cell& cell);
    // The `failed` entry whose place holds this cell; nullptr where none does.
    const PlaceAndText* failure(const Cell& cell);
    // Everything that stands in these places and around them, one text a scalar; `keys` their
    // names.
    struct Scalar {
        std::string key;
        std::string text;
        bool is_number = false;
    };
    std::vector<Scalar> scalars_at(std::string_view locator);
    // No row that is not listed as failed has this text under this name.
    bool only_failed_say(const Scalar& scalar);

    // A cell of a text result, by the characters that stand in its line for the nth time; nullopt
    // where they are none.
    std::optional<Cell> text_cell(const Cell& line, std::string_view raw, std::uint32_t nth);
    // The same record, line, run of lines, or JSON object.
    bool same_row(const Cell& a, const Cell& b);
    // Every value of a field of a text result.
    std::vector<std::string> text_values(std::string_view name);

    CsvRecords& csv();
    JsonTree& json();
    // nullptr unless a tool's text of a known format.
    const model::TextResult* text_result();
    const std::vector<std::string_view>& lines();
    // The tool that wrote the file, by its own keys whatever the evidence says; nullptr for none.
    const producers::Producer* producer();
    // What that tool calls its fields.
    model::Dictionary terms() { return producers::terms_of(producer()); }
    bool by_line() const;
    bool is_text() const;
    std::uint32_t first_data_row() const;

private:
    Result<std::vector<Cell>> csv_cells(const Address& address);
    Result<std::vector<Cell>> json_cells(const Address& address);
    Result<std::vector<Cell>> line_cells(const Address& address);
    void descend(JsonId at, const Address& address, std::size_t depth, std::vector<Cell>& out);
    void prepare_failures();
    bool keep(const std::vector<Cell>& cells);
    Result<std::vector<Cell>> find_cells(std::string_view locator);
    CommaIs comma_in(std::uint32_t column);
    std::vector<Cell> json_column(const std::vector<Cell>& cells, std::string& wrong);
    std::string csv_says_failed(std::uint32_t row);
    std::string json_says_failed(JsonId at);
    std::string text_says_failed(const Cell& cell);
    std::vector<Cell> text_row(const Cell& cell);
    std::vector<Cell> text_column(const std::vector<Cell>& cells, std::string& wrong);
    model::TextCell text_at(const Cell& cell);
    std::string failure_name(std::string_view field) const;

    const Source& source_;
    sources::FileBytes bytes_;
    std::string text_;  // of files that are not UTF-8
    std::optional<CsvRecords> csv_;
    std::optional<JsonTree> json_;
    std::optional<std::vector<std::string_view>> lines_;
    std::optional<const producers::Producer*> producer_;
    std::optional<model::TextResult> result_;
    std::map<std::uint32_t, std::vector<Cell>> text_rows_;  // of runs, by the line they begin on
    std::map<std::uint32_t, model::TextLine> text_lines_;   // taken apart so far
    bool prepared_ = false;
    std::map<std::uint32_t, std::size_t> failed_rows_;  // CSV record, text line
    std::unordered_map<JsonId, std::size_t> failed_nodes_;
    std::unordered_map<JsonId, std::string> node_roles_;
    std::vector<std::pair<CellRange, std::string>> range_roles_;
    std::unordered_map<std::uint32_t, CommaIs> commas_;
    std::map<std::uint32_t, std::string> headings_;
    // Fields that may tell a failure, each with the name that says how; "" for the others.
    std::optional<std::vector<std::pair<std::uint32_t, std::string>>> failure_columns_;
    std::unordered_map<std::string_view, std::string> failure_keys_;
    std::unordered_map<JsonId, std::vector<JsonId>> side_by_side_;  // the arrays, by the object
    std::unordered_map<std::string, Answers> answers_;
    std::map<std::pair<std::string, std::string>, bool> only_failed_;
    std::optional<Answers> sound_places_;  // where no row says that it failed
    std::map<std::string, std::vector<Cell>, std::less<>> taken_;  // long samples, by locator
    std::map<std::string, std::vector<Cell>> columns_;             // long columns, by their steps
    std::size_t cells_kept_ = 0;                                   // in both
};

}  // namespace chimera::verify
