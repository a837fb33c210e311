// SPDX-License-Identifier: Apache-2.0
// The schema of the evidence file (docs/evidence.schema.json, embedded) and checks against it.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "core/result.h"

namespace chimera::report {

// The schema as it stands in docs/evidence.schema.json.
std::string_view evidence_schema();

class Schema {
public:
    // The whole file, or one item of its lists. Items are checked one by one as they are written,
    // so that the evidence of a large root never stands in memory as a tree.
    enum Part { kWhole, kSource, kFact, kClaim, kTemplate };

    Schema();
    ~Schema();
    Schema(const Schema&) = delete;
    Schema& operator=(const Schema&) = delete;

    // Internal error that names the first violation.
    Status check(Part part, const nlohmann::ordered_json& item);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace chimera::report
