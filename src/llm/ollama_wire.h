// SPDX-License-Identifier: Apache-2.0
// How Ollama's API is spoken: what ollama_model.cpp and chat_wire.cpp have in common.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.h"
#include "llm/openai_wire.h"

namespace chimera::llm {

// Asks once for the list of models. Errors: those of open_ollama.
Result<OpenedServer> open_ollama_server(const ServerSpec& spec);

// The sentence says how to pull it.
Error no_such_model(const Server& server, const std::string& name);

// /api/chat where there is a system prompt, else /api/generate.
std::string ollama_target(const Prompt& prompt);
nlohmann::ordered_json ollama_body(const ChatWire& wire, const Prompt& prompt,
                                   const Options& options);

}  // namespace chimera::llm
