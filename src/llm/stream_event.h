// SPDX-License-Identifier: Apache-2.0
// One event of a stream, as a server wrote it: the data of a server-sent event of OpenAI's API, a
// line of Ollama's. Whoever keeps the time of streams reads them here, one connection or many.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chimera::llm {

// What a server tells of a request, most of it in the last event; absent where it does not. Times
// are the server's own.
struct ServerCounts {
    std::optional<std::size_t> prompt_tokens;
    std::optional<std::size_t> tokens;         // generated
    std::optional<std::size_t> cached_tokens;  // of the prompt's, not computed anew
    std::optional<double> load_s;
    std::optional<double> prompt_eval_s;
    std::optional<double> eval_s;
};

struct StreamEvent {
    std::string text;       // of the answer; empty in an event that only names a role
    std::string reasoning;  // what the model writes before its answer, where the server parts them
    bool done = false;      // the model has ended
    bool cut = false;       // it was ended: by a limit, or by a filter
    bool closing = false;   // the stream says that nothing more comes
    bool foreign = false;   // nothing that such a server says
    std::string reported;   // an error that the server reports instead
};

// Adds what the event tells to `counts`.
StreamEvent read_openai_event(std::string_view data, ServerCounts& counts);
StreamEvent read_ollama_line(std::string_view line, ServerCounts& counts);

}  // namespace chimera::llm
