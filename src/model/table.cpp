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
    slots_.assign(std::max<std::size_t>(16, slots_.size() * 2), kNone);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
        std::size_t slot = hashes_[i] & mask;
        while (slots_[slot] != kNone) slot = (slot + 1) & mask;
        slots_[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

// The code of `text`, which enters the dictionary if it is new and there is room.
std::uint32_t TextColumn::intern(std::string_view text, std::uint32_t hash) {
    if (slots_.size() < 2 * (dictionary_.size() + 1)) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != kNone; slot = (slot + 1) & mask) {
        const std::size_t entry = slots_[slot] - 1;
        if (hashes_[entry] == hash && dictionary_[entry] == text) return slots_[slot];
    }
    if (dictionary_.size() >= kMost) return kOpaque;
    dictionary_.emplace_back(text);
    hashes_.push_back(hash);
    slots_[slot] = static_cast<std::uint32_t>(dictionary_.size());
    return slots_[slot];
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

void TextColumn::append(std::size_t row, const TextColumn& later) {
    std::vector<std::uint32_t> code_here(later.dictionary_.size());
    for (std::size_t i = 0; i < code_here.size(); ++i) {
        code_here[i] = intern(later.dictionary_[i], later.hashes_[i]);
    }
    codes_.resize(row, kNone);
    codes_.insert(codes_.end(), later.codes_.begin(), later.codes_.end());
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
