// SPDX-License-Identifier: Apache-2.0
// The text of wrk and of wrk2 --latency: one row a run ("Running 30s test @ ..."). In one file
// several runs may follow one another. Of the percentile spectrum only the footer is read: the
// percentiles that people ask for stand above it with their units. Rejected: a line cut off, a time
// without a known unit.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_wrk(std::string_view bytes, unsigned jobs);
bool is_wrk_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
