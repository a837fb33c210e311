// SPDX-License-Identifier: Apache-2.0
#include "results/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_map>

#include "model/locator.h"
#include "model/scope.h"

namespace chimera::results {

using model::Column;
using model::Meaning;
using model::RowsAre;
using model::Statistic;
using model::Table;

static constexpr std::size_t kMostRuns = 10'000;

bool holds_aggregates(const Table& table) {
    if (table.role == model::Role::kSummary) return true;
    std::size_t raw = 0;
    std::size_t aggregates = 0;
    for (const Column& column : table.columns) {
        if (column.reading.meaning != Meaning::kMetric || column.numbers.empty()) continue;
        ++(column.reading.statistic == Statistic::kRaw ? raw : aggregates);
    }
    return aggregates > raw;
}

// A number that is the same for equal cells of one column, 0 for an absent one.
static std::uint64_t cell_code(const Column& column, std::size_t row) {
    if (column.texts.has(row)) return column.texts.code(row);
    const double number = column.number(row);
    return model::present(number) ? std::hash<double>{}(number) | (1ULL << 63U) : 0;
}

namespace {

// The group that each row is in so far; groups are numbered by their first rows.
struct Split {
    std::vector<std::uint32_t> group_of;
    std::size_t groups = 1;

    template <typename CodeOf>
    void by(const CodeOf& code_of) {
        std::unordered_map<std::uint64_t, std::unordered_map<std::uint32_t, std::uint32_t>> known;
        std::uint32_t next = 0;
        for (std::size_t row = 0; row < group_of.size(); ++row) {
            auto& of_code = known[code_of(row)];
            const auto [at, fresh] = of_code.emplace(group_of[row], next);
            if (fresh) ++next;
            group_of[row] = at->second;
        }
        groups = next;
    }
};

}  // namespace

// When a row was taken parts no run, and neither does what the whole source says.
static bool parts_runs(std::string_view key) {
    return key != "day" && key != "run";
}

static void split_by_scope(const model::RecordSet& records, const Table& table, bool only_names,
                           Split& split) {
    for (const auto& [key, binding] : records.sources[table.source].bind) {
        if (!parts_runs(key) || (only_names && key != "model" && key != "suite")) continue;
        const model::ScopeReader reader = model::scope_reader(records, table, key);
        if (reader.members != nullptr) {
            split.by([](std::size_t row) { return row; });
        } else if (reader.column != nullptr) {
            split.by([&](std::size_t row) { return cell_code(*reader.column, row); });
        }
        if (split.groups > kMostRuns) return;
    }
}

std::vector<Rows> runs_of(const model::RecordSet& records, const Table& table) {
    Split split;
    split.group_of.assign(table.rows, 0);
    if (holds_aggregates(table)) {
        std::iota(split.group_of.begin(), split.group_of.end(), 0U);
        split.groups = table.rows;
    } else {
        split_by_scope(records, table, false, split);
        if (split.groups > kMostRuns) {
            split.group_of.assign(table.rows, 0);
            split.groups = 1;
            split_by_scope(records, table, true, split);
        }
    }
    std::vector<Rows> out(table.rows == 0 ? 0 : split.groups);
    for (std::uint32_t row = 0; row < table.rows; ++row) out[split.group_of[row]].push_back(row);
    return out;
}

bool are_scattered(const Table& table, const Rows& rows) {
    if (table.row_ids.empty()) return rows.size() > kMostAddresses;
    std::size_t stretches = 0;
    for (std::size_t i = 0; i < rows.size() && stretches <= kMostAddresses; ++i) {
        const bool goes_on =
            i > 0 && table.row_ids[rows[i]] == table.row_ids[rows[i - 1]] + 1 &&
            (!table.is_nested() || table.owner_of(rows[i]) == table.owner_of(rows[i - 1]));
        if (!goes_on) ++stretches;
    }
    return stretches > kMostAddresses;
}

std::vector<std::string> locate_rows(const Table& table, const Rows& rows) {
    std::vector<std::string> out;
    if (are_scattered(table, rows)) return out;
    if (table.rows_are == RowsAre::kCsvRecords) {
        std::uint32_t width = 1;
        for (const Column& column : table.columns) width = std::max(width, column.position);
        for (std::size_t i = 0; i < rows.size();) {
            std::size_t next = i + 1;
            while (next < rows.size() &&
                   table.row_ids[rows[next]] == table.row_ids[rows[next - 1]] + 1) {
                ++next;
            }
            out.push_back(fmt::format("cell={},1-{},{}", table.row_ids[rows[i]],
                                      table.row_ids[rows[next - 1]], width));
            i = next;
        }
    } else if (table.rows_are == RowsAre::kJsonElements || table.rows_are == RowsAre::kJsonLines) {
        const Column whole;  // no name: the row itself
        out = model::locate(table, whole, rows);
        for (std::string& at : out) {
            if (at.ends_with('/')) at.pop_back();
        }
    } else {
        for (const std::uint32_t row : rows) {
            out.push_back(model::locate_row(table, row));
        }
    }
    return out;
}

}  // namespace chimera::results
