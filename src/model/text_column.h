// SPDX-License-Identifier: Apache-2.0
// The texts of a column: each different one once, and a code a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/index_iterator.h"

namespace chimera::model {

// Texts one behind the other in one piece of memory.
class Texts {
public:
    std::size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    std::string_view operator[](std::size_t i) const {  // until the next push_back
        const std::uint32_t begin = i == 0 ? 0 : ends_[i - 1];
        return {characters_.data() + begin, ends_[i] - begin};
    }
    void push_back(std::string_view text) {
        characters_.insert(characters_.end(), text.begin(), text.end());
        ends_.push_back(static_cast<std::uint32_t>(characters_.size()));
    }

    using Iterator = IndexIterator<Texts, std::string_view>;
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size()}; }

private:
    std::vector<char> characters_;  // stays where it is when a column is moved
    std::vector<std::uint32_t> ends_;
};

// A code a row. Most columns say the same in all rows, which costs nothing to keep.
class Codes {
public:
    std::size_t size() const { return alike_ + others_.size(); }
    std::uint32_t operator[](std::size_t row) const {
        return row < alike_ ? code_ : others_[row - alike_];
    }
    void push_back(std::uint32_t code) {
        if (others_.empty() && (alike_ == 0 || code == code_)) {
            code_ = code;
            ++alike_;
        } else {
            others_.push_back(code);
        }
    }
    void set(std::size_t row, std::uint32_t code);
    // Makes room for so many times the rows that are not like the first.
    void make_room(double times) {
        others_.reserve(static_cast<std::size_t>(times * static_cast<double>(others_.size())));
    }

private:
    std::size_t alike_ = 0;  // rows from the first on that have its code
    std::uint32_t code_ = 0;
    std::vector<std::uint32_t> others_;
};

// Code 0 is "no text here"; kOpaque is "a text that was not kept", used when a column has more
// different texts than kMost or one longer than kLongest (it is cut there).
class TextColumn {
public:
    static constexpr std::uint32_t kNone = 0;
    static constexpr std::uint32_t kOpaque = 0xFFFFFFFFU;
    static constexpr std::size_t kMost = 65536;
    static constexpr std::size_t kLongest = 2048;

    void set(std::size_t row,
             std::string_view text);  // rows between the last one and `row` get kNone
    // Sets the rows from `row` on, which is behind the last one set: codes[i] is kNone, kOpaque or
    // one more than an index in `texts`. hashes[i] is hash_of(texts[i]); no text over kLongest.
    void append(std::size_t row, std::span<const std::string_view> texts,
                std::span<const std::uint32_t> hashes, std::span<const std::uint32_t> codes);
    // Makes room for so many times its rows.
    void make_room(double times) { codes_.make_room(times); }
    static std::uint32_t hash_of(std::string_view text);
    bool empty() const { return codes_.size() == 0; }
    bool has(std::size_t row) const { return code(row) != kNone; }
    std::uint32_t code(std::size_t row) const { return row < codes_.size() ? codes_[row] : kNone; }
    std::string_view text(std::size_t row) const;  // "" where none or opaque
    // The different texts, in order of first appearance.
    const Texts& dictionary() const { return dictionary_; }

private:
    std::uint32_t intern(std::string_view text, std::uint32_t hash);
    void grow();

    Codes codes_;
    Texts dictionary_;
    // An open hash table over the dictionary.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t code = kNone;
    };
    std::vector<Slot> slots_;
    std::uint32_t last_ = kNone;
};

}  // namespace chimera::model
