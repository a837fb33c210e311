// SPDX-License-Identifier: Apache-2.0
// A server whose times are known: it speaks OpenAI's and Ollama's API, and every token leaves at
// the moment that its settings fix. To calibrate a client against, to test one with, and for users
// who want to see what a server's faults look like in a report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"

namespace chimera::bench {

// What goes wrong with a request, from its `after`th chunk on.
enum class Fault { kNone, kDrop, kStall, kMalformed, kStatus500, kStatus429, kErrorEvent };

struct MockSettings {
    std::uint16_t port = 0;  // 0: any that is free
    double ttft_s = 0.05;
    double itl_s = 0.01;      // between tokens; a chunk of k tokens comes every k of it
    std::size_t tokens = 16;  // where the request asks for no number
    std::size_t tokens_per_chunk = 1;
    bool role_chunk = true;            // a first event without text, at once
    bool usage = true;                 // tells its counts
    std::size_t cached_tokens = 0;     // of each prompt, as its usage says
    std::optional<std::size_t> slots;  // requests at once, the others wait; absent: no limit
    bool splits_characters = false;    // tokens are parts of one character, cut anywhere
    Fault fault = Fault::kNone;
    std::size_t fault_every = 1;  // every nth request has it
    std::size_t fault_after = 4;  // chunks
};

class MockServer {
public:
    // Listens on 127.0.0.1 and serves from a thread of its own until it is destroyed. Errors:
    // input_error where the port is taken.
    static Result<MockServer> start(const MockSettings& settings);

    MockServer(MockServer&&) noexcept;
    MockServer& operator=(MockServer&&) noexcept;
    ~MockServer();

    std::string url() const;  // "http://127.0.0.1:PORT"

private:
    struct State;
    explicit MockServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace chimera::bench
