// SPDX-License-Identifier: Apache-2.0
// What the first hundred records tell of a file: its delimiter, its width, where its header and its
// row of units stand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv/csv_scanner.h"

namespace chimera::formats::csv {

struct Layout {
    char delimiter = ',';
    std::size_t width = 0;         // fields of a sound record; 0 where there is no record of data
    std::uint32_t header_row = 0;  // record numbers; 0: none
    std::uint32_t units_row = 0;
    std::vector<std::string> headings;  // trimmed, unique, none empty; one per column
    std::vector<std::string> units;     // "" where the file states none
    // Of the sample, for what an error message says.
    std::size_t data_records = 0;
    std::string first_line;
};

// The delimiter is the one of `,` `;` tab `|` under which most records have the same number of
// fields, two or more, and most cells are numbers; `,` where there is none. The header is the first
// record that is no comment and not blank (a title line of one field above a wider table is passed
// over), unless its columns say otherwise: a number above numbers speaks against a header, a text
// above numbers for one; with no such column most of its cells must be texts and the next record
// another one.
Layout find_layout(std::string_view text);

}  // namespace chimera::formats::csv
