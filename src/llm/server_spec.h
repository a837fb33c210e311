// SPDX-License-Identifier: Apache-2.0
// Which server, which model on it, and how long to wait.
#pragma once

#include <string>

#include "llm/http_client.h"

namespace chimera::llm {

// How an OpenAI-compatible server is told what an answer may be. OpenAI's own way, which vLLM,
// llama-server and others know, is a `json_schema`; llama_cpp.server knows only a `json_object`
// with a schema in it. kDetect asks once, when the model is opened, for the description of its API
// that such servers publish (/openapi.json), and takes kJsonSchema where there is none.
enum class Binding { kDetect, kJsonSchema, kJsonObject };

struct ServerSpec {
    std::string base_url;
    std::string model;         // empty: the only one that the server has
    std::string key_file;      // holds the API key; empty: the variable
    std::string key_variable;  // empty: OPENAI_API_KEY for open_openai, none for open_ollama
    Binding binding = Binding::kDetect;
    HttpSettings http;
};

}  // namespace chimera::llm
