// SPDX-License-Identifier: Apache-2.0
#include "model/table.h"

#include <algorithm>
#include <functional>

#include "core/text.h"

namespace chimera::model {

std::string_view role_name(Role role) {
    switch (role) {
        case Role::kRaw: return "raw";
        case Role::kSummary: return "summary";
        case Role::kDocument: return "document";
        case Role::kConfig: return "config";
        case Role::kTelemetry: return "telemetry";
        case Role::kDuplicate: return "duplicate";
        case Role::kRejected: return "rejected";
    }
    return "rejected";
}

static std::uint32_t hash_of(std::string_view text) {
    const std::size_t hash = std::hash<std::string_view>{}(text);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
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

// The code of `text`, which enters the dictionary if it is new and there is room. Texts made to meet in
// one place of the table must not make it slow, so a long search ends with a text that is not kept.
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
    dictionary_.emplace_back(text);
    slots_[at] = {hash, static_cast<std::uint32_t>(dictionary_.size())};
    return slots_[at].code;
}

void TextColumn::set(std::size_t row, std::string_view text) {
    if (codes_.size() <= row) codes_.resize(row + 1, kNone);
    text = utf8_prefix(text, kLongest);
    // Neighbouring rows mostly repeat the same text: models, hosts, statuses.
    if (last_ != kNone && dictionary_[last_ - 1] == text) {
        codes_[row] = last_;
        return;
    }
    codes_[row] = intern(text, hash_of(text));
    if (codes_[row] != kOpaque) last_ = codes_[row];
}

void TextColumn::append(std::size_t row, std::span<const std::string_view> texts,
                        std::span<const std::uint32_t> codes) {
    std::vector<std::uint32_t> code_here;
    code_here.reserve(texts.size());
    for (std::string_view text : texts) {
        text = utf8_prefix(text, kLongest);
        code_here.push_back(intern(text, hash_of(text)));
    }
    codes_.resize(row, kNone);
    codes_.insert(codes_.end(), codes.begin(), codes.end());
    for (std::size_t i = row; i < codes_.size(); ++i) {
        if (codes_[i] != kNone && codes_[i] != kOpaque) codes_[i] = code_here[codes_[i] - 1];
    }
}

std::string_view TextColumn::text(std::size_t row) const {
    const std::uint32_t stored = code(row);
    if (stored == kNone || stored == kOpaque) return {};
    return dictionary_[stored - 1];
}

bool Table::is_failed(std::size_t row) const {
    const auto at = std::lower_bound(
        failed.begin(), failed.end(), row,
        [](const FailedRow& failure, std::size_t wanted) { return failure.row < wanted; });
    return at != failed.end() && at->row == row;
}

const Column* Table::find(std::string_view name) const {
    const auto at = std::find_if(columns.begin(), columns.end(),
                                 [&](const Column& column) { return column.name == name; });
    return at == columns.end() ? nullptr : &*at;
}

}  // namespace chimera::model
