// SPDX-License-Identifier: Apache-2.0
#include "facts/row_groups.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "core/decimal.h"

namespace chimera::facts {

static constexpr std::uint32_t kNoGroup = std::numeric_limits<std::uint32_t>::max();

std::uint64_t cell_code(const model::Column& column, std::size_t row) {
    if (column.texts.has(row)) return column.texts.code(row);
    const double number = column.number(row);
    return model::present(number) ? std::hash<double>{}(number) | (1ULL << 63U) : 0;
}

std::string cell_text(const model::Column& column, std::size_t row) {
    if (column.texts.has(row)) return std::string(column.texts.text(row));
    const double number = column.number(row);
    return model::present(number) ? shortest(number) : std::string();
}

bool determined_by(const model::Table& table, const model::Column& column,
                   const model::Column& determining) {
    std::unordered_map<std::uint64_t, std::uint64_t> seen;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::uint64_t code = cell_code(column, row);
        const auto [at, fresh] = seen.try_emplace(cell_code(determining, row), code);
        if (!fresh && at->second != code) return false;
    }
    return true;
}

bool varies(const model::Table& table, const model::Column& column) {
    std::uint64_t first = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::uint64_t code = cell_code(column, row);
        if (code == 0 || code == first) continue;
        if (first != 0) return true;
        first = code;
    }
    return false;
}

namespace {

// The column's cells as small numbers, equal where the cells are.
struct Slots {
    std::vector<std::uint32_t> of_row;
    std::size_t count = 0;
};

// The group of each row so far, kNoGroup for a failed row; groups are numbered by their first rows.
struct Split {
    std::vector<std::uint32_t> group_of;
    std::size_t groups = 1;
};

}  // namespace

// nullopt where sound rows have more than `most` different cells.
static std::optional<Slots> slots_of(const model::Column& column, const Split& split,
                                     std::size_t most) {
    Slots out;
    out.of_row.resize(split.group_of.size());
    if (column.numbers.empty()) {
        // Codes are small numbers as they are; the text that was not kept has a large one.
        const auto last = static_cast<std::uint32_t>(column.texts.dictionary().size() + 1);
        for (std::size_t row = 0; row < out.of_row.size(); ++row) {
            out.of_row[row] = std::min(column.texts.code(row), last);
        }
        out.count = last + std::size_t{1};
        return out;
    }
    std::unordered_map<std::uint64_t, std::uint32_t> known;
    // The few different cells of a column that groups rows are mostly found here.
    struct Met {
        std::uint64_t code = 0;
        std::uint32_t slot = kNoGroup;
    };
    std::array<Met, 64> met;
    for (std::size_t row = 0; row < out.of_row.size(); ++row) {
        if (split.group_of[row] == kNoGroup) continue;
        const std::uint64_t code = cell_code(column, row);
        Met& here = met[(code * 0x9E3779B97F4A7C15ULL) >> 58U];
        if (here.code != code || here.slot == kNoGroup) {
            const auto next = static_cast<std::uint32_t>(known.size());
            here = {code, known.try_emplace(code, next).first->second};
            if (known.size() > most) return std::nullopt;
        }
        out.of_row[row] = here.slot;
    }
    out.count = known.size();
    return out;
}

// Rows of one group stay together where their slots are equal. A table of all pairs is much faster
// than a map, where it is small.
static void split_by(const Slots& slots, Split& split) {
    constexpr std::size_t kMostPairs = std::size_t{1} << 20U;
    const bool few = slots.count * split.groups <= kMostPairs;
    std::vector<std::uint32_t> table(few ? slots.count * split.groups : 0, kNoGroup);
    std::unordered_map<std::uint64_t, std::uint32_t> map;
    std::uint32_t groups = 0;
    for (std::size_t row = 0; row < split.group_of.size(); ++row) {
        std::uint32_t& group = split.group_of[row];
        if (group == kNoGroup) continue;
        const std::uint64_t pair = std::uint64_t{group} * slots.count + slots.of_row[row];
        std::uint32_t& known = few ? table[pair] : map.try_emplace(pair, kNoGroup).first->second;
        if (known == kNoGroup) known = groups++;
        group = known;
    }
    split.groups = groups;
}

// Elements of one list stand under one key.
static Slots slots_of(const std::vector<std::string>& members) {
    Slots out{std::vector<std::uint32_t>(members.size()), 0};
    std::unordered_map<std::string_view, std::uint32_t> known;
    for (std::size_t row = 0; row < members.size(); ++row) {
        const auto next = static_cast<std::uint32_t>(known.size());
        out.of_row[row] = known.try_emplace(members[row], next).first->second;
    }
    out.count = known.size();
    return out;
}

std::optional<std::vector<Rows>> group_rows(const model::Table& table, const std::vector<Key>& keys,
                                            std::size_t most) {
    if (keys.empty() && table.failed.empty() && table.rows > 0) {
        return std::vector<Rows>{Rows::range(0, table.rows)};
    }
    Split split{std::vector<std::uint32_t>(table.rows, 0)};
    for (const model::FailedRow& failure : table.failed) split.group_of[failure.row] = kNoGroup;
    if (table.failed.size() >= table.rows) return std::vector<Rows>();
    for (const Key& key : keys) {
        const bool whole = key.members == nullptr || key.members->size() == table.rows;
        if (!whole) return std::nullopt;
        const std::optional<Slots> slots =
            key.members != nullptr ? slots_of(*key.members) : slots_of(*key.column, split, most);
        if (slots) split_by(*slots, split);
        if (!slots || split.groups > most) return std::nullopt;
    }
    std::vector<Rows> out(split.groups);
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        if (split.group_of[row] != kNoGroup) out[split.group_of[row]].push_back(row);
    }
    return out;
}

}  // namespace chimera::facts
