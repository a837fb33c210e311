// SPDX-License-Identifier: Apache-2.0
#include "formats/json/text_run.h"

#include <algorithm>

#include "core/text.h"

namespace chimera::formats {

using model::TextColumn;

void TextRun::grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(std::max<std::size_t>(16, old.size() * 4), Slot{});
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& entry : old) {
        if (entry.code == TextColumn::kNone) continue;
        std::size_t at = entry.hash & mask;
        while (slots_[at].code != TextColumn::kNone) at = (at + 1) & mask;
        slots_[at] = entry;
    }
}

// As TextColumn's, which is filled from this.
std::uint32_t TextRun::intern(std::string_view text, Bytes bytes) {
    constexpr int kLongestSearch = 256;
    const std::uint32_t hash = TextColumn::hash_of(text);
    if (slots_.size() < 2 * (texts_.size() + 1)) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (int step = 0; slots_[at].code != TextColumn::kNone; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.hash == hash && texts_[slot.code - 1] == text) return slot.code;
        if (++step > kLongestSearch) return TextColumn::kOpaque;
    }
    if (texts_.size() >= TextColumn::kMost) return TextColumn::kOpaque;
    if (bytes == Bytes::kDoNotLast) {
        copies_.push_back(std::make_unique<std::string>(text));
        text = *copies_.back();
    }
    texts_.push_back(text);
    hashes_.push_back(hash);
    slots_[at] = {hash, static_cast<std::uint32_t>(texts_.size())};
    return slots_[at].code;
}

void TextRun::put(std::size_t row, std::string_view text, Bytes bytes) {
    text = utf8_prefix(text, TextColumn::kLongest);
    const std::uint32_t last = codes_.empty() ? TextColumn::kNone : codes_.back();
    const bool known = last != TextColumn::kNone && last != TextColumn::kOpaque;
    codes_.resize(row, TextColumn::kNone);
    // Neighbouring rows mostly repeat the same text: models, hosts, statuses.
    codes_.push_back(known && texts_[last - 1] == text ? last : intern(text, bytes));
}

}  // namespace chimera::formats
