// SPDX-License-Identifier: Apache-2.0
// What one cell says. A cell is trimmed first. How its raw text relates to the value that is kept:
//
//   number_style ""                "1234.5", "+1.5e3", ".5", "5."      from_chars of the text
//   number_style "thousands-comma" "1,234.5", also "22,80,000" (2-digit groups of South Asia):
//   commas go number_style "decimal-comma"   "1234,5": the comma is the decimal point number_style
//   "thousands-dot"   "1.234,5": dots go, the comma is the decimal point
//
// Where Column.unit came from the cells themselves ("99 %", "5 ms" in every one), the unit and the
// space before it go first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chimera::formats::csv {

// As chimera::trim, quick where there is nothing to trim.
std::string_view trim_cell(std::string_view text);

struct Number {
    double value = 0;
    int decimals = 0;  // digits after the decimal point, an exponent counted in; never negative
};

// Same syntax and value as chimera::parse_double, without allocation and, where the digits fit a
// double exactly, without a search for the nearest one.
bool read_number(std::string_view text, Number& out);

// "", "NaN", "inf", "N/A", "NA", "null", "None", "-" and their like, in any case.
bool is_absent(std::string_view text);

// Which decimal mark a text can have if it is a number written with separators.
enum class Mark { kNone, kPoint, kComma, kEither };
Mark possible_mark(std::string_view text);

// The number of a text under one reading: kPoint takes commas for groups, kComma dots.
bool read_with_mark(std::string_view text, Mark mark, Number& out);

// Whether the dots of a text are separators of thousands (for the name of the style).
bool has_group_dots(std::string_view text);

// "99 %" -> {"99", "%"}; nullopt unless a number-like head is followed by a unit.
struct Suffixed {
    std::string_view number;
    std::string_view unit;
};
std::optional<Suffixed> split_suffix(std::string_view text);

}  // namespace chimera::formats::csv
