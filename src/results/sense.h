// SPDX-License-Identifier: Apache-2.0
// What a document that satisfies the schema must still hold to make sense.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "results/check.h"

namespace chimera::results {

struct Remark {
    Severity severity = Severity::kError;
    std::string pointer;
    std::string message;
};

// For documents without schema violations.
std::vector<Remark> remarks_on(const nlohmann::ordered_json& run);

}  // namespace chimera::results
