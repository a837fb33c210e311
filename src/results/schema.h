// SPDX-License-Identifier: Apache-2.0
// The schema of a result (docs/result.schema.json, embedded), and what a document does against it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::results {

// The schema as it stands in docs/result.schema.json.
std::string_view result_schema();

struct Violation {
    std::string pointer;
    std::string message;  // "expected a number, here stands the text "fast""
};

// In words of the schema's own descriptions, at most 100; empty where the document satisfies it.
std::vector<Violation> schema_violations(const nlohmann::ordered_json& document);

// The same by a part `schema` of another schema, `root`, that uses no other keywords.
std::vector<Violation> violations_of(const nlohmann::ordered_json& document,
                                     const nlohmann::ordered_json& root,
                                     const nlohmann::ordered_json& schema);

// The judgement of an independent validator of JSON Schema; "" where the document is valid. Not
// for documents with violations: its patterns need a stack as deep as a text is long.
std::string standard_verdict(const nlohmann::ordered_json& document);

}  // namespace chimera::results
