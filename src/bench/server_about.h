// SPDX-License-Identifier: Apache-2.0
// What a server says of itself: its version and build, the model's details and file. Asked once,
// before anything is measured.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "llm/chat_wire.h"

namespace chimera::bench {

// {"api": "openai", "url": "http://localhost:8000", "version": "0.11.0"}, and of what it tells:
// vLLM's /version, llama-server's /props, the model's entry of /v1/models, Ollama's /api/version
// and /api/show. What it does not tell within two seconds, or not as text, number or truth value,
// is absent. Keys of the server never stand in it.
nlohmann::ordered_json server_about(const llm::ChatWire& wire);

}  // namespace chimera::bench
