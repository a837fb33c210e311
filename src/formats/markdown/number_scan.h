// SPDX-License-Identifier: Apache-2.0
// The numbers of one line of a document, with the characters they stand in.
//
// Occurrences, exactly. `raw` stands at place p of the line if the bytes there equal it and it is
// bounded:
//   before: the byte before p is no digit, and is no '.' or ',' that itself follows a digit;
//   after:  the byte behind is no digit, and is no '.' or ',' that is itself followed by a digit.
// So "34" stands in "+34%" and in "g34x", but not in "0.34", "34.5", "1,34" or "134"; "102.85"
// stands in "102.85." at the end of a sentence. `nth` counts these places from the left, from 1,
// wherever they are: in words, code and dates too.
//
// What is a claim. Digits with decimal point and groups of three ("3,503", "1,234.5"), an exponent,
// and the sign that touches them ("+34", "-30", U+2212) unless it joins them to something before
// ("0.10-0.11" are 0.10 and 0.11). Bounded by what is no letter, digit or underscore, or followed
// by a unit ("0.165s"). No claims: names ("q4_0", "i9-13980", "270m", "llama3.1:8b"), dates, times,
// versions of three parts, a number after a capitalised or counting word without a unit ("RTX
// 4080", "step 3"), list markers, footnotes, numbers in URLs, link targets, HTML tags. A number
// before a range or comparison shares the unit behind it: "102-104 tok/s", "0.3 vs 0.4 s".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace chimera::formats::markdown {

struct LineNumber {
    std::size_t begin = 0;  // `raw` is line[begin, end)
    std::size_t end = 0;
    std::uint32_t nth = 1;
    double value = 0;
    int decimals = 0;
    std::string_view unit;       // of the line; "" where none stands beside it
    std::size_t beside = 0;      // the end of the unit, or of the number
    bool alone_in_code = false;  // a code span holds this number, its unit if any, and nothing else
};

// The claims of a line in order. Linear in its length.
std::vector<LineNumber> scan_numbers(std::string_view line);

}  // namespace chimera::formats::markdown
