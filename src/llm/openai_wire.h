// SPDX-License-Identifier: Apache-2.0
// How OpenAI's API is spoken: what openai_model.cpp and chat_wire.cpp have in common.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/result.h"
#include "llm/chat_wire.h"
#include "llm/server.h"

namespace chimera::llm {

struct OpenedServer {
    Server server;
    ChatWire wire;
};

// Asks once for the list of models. Errors: those of open_openai.
Result<OpenedServer> open_openai_server(const ServerSpec& spec);

nlohmann::ordered_json openai_body(const ChatWire& wire, const Prompt& prompt,
                                   const Options& options);

}  // namespace chimera::llm
