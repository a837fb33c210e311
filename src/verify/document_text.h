// SPDX-License-Identifier: Apache-2.0
// What stands around a number of a document, read from the raw text: the cells of its row and the
// heading of its column, or its sentence; the headings above it; the file's name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "verify/source_file.h"

namespace chimera::verify {

struct Surroundings {
    bool found = false;
    // Texts in which the thing may be named, nearest first.
    std::vector<std::string> zones;
    // What may say which metric it is: the heading of its column and the first cell of its row, or
    // the words before and behind it in its sentence.
    std::string column;
    std::string row;
    std::string earlier;  // what comes before that sentence in its paragraph
    std::string before;
    std::string behind;
    std::string unit;     // what follows the number directly, one word
    std::string heading;  // the nearest
};

// `raw` for the nth time in that line (from 1), bounded by what belongs to no number.
Surroundings surroundings_of(SourceFile& file, std::uint32_t line, const std::string& raw,
                             std::uint32_t nth);

}  // namespace chimera::verify
