// SPDX-License-Identifier: Apache-2.0
#include "model/scope.h"

#include <algorithm>

namespace chimera::model {

std::string_view ScopeReader::value(std::size_t row) const {
    if (column != nullptr) return column->texts.text(row);
    if (members != nullptr) return row < members->size() ? std::string_view((*members)[row]) : "";
    return constant;
}

// "/models/3/model" is the field "model" of an object around the rows of /models/3/runs.
static bool is_field(std::string_view pointer, std::string_view name) {
    return pointer.size() > name.size() && pointer.ends_with(name) &&
           pointer[pointer.size() - name.size() - 1] == '/';
}

static ScopeReader read_by_key(const Table& table, const std::vector<std::string>& levels) {
    const auto is_wanted = [&](const std::string& level) {
        return std::find(levels.begin(), levels.end(), level) != levels.end();
    };
    ScopeReader reader;
    if (!table.members.empty() &&
        (levels.empty() || is_wanted(level_below(table.keys, table.base)))) {
        reader.members = &table.members;
        return reader;
    }
    for (const KeyAround& around : table.keys) {
        if (!is_wanted(around.level)) continue;
        reader.constant = around.key;
        break;
    }
    return reader;
}

static ScopeReader read_by_column(const Table& table, const std::string& name) {
    if (const Column* column = table.find(name)) return {column, nullptr, {}};
    const Context* nearest = nullptr;
    for (const Context& around : table.context) {
        if (!is_field(around.pointer, name)) continue;
        if (nearest == nullptr || around.pointer.size() > nearest->pointer.size()) {
            nearest = &around;
        }
    }
    return {nullptr, nullptr, nearest == nullptr ? std::string_view() : nearest->text};
}

static ScopeReader read_by_pointer(const Table& table, const Binding& binding) {
    for (const Context& around : table.context) {
        if (around.pointer == binding.pointer) return {nullptr, nullptr, around.text};
    }
    // The object at the root is its own table: there the field is a column, not context.
    const std::string_view pointer = binding.pointer;
    if (table.rows_are == RowsAre::kJsonObject && pointer.size() > table.base.size() + 1 &&
        pointer.starts_with(table.base) && pointer[table.base.size()] == '/') {
        if (const Column* column = table.find(pointer.substr(table.base.size() + 1))) {
            const std::string_view own = column->texts.text(0);
            return {nullptr, nullptr, own.empty() ? std::string_view(binding.value) : own};
        }
    }
    // Of several documents in one file each must say it itself.
    return {nullptr, nullptr, table.document == 0 ? std::string_view(binding.value) : ""};
}

ScopeReader scope_reader(const RecordSet& records, const Table& table, std::string_view key) {
    if (table.source >= records.sources.size()) return {};
    const auto& bind = records.sources[table.source].bind;
    const auto found = bind.find(std::string(key));
    if (found == bind.end()) return {};
    const Binding& binding = found->second;
    if (binding.column == kMemberKey) return read_by_key(table, binding.levels);
    if (!binding.column.empty()) return read_by_column(table, binding.column);
    if (!binding.pointer.empty()) return read_by_pointer(table, binding);
    return {nullptr, nullptr, binding.value};
}

std::string_view scope_value(const RecordSet& records, const Table& table, std::string_view key,
                             std::size_t row) {
    return scope_reader(records, table, key).value(row);
}

}  // namespace chimera::model
