// SPDX-License-Identifier: Apache-2.0
// Walks the sentences of one block of prose from left to right.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chimera::formats::markdown {

inline constexpr std::size_t kLongestSentence = 400;

// A sentence ends at '.', '!' or '?' before white space, unless an abbreviation or a list number
// stands there, and at " - " in a block whose nested list was flattened onto one line (it holds ":
// - ").
class SentenceCursor {
public:
    SentenceCursor() = default;
    SentenceCursor(std::string_view text, std::size_t begin, std::size_t end);

    bool holds(std::size_t place) const { return place >= block_begin_ && place < block_end_; }
    // The sentence around `place`, on one line, without a list mark, at most kLongestSentence bytes
    // of it around the place. Places must not descend.
    std::string around(std::size_t place);

private:
    std::size_t next_end(std::size_t from) const;

    std::string_view text_;
    std::size_t block_begin_ = 0;
    std::size_t block_end_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool flattened_ = false;
};

}  // namespace chimera::formats::markdown
