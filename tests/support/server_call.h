// SPDX-License-Identifier: Apache-2.0
// What tests of models behind a scripted server ask of it: time enough, and what was sent to it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "llm/http_client.h"
#include "support/scripted_server.h"

namespace chimera::test {

// Limits that end no good call on a busy machine.
inline llm::HttpSettings patient() {
    constexpr double kLong = 60;
    llm::HttpSettings settings;
    settings.limits = {
        .connect_s = kLong, .first_byte_s = kLong, .idle_s = kLong, .total_s = kLong};
    return settings;
}

// The body of a whole request; discarded where it is no JSON.
inline nlohmann::json body_of(const std::string& request) {
    return nlohmann::json::parse(request.substr(request.find("\r\n\r\n") + 4), nullptr, false);
}

// That of the request with this number; the first is how a model is opened.
inline nlohmann::json sent(const ScriptedServer& server, std::size_t index = 1) {
    return body_of(server.requests().at(index));
}

inline bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace chimera::test
