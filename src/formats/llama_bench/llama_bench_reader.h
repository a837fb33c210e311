// SPDX-License-Identifier: Apache-2.0
// llama-bench's Markdown table and its SQL, a row a test. Both hold aggregates: a mean and a sample
// standard deviation of the repetitions, which stand in its JSON alone. Headings that the table
// abbreviates are called as the JSON calls them, and its `test` is taken apart:
//   | llama 1B Q4_0 | 0.70 GiB | 1.24 B | CPU | 8 | pp512 @ d4096 | 57.48 ± 41.50 |
// Rejected: a row with another number of fields than its header, a speed that is no number, a
// statement that is not finished.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_llama_bench_table(std::string_view bytes, unsigned jobs);
bool is_llama_bench_table_file(std::string_view path, std::string_view head);

Result<model::FileRecords> read_llama_bench_sql(std::string_view bytes, unsigned jobs);
bool is_llama_bench_sql_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
