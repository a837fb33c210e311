// SPDX-License-Identifier: Apache-2.0
#include "ingest/aside.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/text.h"

namespace chimera::ingest {

using model::Table;

// Field `from` of the one row becomes field `name` of row `row`.
static void move_cell(const model::Column& from, std::string_view name, std::size_t row,
                      Table& into) {
    auto at = std::find_if(into.columns.begin(), into.columns.end(),
                           [&](const model::Column& column) { return column.name == name; });
    if (at == into.columns.end()) {
        at = into.columns.insert(into.columns.end(), model::Column());
        at->name = name;
        at->unit = from.unit;
    }
    at->decimals = std::max(at->decimals, from.decimals);
    if (from.texts.has(0)) at->texts.set(row, from.texts.text(0));
    if (!model::present(from.number(0))) return;
    at->numbers.resize(row + 1, model::kAbsent);
    at->numbers[row] = from.number(0);
}

static Table members_of(Table& root, std::string_view key) {
    Table out;
    out.rows_are = model::RowsAre::kJsonMembers;
    out.document = root.document;
    out.base = "/" + std::string(key);
    out.context = root.context;
    out.keys = root.keys;
    const std::string prefix = std::string(key) + "/";
    for (const model::Column& column : root.columns) {
        const std::string_view name = column.name;
        const auto slash = name.find('/', prefix.size());
        if (!name.starts_with(prefix)) {
            if (name.find('/') == std::string_view::npos && column.texts.has(0)) {
                out.context.push_back({"/" + column.name, std::string(column.texts.text(0))});
            }
            continue;
        }
        if (slash == std::string_view::npos) continue;
        const std::string member(name.substr(prefix.size(), slash - prefix.size()));
        if (out.members.empty() || out.members.back() != member) out.members.push_back(member);
        move_cell(column, name.substr(slash + 1), out.members.size() - 1, out);
    }
    out.rows = out.members.size();
    std::erase_if(root.columns, [&](const model::Column& column) {
        return column.name.starts_with(prefix) &&
               column.name.find('/', prefix.size()) != std::string::npos;
    });
    return out;
}

void part_rows(model::FileRecords& records, const producers::Producer& tool) {
    if (tool.rows_under.empty()) return;
    std::vector<Table> made;
    for (Table& table : records.tables) {
        // A name with an escaped character is not the member's own.
        const bool plain = std::none_of(
            table.columns.begin(), table.columns.end(),
            [](const model::Column& column) { return column.name.find('~') != std::string::npos; });
        if (table.rows_are != model::RowsAre::kJsonObject || !table.base.empty() || !plain)
            continue;
        Table rows = members_of(table, tool.rows_under);
        if (rows.rows > 0) made.push_back(std::move(rows));
    }
    for (Table& table : made) records.tables.push_back(std::move(table));
}

// A table of numbers whose fields are called "0", "1", "2".
static bool is_lists(const Table& table) {
    if (table.rows_are != model::RowsAre::kJsonElements || !table.lists.empty()) return false;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const model::Column& column = table.columns[i];
        if (column.name != std::to_string(i) || !column.texts.empty()) return false;
    }
    return !table.columns.empty();
}

void join_lists(model::FileRecords& records, const producers::Producer& tool) {
    for (Table& table : records.tables) {
        if (!is_lists(table)) continue;
        const model::Reading reading = model::read_column(last_segment(table.base), "", tool.terms);
        if (!reading.metric || reading.statistic != model::Statistic::kRaw) continue;
        model::ListColumn list{.offsets = {0}};
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            for (const model::Column& column : table.columns) {
                list.values.push_back(column.number(row));
                list.decimals = std::max(list.decimals, column.decimals);
            }
            list.offsets.push_back(list.values.size());
        }
        table.columns.clear();
        table.lists.push_back(std::move(list));
    }
}

// One entry a row; true for those that stay. Empty where all do.
static std::vector<bool> rows_that_stay(const Table& table, const producers::Producer& tool) {
    std::vector<bool> stays;
    for (const producers::Aside& rule : tool.aside) {
        const model::Column* column = table.find(rule.field);
        if (column == nullptr) continue;
        for (std::size_t row = 0; row < table.rows; ++row) {
            if (!producers::sets_aside(rule, column->texts.text(row))) continue;
            if (stays.empty()) stays.assign(table.rows, true);
            stays[row] = false;
        }
    }
    return stays;
}

template <typename T>
static void keep(std::vector<T>& values, const std::vector<bool>& stays) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (stays[i]) values[kept++] = std::move(values[i]);
    }
    values.resize(kept);
}

static void keep(model::TextColumn& texts, const std::vector<bool>& stays) {
    if (texts.empty()) return;
    model::TextColumn kept;
    std::size_t at = 0;
    for (std::size_t row = 0; row < stays.size(); ++row) {
        if (!stays[row]) continue;
        if (texts.has(row)) kept.set(at, texts.text(row));
        ++at;
    }
    texts = std::move(kept);
}

// Of lists one behind the other, `offsets` telling where each begins, those of the rows that stay.
template <typename T>
static void keep_lists(std::vector<T>& values, std::vector<std::uint64_t>& offsets,
                       const std::vector<bool>& stays) {
    std::vector<T> kept;
    std::vector<std::uint64_t> begins = {0};
    for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
        if (!stays[row]) continue;
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(offsets[row]);
        const auto last = values.begin() + static_cast<std::ptrdiff_t>(offsets[row + 1]);
        kept.insert(kept.end(), first, last);
        begins.push_back(kept.size());
    }
    values = std::move(kept);
    offsets = std::move(begins);
}

void keep_rows(Table& table, const std::vector<bool>& stays) {
    keep(table.row_ids, stays);
    keep(table.members, stays);
    for (model::Column& column : table.columns) {
        keep(column.numbers, stays);
        keep(column.texts, stays);
    }
    for (model::ListColumn& list : table.lists) keep_lists(list.values, list.offsets, stays);
    for (model::TextList& list : table.text_lists) keep_lists(list.codes, list.offsets, stays);
    // What only the rows said that are set aside is no field of the others.
    std::erase_if(table.columns, [](const model::Column& column) {
        return column.texts.empty() && std::none_of(column.numbers.begin(), column.numbers.end(),
                                                    [](double n) { return model::present(n); });
    });
    table.rows = static_cast<std::size_t>(std::count(stays.begin(), stays.end(), true));
}

static void keep_verdicts(model::FileRecords& records, const Table& table,
                          const producers::Aside& rule) {
    const model::Column* column = table.find(rule.field);
    if (column == nullptr) return;
    std::vector<bool> stays(table.rows, false);
    for (std::size_t row = 0; row < table.rows; ++row) {
        stays[row] = producers::sets_aside(rule, column->texts.text(row));
    }
    // A file without one, and it may be large, is not copied.
    if (std::find(stays.begin(), stays.end(), true) == stays.end()) return;
    keep_rows(records.verdicts.emplace_back(table), stays);
}

void set_aside(model::FileRecords& records, const producers::Producer& tool) {
    if (tool.aside.empty()) return;
    for (Table& table : records.tables) {
        if (tool.verdicts) keep_verdicts(records, table, *tool.verdicts);
        const std::vector<bool> stays = rows_that_stay(table, tool);
        if (!stays.empty()) keep_rows(table, stays);
    }
    std::erase_if(records.tables, [](const Table& table) { return table.rows == 0; });
}

static void forget_zeros(std::vector<double>& values, const model::Reading& reading,
                         const producers::Producer& tool) {
    if (!reading.metric || reading.statistic != model::Statistic::kRaw) return;
    for (double& value : values) {
        if (producers::is_none(&tool, reading.metric->id, value)) value = model::kAbsent;
    }
}

void forget_zeros(model::FileRecords& records, const producers::Producer& tool) {
    if (tool.zero_is_none.empty()) return;
    for (Table& table : records.tables) {
        for (model::Column& column : table.columns) {
            forget_zeros(column.numbers, column.reading, tool);
        }
        for (model::ListColumn& list : table.lists) forget_zeros(list.values, list.reading, tool);
    }
}

}  // namespace chimera::ingest
