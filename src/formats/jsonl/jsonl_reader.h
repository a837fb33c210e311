// SPDX-License-Identifier: Apache-2.0
// Reads JSON Lines: one table whose rows are the lines that hold an object, whose columns are the
// fields, nested ones by their pointer. An array of numbers is a list; one of texts is joined with
// ", " up to 512 bytes; of one that holds objects or arrays the first 8 elements are flattened by
// their index. Lines are parsed in parallel; the outcome does not depend on `jobs`.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

// A line that is no object is a reject ("line=N"). A file that is one document over several lines
// is read as JSON.
Result<model::FileRecords> read_jsonl(std::string_view bytes, unsigned jobs);

}  // namespace chimera::formats
