// SPDX-License-Identifier: Apache-2.0
// A model behind a server that speaks OpenAI's API: /v1/chat/completions, streamed as server-sent
// events, with usage. The base URL may end in its version ("/v1") or leave it out.
//
// Options: OpenAI's names where it has them (`max_completion_tokens` at api.openai.com, which
// refuses `max_tokens` for its newer models; `max_tokens` elsewhere). top_k is no parameter of
// OpenAI's, and is sent as vLLM and llama.cpp's servers name it; the repeat penalty goes under both
// of their names, `repeat_penalty` (llama.cpp) and `repetition_penalty` (vLLM): each takes its own
// and ignores the other. num_gpu and num_ctx are the server's business: they are not sent, and
// ModelInfo::unsent names them.
//
// Times of prompt and generation exist only where the server tells them (llama-server's `timings`).
#pragma once

#include <memory>

#include "core/result.h"
#include "llm/model.h"
#include "llm/server_spec.h"

namespace chimera::llm {

// Asks once for the list of models and for how choices are bound (server_spec.h). A model that is
// named is taken as it is, listed or not: servers have names that they do not list. Errors: a bad
// URL or key, a server that cannot be reached, no name where the server lists none or several.
Result<std::unique_ptr<Model>> open_openai(const ServerSpec& spec);

}  // namespace chimera::llm
