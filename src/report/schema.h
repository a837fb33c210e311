// SPDX-License-Identifier: Apache-2.0
// The schema of the evidence file (docs/evidence.schema.json, embedded) and checks against it.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera::report {

// What the schema can see of an item: its keys, the types of its values, and the values of those
// keys that it lists or limits. Two items of one shape are both valid or both invalid, except for
// the digits of ids and hashes, so that only the first of thousands of equal facts need be checked.
std::string shape_of(const nlohmann::ordered_json& item);

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

    // Internal error that names the first violation. Items of a shape that passed are not looked at
    // again.
    Status check(Part part, const nlohmann::ordered_json& item);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace chimera::report
