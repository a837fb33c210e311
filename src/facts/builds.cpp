// SPDX-License-Identifier: Apache-2.0
#include "facts/builds.h"

#include <algorithm>
#include <set>

#include "core/text.h"
#include "facts/row_groups.h"
#include "model/build_name.h"
#include "model/scope.h"

namespace chimera::facts {

namespace {

// The values of one column over all rows of a suite.
struct Seen {
    std::set<std::string> values;
    std::size_t rows = 0;
};
using SeenByColumn = std::map<std::string, Seen>;

}  // namespace

// A suite that differs from row to row stands for itself by its column's name.
static std::string suite_of(const model::RecordSet& records, const model::Table& table) {
    const auto reader = model::scope_reader(records, table, "suite");
    return reader.column != nullptr ? '\n' + reader.column->name : std::string(reader.constant);
}

static void see(const model::Table& table, SeenByColumn& out) {
    constexpr std::size_t kMostValues = 64;
    for (const model::Column& column : table.columns) {
        if (!model::names_build(column.name)) continue;
        Seen& seen = out[column.name];
        seen.rows += table.rows;
        for (std::uint32_t row = 0; row < table.rows && seen.values.size() <= kMostValues; ++row) {
            std::string text = cell_text(column, row);
            if (!text.empty()) seen.values.insert(std::move(text));
        }
    }
    for (const model::Context& around : table.context) {
        const std::string name(last_segment(around.pointer));
        if (around.text.empty() || !model::names_build(name) || table.find(name) != nullptr)
            continue;
        out[name].rows += table.rows;
        out[name].values.insert(around.text);
    }
}

Builds find_builds(const model::RecordSet& records,
                   const std::vector<const model::Table*>& tables) {
    std::map<std::string, SeenByColumn> by_suite;
    for (const model::Table* table : tables) see(*table, by_suite[suite_of(records, *table)]);
    Builds out;
    for (const auto& [suite, columns] : by_suite) {
        std::size_t most = 1;
        for (const auto& [name, seen] : columns) {
            // Each value must come again, or it only tells rows apart.
            if (seen.values.size() <= most || seen.values.size() * 2 > seen.rows) continue;
            most = seen.values.size();
            out.column_of[suite] = name;
        }
        const auto found = out.column_of.find(suite);
        if (found != out.column_of.end()) out.columns.push_back(found->second);
    }
    std::sort(out.columns.begin(), out.columns.end());
    out.columns.erase(std::unique(out.columns.begin(), out.columns.end()), out.columns.end());
    return out;
}

std::string Builds::of(const model::RecordSet& records, const model::Table& table) const {
    if (column_of.empty()) return {};
    const auto found = column_of.find(suite_of(records, table));
    return found == column_of.end() ? std::string() : found->second;
}

namespace {

struct Told {
    std::map<std::string, std::set<std::string>> builds_of;  // a run
    std::map<std::string, std::set<std::string>> runs_of;    // a build
};

}  // namespace

static bool each_has_one(const std::map<std::string, std::set<std::string>>& of) {
    return std::all_of(of.begin(), of.end(),
                       [](const auto& entry) { return entry.second.size() == 1; });
}

void drop_told_runs(const Builds& builds, std::vector<Series>& all) {
    for (const std::string& build : builds.columns) {
        std::map<std::string, Told> by_suite;
        for (const Series& series : all) {
            const std::string& run = scope_or_empty(series.scope, "run");
            const std::string& value = scope_or_empty(series.scope, build);
            if (run.empty() || value.empty()) continue;
            Told& told = by_suite[series.suite()];
            told.builds_of[run].insert(value);
            told.runs_of[value].insert(run);
        }
        for (Series& series : all) {
            if (!series.scope.contains(build)) continue;
            const auto told = by_suite.find(series.suite());
            if (told == by_suite.end() || !each_has_one(told->second.builds_of)) continue;
            series.scope.erase(each_has_one(told->second.runs_of) ? "run" : build);
        }
    }
}

}  // namespace chimera::facts
