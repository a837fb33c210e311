// SPDX-License-Identifier: Apache-2.0
// A server's chat as bytes: which URL, which headers, which body asks it, and how to read what it
// streams. For whoever keeps the connections himself; `Model` is for everybody else.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "llm/model.h"
#include "llm/server_spec.h"
#include "llm/stream_event.h"
#include "llm/url.h"

namespace chimera::llm {

enum class Api { kOpenAi, kOllama };

struct ChatWire {
    Api api = Api::kOpenAi;
    Url url;             // where the paths begin: OpenAI's without its version
    std::string target;  // "/v1/chat/completions", "/api/chat"
    std::vector<std::pair<std::string, std::string>> headers;  // the key is in one of them
    std::vector<std::string> secrets;                          // never shown, nor written down
    ModelInfo info;
    std::string ca_file;     // certificates to trust instead of the system's; empty: the system's
    std::string max_tokens;  // what OpenAI's API calls that option here

    // The JSON that asks for a streamed answer with its usage.
    std::string body(const Prompt& prompt, const Options& options) const;
    StreamEvent read(std::string_view text, ServerCounts& counts) const {
        return api == Api::kOpenAi ? read_openai_event(text, counts)
                                   : read_ollama_line(text, counts);
    }
};

// Asks the server for its models, as open_openai and open_ollama do; the same errors.
Result<ChatWire> open_wire(Api api, const ServerSpec& spec);

}  // namespace chimera::llm
