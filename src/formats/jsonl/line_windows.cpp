// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/line_windows.h"

#include <algorithm>

namespace chimera::formats {

static constexpr std::size_t kWindow = std::size_t{8} << 20U;

// Where the last line that ends within the first `size` bytes ends; 0 where none does.
static std::size_t end_of_lines(std::string_view text, std::size_t size) {
    const std::size_t last = text.substr(0, size).rfind('\n');
    return last == std::string_view::npos ? 0 : last + 1;
}

NextLines lines_of(std::string_view text) {
    return [text]() mutable -> Result<std::string_view> {
        std::size_t end = 0;
        for (std::size_t size = kWindow; end == 0; size *= 2) {
            end = size > text.size() ? text.size() : end_of_lines(text, size);
            if (text.empty()) break;
        }
        const std::string_view window = text.substr(0, end);
        text.remove_prefix(end);
        return window;
    };
}

Result<std::string_view> LineWindows::next() {
    std::string& buffer = buffers_[turn_];
    turn_ = (turn_ + 1) % buffers_.size();
    std::size_t filled = rest_.size();
    for (std::size_t size = kWindow;; size *= 2) {
        if (size <= filled) continue;
        if (buffer.size() < size) buffer.resize(size);
        std::copy(rest_.begin(), rest_.end(), buffer.begin());
        rest_ = {};
        if (!ended_) {
            const std::span<char> room(buffer.data() + filled, size - filled);
            TRY_ASSIGN(const std::size_t got, next_(room));
            ended_ = got < room.size();
            filled += got;
        }
        const std::string_view all(buffer.data(), filled);
        if (ended_) return all;
        const std::size_t end = end_of_lines(all, filled);
        if (end == 0) continue;
        rest_ = all.substr(end);
        return all.substr(0, end);
    }
}

}  // namespace chimera::formats
