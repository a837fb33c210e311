// SPDX-License-Identifier: Apache-2.0
// MLPerf LoadGen's two logs of one run: mlperf_log_detail.txt (":::MLLOG" and an object a line) and
// mlperf_log_summary.txt ("words : value"). Each is one row, whose cells stand in lines of their
// own. Percentiles are LoadGen's: sorted[int(n p)]. Latencies, the first token's too, count from
// the scheduled time of a query. Rejected: a line cut off, a time that is no number.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_mlperf_detail(std::string_view bytes, unsigned jobs);
bool is_mlperf_detail_file(std::string_view path, std::string_view head);

Result<model::FileRecords> read_mlperf_summary(std::string_view bytes, unsigned jobs);
bool is_mlperf_summary_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
