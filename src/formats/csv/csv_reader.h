// SPDX-License-Identifier: Apache-2.0
// Comma-separated values and their kin, as one table.
//
// Rows are records as RFC 7111 counts them (`cell=R,C` from 1); csv_scanner.h has the exact rules.
// Every record counts: the header, a row of units, comment lines (first byte '#'), blank lines (one
// each), and records that are rejected. `row_ids` are these numbers. csv_cell.h says how a cell's
// raw text relates to its value; text_encoding.h which encodings are recognised.
//
// Rejected, each with its record: a record with another number of fields than the header, a field
// over 1 MiB, a quote that nothing closes (with the rest of the file). The first 1,000 are kept,
// one more says how many follow. Absent: blank cells, NaN, infinities, "N/A", "NA", "null", "None",
// "-".
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

// A file with a header and no rows gives no table and a reject. Error (input): empty, binary, over
// 16,384 columns, or no table: one line of text, lines without delimiter and number, nothing but
// ragged records.
Result<model::FileRecords> read_csv(std::string_view bytes, unsigned jobs);

}  // namespace chimera::formats
