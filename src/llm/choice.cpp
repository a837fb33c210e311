// SPDX-License-Identifier: Apache-2.0
#include "llm/choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace chimera::llm {

nlohmann::ordered_json choice_schema(std::span<const Question> questions) {
    nlohmann::ordered_json properties = nlohmann::ordered_json::object();
    nlohmann::ordered_json required = nlohmann::ordered_json::array();
    for (const Question& question : questions) {
        properties[question.id] = {{"type", "string"}, {"enum", question.answers}};
        required.push_back(question.id);
    }
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

static Error unbound(std::string_view what) {
    return input_error(fmt::format(
        "the server's answer {}; use a server that keeps to a JSON Schema, and enough tokens",
        what));
}

Result<std::vector<std::size_t>> read_answers(std::string_view text,
                                              std::span<const Question> questions) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return unbound("is no JSON object");
    if (json.size() != questions.size()) return unbound("does not have one entry a question");
    std::vector<std::size_t> chosen;
    for (const Question& question : questions) {
        const auto answer = json.find(question.id);
        if (answer == json.end() || !answer->is_string()) {
            return unbound("leaves out " + question.id);
        }
        const auto& offered = question.answers;
        const auto at =
            std::find(offered.begin(), offered.end(), answer->get_ref<const std::string&>());
        if (at == offered.end()) {
            return unbound("to " + question.id + " is none that was offered");
        }
        chosen.push_back(static_cast<std::size_t>(at - offered.begin()));
    }
    return chosen;
}

}  // namespace chimera::llm
