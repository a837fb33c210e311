// SPDX-License-Identifier: Apache-2.0
// The parts of a fact as JSON, the same in evidence.json and in the evidence that a page carries.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "facts/fact.h"

namespace chimera::report {

// "F12" and "S3".
std::string fact_name(facts::FactId id);
std::string source_name(model::SourceIndex index);

// An object with room for its keys: growing copies what is in it, for keys cannot be moved.
nlohmann::ordered_json object_json();

// Whole numbers are written without a fraction: 35, not 35.0.
nlohmann::ordered_json number_json(double value);
nlohmann::ordered_json cells_json(const facts::Cells& cells);
nlohmann::ordered_json params_json(const std::map<std::string, facts::Param>& params);
nlohmann::ordered_json value_json(const facts::Value& value);

}  // namespace chimera::report
