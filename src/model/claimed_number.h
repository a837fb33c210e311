// SPDX-License-Identifier: Apache-2.0
// A number that a document states: in a table of a Markdown file or in its prose. Its class is
// always `claimed`: somebody says so; nothing was measured here.
#pragma once

#include <cstdint>
#include <string>

#include "model/source.h"

namespace chimera::model {

struct ClaimedNumber {
    SourceIndex source = 0;
    std::uint32_t line = 0;  // from 1
    std::uint32_t nth = 1;   // which occurrence of `raw` (bounded by non-digits) in that line
    std::string raw;         // exactly as written: "102.85", "3,503", "+34"
    double value = 0;
    int decimals = 0;      // digits after the decimal point
    std::string unit;      // as written beside it, in brackets in its heading, or empty
    bool rough = false;    // written as about so much, as a bound or as an end of a range
    std::string heading;   // nearest Markdown heading above
    std::string section;   // the headings around that one, nearest first, joined by " < "
    std::string row;       // table: the text cells of its row, joined by " | "; prose: ""
    std::string column;    // table: its column heading; prose: ""
    std::string sentence;  // prose: the sentence it stands in, at most 400 bytes
};

}  // namespace chimera::model
