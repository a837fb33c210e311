// SPDX-License-Identifier: Apache-2.0
// Turns rows of named fields into columns, for JSON and JSON Lines. A field is a path of keys from
// the row; the same keys in the same order, row after row, cost one comparison each. The cells of a
// row are staged and enter the columns with `end_row`, so a row that proves malformed leaves no
// trace. Of two fields of one name in a row the first counts, as in simdjson's at_pointer.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/json/text_run.h"
#include "model/table.h"

namespace chimera::formats {

using FieldId = std::uint32_t;
inline constexpr FieldId kRowItself = 0;
// A field that is not read: its name is empty or too long, or there are too many.
inline constexpr FieldId kNoField = std::numeric_limits<FieldId>::max();

struct RowLimits {
    std::size_t columns = 4096;  // further ones are rejected
    // A column that begins late is filled up with absent cells. Where these would be more than
    // `padding_factor` times the real cells plus `padding_floor`, the column is given up.
    std::size_t padding_factor = 16;
    std::size_t padding_floor = 1'000'000;
};

class RowColumns {
public:
    // `lasting`: bytes that outlive this; texts in them are not copied.
    explicit RowColumns(std::string_view lasting, RowLimits limits = {});

    // The field named by the string whose first character after the quote is text[begin]. `cursor`
    // is 0 at the start of every object.
    FieldId field(FieldId parent, std::string_view text, std::size_t begin, std::uint32_t& cursor);
    // The field of an array's element.
    FieldId element(FieldId parent, std::size_t index);

    void number(FieldId field, double value, int decimals);
    // `raw` stands between the quotes of a JSON string and must outlive end_row().
    void text(FieldId field, std::string_view raw);
    void truth(FieldId field, bool value) { text(field, value ? "true" : "false"); }
    void list(FieldId field, std::span<const double> values, int decimals);
    void plain_text(FieldId field, std::string text);  // nothing to unescape in it
    // Kept for a field that lists errors (keeps_texts); of a hostile one with very many different
    // texts nothing is kept.
    void texts(FieldId field, std::vector<std::string> texts);
    bool keeps_texts(FieldId field) const;

    // The field that stood twice in the row, of which the first value counts; kNoField mostly.
    FieldId end_row();
    void drop_row();
    std::size_t rows() const { return rows_; }
    const std::string& name(FieldId field) const { return fields_[field].name; }

    // The rows of `later` behind the rows here. To be used only where no row was added otherwise.
    void append(const RowColumns& later);

    // Makes room for so many times the rows that were appended, a column alike in all of them.
    void make_room(double times);

    // Fills the table's columns, lists and `rows`, in order of first appearance, and returns how
    // many numbers and texts there are. `complaints` gets a sentence for each field that was not
    // kept.
    std::size_t finish(model::Table& table, std::vector<std::string>& complaints);

private:
    struct Field {
        std::string raw;   // the key as first written, between its quotes
        std::string name;  // the pointer from the row without the leading slash
        std::vector<FieldId> children;
        FieldId parent = kNoField;
        std::uint32_t column = kNoField;
        std::uint32_t list = kNoField;
    };
    struct Building {
        FieldId field = kNoField;
        model::Column column;  // its texts only where runs were appended
        TextRun run;           // the texts of rows that were added one by one
        std::size_t text_rows = 0;
        bool given_up = false;
    };
    struct BuildingList {
        FieldId field = kNoField;
        model::ListColumn list;
        bool given_up = false;
    };
    struct BuildingTexts {
        FieldId field = kNoField;
        model::TextList list;
        std::unordered_map<std::string, std::uint32_t> known;
        bool given_up = false;

        void add(std::size_t row, const std::string& text);
        void end(std::size_t row);
    };
    enum class Kind : std::uint8_t { kNumber, kText, kPlainText, kList, kTexts };
    struct Cell {
        FieldId field;
        Kind kind;
        int decimals;
        double number;
        std::string_view raw;
        // kList: staged_values_[from .. from + count); kTexts: so of staged_texts_; kPlainText:
        // index
        std::size_t from;
        std::size_t count;
    };

    FieldId find_or_add(FieldId parent, std::string_view raw);
    FieldId add(FieldId parent, std::string_view raw, const std::string& key);
    Building* column_of(FieldId field);
    BuildingList* list_of(FieldId field);
    BuildingTexts& texts_of(FieldId field);
    void commit(const Cell& cell);
    void commit_text(const Cell& cell);
    void commit_texts(const Cell& cell);
    bool pad(std::size_t cells);
    void append_column(const Building& from, FieldId to);
    void append_list(const BuildingList& from, FieldId to);
    void append_texts(const BuildingTexts& from, FieldId to);
    FieldId translate(const RowColumns& later, FieldId field, std::vector<FieldId>& known);
    void set_units();

    std::string_view lasting_;
    RowLimits limits_;
    std::vector<Field> fields_;
    std::unordered_map<std::string, FieldId> by_name_;
    std::vector<Building> columns_;
    std::vector<BuildingList> lists_;
    std::vector<BuildingTexts> text_lists_;
    std::vector<Cell> staged_;
    std::vector<double> staged_values_;
    std::vector<std::string> staged_texts_;
    FieldId doubled_ = kNoField;  // in the row that is being committed
    std::size_t rows_ = 0;
    std::size_t cells_ = 0;   // that the file has
    std::size_t padded_ = 0;  // that fill a column up
    std::size_t fields_refused_ = 0;
    std::size_t keys_refused_ = 0;
};

}  // namespace chimera::formats
