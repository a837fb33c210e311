// SPDX-License-Identifier: Apache-2.0
#include "model/table.h"

#include <algorithm>

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

bool stands_in(const Table& rows, const Table& object) {
    if (rows.rows_are == RowsAre::kJsonSideBySide && rows.base == object.base) return true;
    return rows.base.size() > object.base.size() && rows.base.starts_with(object.base) &&
           rows.base[object.base.size()] == '/';
}

std::uint32_t Table::owner_of(std::uint32_t row) const {
    const auto next = std::upper_bound(owner_begin.begin(), owner_begin.end(), row);
    return static_cast<std::uint32_t>(next - owner_begin.begin() - 1);
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

std::string level_below(const std::vector<KeyAround>& keys, std::string_view pointer) {
    std::string level;
    if (!keys.empty() && pointer.starts_with(keys.front().pointer)) {
        level = keys.front().level;
        pointer.remove_prefix(keys.front().pointer.size());
    }
    level += pointer;
    return level + "/*";
}

}  // namespace chimera::model
