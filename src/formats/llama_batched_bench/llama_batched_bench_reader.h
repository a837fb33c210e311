// SPDX-License-Identifier: Apache-2.0
// llama-batched-bench's table, a row a combination of prompt, generated tokens and sequences:
//   |    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |      T s |    S
//   t/s |
// Lines around the table are logs. Rejected: a row with another number of fields, or with a cell
// that is no number. Its JSON Lines are those of jsonl/jsonl_log.h.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_batched_bench(std::string_view bytes, unsigned jobs);
bool is_batched_bench_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
