// SPDX-License-Identifier: Apache-2.0
// Gathers the cells of one column. Separators and units inside cells are read as numbers only where
// the whole column bears them out, which is known at the end: then wants_restyle() holds, and the
// column is read a second time with Restyled.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/csv/csv_cell.h"
#include "model/table.h"

namespace chimera::formats::csv {

class ColumnBuilder {
public:
    explicit ColumnBuilder(model::Column column) : column_(std::move(column)) {}
    // `text` is trimmed; rows come in ascending order.
    void add(std::size_t row, std::string_view text);
    // Memory for so many rows at once, if the column holds numbers so far.
    void expect(std::size_t rows) {
        if (!column_.numbers.empty()) column_.numbers.reserve(rows);
    }
    bool wants_restyle() const;
    // Why the column holds no numbers though its cells do; "" where it is no such column.
    std::string unread() const;
    std::size_t values() const { return numbers_ + texts_; }
    model::Column& column() { return column_; }

private:
    friend class Restyled;
    void weigh(std::string_view text);

    model::Column column_;
    std::size_t numbers_ = 0;
    std::size_t texts_ = 0;
    std::size_t words_ = 0;   // texts without a digit
    std::size_t styled_ = 0;  // texts that may be numbers
    // What all texts so far can be together: numbers with these decimal marks, followed by this
    // unit.
    bool uniform_ = true;
    bool may_be_point_ = true;
    bool may_be_comma_ = true;
    bool ambiguous_ = false;  // a text with separators that both marks allow: "1,234"
    std::string suffix_;
    std::string other_suffix_;
};

// The second reading of a column. If one cell does not fit, the first reading stands.
class Restyled {
public:
    explicit Restyled(const ColumnBuilder& first);
    void add(std::size_t row, std::string_view text);
    // Replaces the first reading where every cell did fit.
    void finish(ColumnBuilder& first);

private:
    Mark mark_;
    std::string suffix_;
    model::Column column_;
    bool fits_ = true;
    bool commas_ = false;
    bool group_dots_ = false;
};

}  // namespace chimera::formats::csv
