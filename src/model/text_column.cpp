// SPDX-License-Identifier: Apache-2.0
#include "model/text_column.h"

#include <algorithm>
#include <cstring>

#include "core/text.h"

namespace chimera::model {

void Codes::set(std::size_t row, std::uint32_t code) {
    while (size() < row) push_back(TextColumn::kNone);
    if (row == size()) return push_back(code);
    if (row < alike_ && code != code_) {
        others_.insert(others_.begin(), alike_, code_);
        alike_ = 0;
    }
    if (row >= alike_) others_[row - alike_] = code;
}

// Eight bytes at a time by multiplication: the standard library's is a slow call for short texts.
// The last word overlaps the one before, so that every read has a size the compiler knows.
std::uint32_t TextColumn::hash_of(std::string_view text) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
    std::uint64_t hash = text.size() * kOdd;
    const auto mix = [&](std::uint64_t word) {
        hash = (hash ^ word) * kOdd;
        hash ^= hash >> 32U;
    };
    const auto word_at = [&](std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        return word;
    };
    if (text.size() >= 8) {
        for (std::size_t at = 0; at + 8 < text.size(); at += 8) mix(word_at(at));
        mix(word_at(text.size() - 8));
    } else {
        std::uint64_t word = 0;
        for (const char c : text) word = (word << 8U) | static_cast<unsigned char>(c);
        mix(word);
    }
    return static_cast<std::uint32_t>(hash);
}

void TextColumn::grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(std::max<std::size_t>(16, old.size() * 2), Slot{});
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& entry : old) {
        if (entry.code == kNone) continue;
        std::size_t at = entry.hash & mask;
        while (slots_[at].code != kNone) at = (at + 1) & mask;
        slots_[at] = entry;
    }
}

// The code of `text`, which enters the dictionary if it is new and there is room. Texts made to
// meet in one place of the table must not make it slow, so a long search ends with a text that is
// not kept.
std::uint32_t TextColumn::intern(std::string_view text, std::uint32_t hash) {
    constexpr int kLongestSearch = 256;
    if (slots_.size() < 2 * (dictionary_.size() + 1)) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (int step = 0; slots_[at].code != kNone; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.hash == hash && dictionary_[slot.code - 1] == text) return slot.code;
        if (++step > kLongestSearch) return kOpaque;
    }
    if (dictionary_.size() >= kMost) return kOpaque;
    dictionary_.push_back(text);
    slots_[at] = {hash, static_cast<std::uint32_t>(dictionary_.size())};
    return slots_[at].code;
}

void TextColumn::set(std::size_t row, std::string_view text) {
    text = utf8_prefix(text, kLongest);
    // Neighbouring rows mostly repeat the same text: models, hosts, statuses.
    const bool repeats = last_ != kNone && dictionary_[last_ - 1] == text;
    const std::uint32_t code = repeats ? last_ : intern(text, hash_of(text));
    if (code != kOpaque) last_ = code;
    codes_.set(row, code);
}

void TextColumn::append(std::size_t row, std::span<const std::string_view> texts,
                        std::span<const std::uint32_t> hashes,
                        std::span<const std::uint32_t> codes) {
    // Of a column of identifiers the table is larger than the cache, so its lines are asked for
    // ahead.
    constexpr std::size_t kAhead = 12;
    std::vector<std::uint32_t> code_here(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i + kAhead < texts.size() && !slots_.empty()) {
            __builtin_prefetch(&slots_[hashes[i + kAhead] & (slots_.size() - 1)]);
        }
        code_here[i] = intern(texts[i], hashes[i]);
    }
    while (codes_.size() < row) codes_.push_back(kNone);
    for (const std::uint32_t code : codes) {
        codes_.push_back(code == kNone || code == kOpaque ? code : code_here[code - 1]);
    }
}

std::string_view TextColumn::text(std::size_t row) const {
    const std::uint32_t stored = code(row);
    if (stored == kNone || stored == kOpaque) return {};
    return dictionary_[stored - 1];
}

}  // namespace chimera::model
