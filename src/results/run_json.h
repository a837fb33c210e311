// SPDX-License-Identifier: Apache-2.0
// Runs as documents of chimera-result/1 (docs/result.schema.json).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "results/run.h"

namespace chimera::results {

enum class Samples { kLeftOut, kInline };

// Absent things are null and listed in `missing`.
nlohmann::ordered_json run_json(const Run& run, Samples samples);

// All of them as one document: {"schema": "chimera-result/1", "runs": [...]}.
std::string runs_document(std::span<const Run> runs, Samples samples);

// Indented by two blanks, objects and lists of scalars that fit on one line on one line; whole
// numbers without a point.
std::string pretty(const nlohmann::ordered_json& document);
// All on one line.
std::string compact(const nlohmann::ordered_json& document);

}  // namespace chimera::results
