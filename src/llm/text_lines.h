// SPDX-License-Identifier: Apache-2.0
// Lines and events out of pieces that end anywhere: what Ollama (one JSON document a line) and
// OpenAI-compatible servers (server-sent events, WHATWG HTML 9.2) stream.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace chimera::llm {

// Called with a line without its end, or with the data of an event; false ends the feeding.
using OnText = std::function<bool(std::string_view)>;

class TextLines {
public:
    explicit TextLines(std::size_t line_bytes) : line_bytes_(line_bytes) {}

    // False where `on_line` said so or where a line is longer than allowed.
    bool feed(std::string_view piece, const OnText& on_line);
    // The last line, if it has no end.
    bool finish(const OnText& on_line);
    bool too_long() const { return too_long_; }

private:
    std::size_t line_bytes_;
    std::string begun_;
    bool too_long_ = false;
};

class Events {
public:
    explicit Events(std::size_t event_bytes) : lines_(event_bytes), event_bytes_(event_bytes) {}

    // Comments, names and ids are left out; data of several lines is joined by line ends.
    bool feed(std::string_view piece, const OnText& on_data);
    bool too_long() const { return lines_.too_long() || too_long_; }

private:
    bool take(std::string_view line, const OnText& on_data);

    TextLines lines_;
    std::size_t event_bytes_;
    std::string data_;
    bool has_data_ = false;
    bool too_long_ = false;
};

}  // namespace chimera::llm
