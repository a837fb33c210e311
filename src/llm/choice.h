// SPDX-License-Identifier: Apache-2.0
// Questions as a JSON Schema that binds a server, and the answers read back from what it wrote.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "llm/model.h"

namespace chimera::llm {

// An object with one required property for each question, in their order, each one of its answers;
// nothing else is allowed.
nlohmann::ordered_json choice_schema(std::span<const Question> questions);

// {"s1": "yes", "s2": "no"} -> the index of each answer. Errors: no JSON object, a question without
// an answer, an answer that was not offered, anything more: a server that ignores the schema.
Result<std::vector<std::size_t>> read_answers(std::string_view text,
                                              std::span<const Question> questions);

}  // namespace chimera::llm
