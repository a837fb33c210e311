// SPDX-License-Identifier: Apache-2.0
#include "model/table.h"

#include <algorithm>

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

void TextColumn::set(std::size_t row, std::string_view text) {
    if (codes_.size() <= row) codes_.resize(row + 1, kNone);
    text = utf8_prefix(text, kLongest);
    // Neighbouring rows mostly repeat the same text: models, hosts, statuses.
    if (last_ != kNone && dictionary_[last_ - 1] == text) {
        codes_[row] = last_;
        return;
    }
    auto found = code_of_.find(text);
    if (found == code_of_.end()) {
        if (dictionary_.size() >= kMost) {
            codes_[row] = kOpaque;
            return;
        }
        dictionary_.emplace_back(text);
        const auto code = static_cast<std::uint32_t>(dictionary_.size());
        found = code_of_.emplace(std::string(text), code).first;
    }
    codes_[row] = last_ = found->second;
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
