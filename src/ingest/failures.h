// SPDX-License-Identifier: Apache-2.0
// Rows that are no measurement because they say so: an error text, a status, a false success, an
// HTTP code, a body that is an error message instead of a model's answer, or a mean of
// exactly zero beside a maximum or a count of zero. The numbers of such a
// row, mostly zeros, are never used.
#pragma once

#include <string_view>

#include "ingest/digest.h"
#include "model/table.h"

namespace chimera::ingest {

// Fills Table::failed, ascending by row, with the reason in the file's own words (at most 300
// bytes). A row that has no word of its own inherits that of the object around it.
void find_failures(model::Table& table, ReadingCache& cache);

// "Error generating text: refused", "[WinError 10049] ...", "Traceback (most recent call last)"
bool is_error_text(std::string_view body);

}  // namespace chimera::ingest
