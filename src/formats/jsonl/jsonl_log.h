// SPDX-License-Identifier: Apache-2.0
// JSON Lines that no file name announces: in a text or log file, alone or among the lines that a
// tool logs, as llama-batched-bench --output-format jsonl prints them. Lines keep their numbers;
// those that begin with no bracket are passed over.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_jsonl_log(std::string_view bytes, unsigned jobs);

}  // namespace chimera::formats
