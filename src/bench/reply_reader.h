// SPDX-License-Identifier: Apache-2.0
// The bytes of one HTTP reply, piece by piece with the time of each, become events on a sample.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "bench/sample.h"
#include "llm/chat_wire.h"

namespace chimera::bench {

class ReplyReader {
public:
    explicit ReplyReader(const llm::ChatWire& wire);
    ~ReplyReader();
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;

    void begin(Sample& sample);
    // Bytes that came at `at_s`. False once nothing more is wanted: the reply is complete or it
    // failed, and the sample says which.
    bool feed(std::string_view bytes, double at_s);
    // The server closed the connection.
    void closed(double at_s);
    // After a reply that was complete: the connection may carry another.
    bool keeps_connection() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace chimera::bench
