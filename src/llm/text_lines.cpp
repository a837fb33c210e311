// SPDX-License-Identifier: Apache-2.0
#include "llm/text_lines.h"

namespace chimera::llm {

static std::string_view without_return(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool TextLines::feed(std::string_view piece, const OnText& on_line) {
    for (;;) {
        const std::size_t end = piece.find('\n');
        const std::string_view part = piece.substr(0, end);
        too_long_ = too_long_ || begun_.size() + part.size() > line_bytes_;
        if (too_long_) return false;
        begun_ += part;
        if (end == std::string_view::npos) return true;
        piece.remove_prefix(end + 1);
        const std::string line = std::move(begun_);
        begun_.clear();
        if (!on_line(without_return(line))) return false;
    }
}

bool TextLines::finish(const OnText& on_line) {
    const std::string line = std::move(begun_);
    begun_.clear();
    return line.empty() || on_line(without_return(line));
}

bool Events::feed(std::string_view piece, const OnText& on_data) {
    return lines_.feed(piece, [&](std::string_view line) { return take(line, on_data); });
}

// "data: {...}", ": keep-alive", "event: x", and the empty line that ends an event.
bool Events::take(std::string_view line, const OnText& on_data) {
    if (too_long_) return false;
    if (line.empty()) {
        if (!has_data_) return true;
        const std::string data = std::move(data_);
        data_.clear();
        has_data_ = false;
        return on_data(data);
    }
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    const std::size_t colon = line.find(':');
    if (line.substr(0, colon) != "data") return true;
    std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    too_long_ = data_.size() + value.size() > event_bytes_;
    if (too_long_) return false;
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
    return true;
}

}  // namespace chimera::llm
