// SPDX-License-Identifier: Apache-2.0
// A model behind an Ollama server (its own API: /api/generate, or /api/chat where there is a system
// prompt, streamed as one JSON document a line). Choices are bound by `format`, a JSON Schema.
// Durations and counts are the server's own; one that is missing or negative is absent.
#pragma once

#include <memory>

#include "core/result.h"
#include "llm/model.h"
#include "llm/server_spec.h"

namespace chimera::llm {

// Asks for the list of models once. Errors: a bad URL or key, a server that cannot be reached or is
// no Ollama, a model that it lacks (the sentence says how to pull it).
Result<std::unique_ptr<Model>> open_ollama(const ServerSpec& spec);

}  // namespace chimera::llm
