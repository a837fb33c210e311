// SPDX-License-Identifier: Apache-2.0
// The numbers that a Markdown document states, as claims. number_scan.h says exactly which
// characters are a number, how occurrences are counted, and what is no claim.
//
// Read line by line from the source rather than through a CommonMark parser: evidence needs the
// line and the very characters, a parser gives the text of nodes without their place, and tables
// whose header was flattened onto a line of prose are tables here though no parser takes them for
// one. The tests compare the tables with what md4c finds.
//
// A line ends at LF; a CR before it, as any CR, is white space. Skipped: fenced code, comment
// blocks, front matter. In a heading only numbers with a unit are claims.
//
// Tables: `column` is the heading of the cell's column; behind "±" it gets " ±" at its end, for the
// number there is no value but a spread. `row` joins the cells of the row that do not begin with a
// number. `unit` stands beside the number or, for the first number of a cell, in the brackets of
// the column heading. Prose: `sentence`, also over several lines of a paragraph; list items and
// table cells stand alone.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

// At most a million claims and 64 MiB of text around them; then a reject says where reading
// stopped. Error (input): empty or no text. A document without a number has no claims and is no
// error.
Result<model::FileRecords> read_markdown(std::string_view bytes, unsigned jobs);

}  // namespace chimera::formats
