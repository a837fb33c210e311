// SPDX-License-Identifier: Apache-2.0
#include "llm/chat_wire.h"

#include <nlohmann/json.hpp>

#include "llm/ollama_wire.h"
#include "llm/openai_wire.h"

namespace chimera::llm {

std::string ChatWire::body(const Prompt& prompt, const Options& options) const {
    const nlohmann::ordered_json asked = api == Api::kOpenAi ? openai_body(*this, prompt, options)
                                                             : ollama_body(*this, prompt, options);
    return asked.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<ChatWire> open_wire(Api api, const ServerSpec& spec) {
    TRY_ASSIGN(OpenedServer opened,
               api == Api::kOpenAi ? open_openai_server(spec) : open_ollama_server(spec));
    opened.wire.ca_file = spec.http.ca_file;
    return std::move(opened.wire);
}

}  // namespace chimera::llm
