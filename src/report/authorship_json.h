// SPDX-License-Identifier: Apache-2.0
// How a report came to its words, as a part of metrics.json, and back: with it a report is said
// again without a model.
#pragma once

#include <string>

#include "core/result.h"
#include "facts/draft.h"

namespace chimera::report {

// {"agents": [...], "wordings": [...], "origins": [...], "exchanged": [...], "remarks": [...]}.
// Durations are left out where the report is to repeat byte for byte.
std::string authorship_json(const facts::Authorship& authorship, bool reproducible);

// The `writing` of a metrics.json. Errors: input_error where the file cannot be read or holds none.
Result<facts::Authorship> read_authorship(const std::string& path);

}  // namespace chimera::report
