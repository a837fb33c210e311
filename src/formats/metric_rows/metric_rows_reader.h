// SPDX-License-Identifier: Apache-2.0
// CSV of AIPerf and GenAI-Perf: a metric a row, a statistic a column, and a second section of those
// that have no distribution. One row of the table is the run (or a time slice of it), a column is
// "Request Latency/avg". Rejected: a value that is no number; "1,146.31" is one.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_metric_rows(std::string_view bytes, unsigned jobs);
bool is_metric_rows_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
