// SPDX-License-Identifier: Apache-2.0
// Reads JSON Lines: one table whose rows are the lines that hold an object, whose columns are the
// fields, nested ones by their pointer. An array of numbers is a list; one of texts is joined with
// ", " up to 512 bytes; of one that holds objects or arrays the first 8 elements are flattened by
// their index. Lines are parsed in parallel; the outcome does not depend on `jobs`.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "formats/reader.h"
#include "model/record_set.h"

namespace chimera::formats {

// A line that is no object is a reject ("line=N"). A file that is one document over several lines
// is read as JSON.
Result<model::FileRecords> read_jsonl(std::string_view bytes, unsigned jobs);

// The same with a few windows of the file in memory at a time. Absent where it is UTF-16 or one
// document over several lines. `expected` bytes, if that is known, spare the columns their growth.
Result<std::optional<model::FileRecords>> read_jsonl_on(const NextBytes& next, unsigned jobs,
                                                        std::uint64_t expected = 0);

}  // namespace chimera::formats
