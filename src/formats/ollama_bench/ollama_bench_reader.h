// SPDX-License-Identifier: Apache-2.0
// What ollama's bench prints, for benchstat or as CSV: a line a step of each repetition, so that
// lines of one model and step are a sample. Rejected: a line without step, value or unit.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_ollama_bench(std::string_view bytes, unsigned jobs);
bool is_ollama_bench_file(std::string_view path, std::string_view head);

Result<model::FileRecords> read_ollama_bench_csv(std::string_view bytes, unsigned jobs);
bool is_ollama_bench_csv_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
