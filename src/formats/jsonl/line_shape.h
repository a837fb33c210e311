// SPDX-License-Identifier: Apache-2.0
// What the lines of one writer share: the same bytes between their values. A line that repeats them
// around other values is as sound as the line they were learned from, and is read without finding
// its structure anew. Whatever is not that plain is left to the parser.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json/row_columns.h"

namespace chimera::formats {

// A value of a line that was read: its token within the line, a string's with the quotes, an array
// of numbers with the brackets.
struct ReadValue {
    std::size_t begin = 0;
    std::size_t size = 0;
    FieldId field = kNoField;
    bool is_list = false;
};

class LineShape {
public:
    // `line` was accepted, and these are all its values in order.
    LineShape(std::string_view line, std::span<const ReadValue> values);

    // Stages the values of a line of this shape in `columns`. False, with nothing staged, where the
    // line has another shape or holds what only the parser may judge: escapes, bytes beyond ASCII,
    // control characters, malformed scalars.
    bool stage(std::string_view line, RowColumns& columns);

private:
    struct Slot {
        std::size_t glue_size = 0;  // of the bytes in front of the value
        FieldId field = kNoField;
        bool is_list = false;
    };

    std::size_t stage_list(std::string_view line, std::size_t at, FieldId field,
                           RowColumns& columns);

    std::string glue_;  // in front of each value, one after the other, and behind the last
    std::vector<Slot> slots_;
    std::vector<double> elements_;  // of the list that is being read
};

}  // namespace chimera::formats
