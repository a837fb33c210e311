// SPDX-License-Identifier: Apache-2.0
// What the mock server reads and writes, without a socket.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bench/mock_server.h"
#include "llm/chat_wire.h"

namespace chimera::bench {

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

struct Asked {
    std::string at_once;  // the whole reply where nothing is streamed: a list of models, a refusal
    llm::Api api = llm::Api::kOpenAi;
    bool is_chat = true;
    bool wants_usage = false;
    std::size_t prompt_tokens = 0;  // words
    std::size_t tokens = 0;
};

Asked read_request(std::string_view target, const std::string& body, const MockSettings& settings);

struct Answer {
    std::string head;
    std::size_t chunks = 0;
    std::string end;
    std::string text_chunk;          // all but the last are the same
    std::string last_chunk;          // with what is left
    std::vector<std::string> parts;  // where a character lies over several chunks

    std::string_view chunk(std::size_t index) const;
};

Answer answer_of(const Asked& asked, const MockSettings& settings);

// "d\r\n...\r\n": RFC 9112, 7.1
std::string chunk_of(std::string_view text);
std::string refusal_of(Fault fault);

}  // namespace chimera::bench
