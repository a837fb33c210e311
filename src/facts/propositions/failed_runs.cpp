// SPDX-License-Identifier: Apache-2.0
// failed_runs: rows that say themselves that they are no measurement, by reason and by file.
#include <algorithm>
#include <map>

#include "facts/propositions/finders.h"
#include "facts/rows.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"failed_runs.1", "{n} of {of} raw rows failed and enter no statistic."},
    {"failed_runs.2",
     "Of {of} raw rows, {n} failed; they are counted here and enter no statistic."},
    {"failed_runs.one.1", "{n} of {of} raw rows failed and enters no statistic."},
    {"failed_runs.one.2",
     "Of {of} raw rows, {n} failed; it is counted here and enters no statistic."},
    {"failed_runs.alone.1", "{n} of {of} raw row failed and enters no statistic."},
    {"failed_runs.reason.one.1", "{n} row failed with {why}."},
    {"failed_runs.reason.one.2", "{why} ended {n} row."},
    {"failed_runs.reason.1", "{n} rows failed with {why}."},
    {"failed_runs.reason.2", "{why} ended {n} rows."},
    {"failed_runs.file.1", "In {source} {n} of {of} rows failed."},
    {"failed_runs.dead.1", "No row of {source} succeeded: {n} of {of} failed."},
};

static const std::vector<std::string> kColumns{"file", "failed", "rows"};
static const Wording kRow[] = {
    {"failed_runs.row", "| {source} | {n} | {of} |", kColumns},
};

static void find_by_file(Analysis& analysis) {
    for (const model::Table* table : counted_tables(analysis.records)) {
        if (table->failed.empty()) continue;
        const RowCounts rows = count_rows(analysis, *table);
        if (rows.failed == kNoFact || rows.rows == kNoFact) continue;
        const bool dead = rows.ok == kNoFact;
        analysis.found.push_back({.kind = "failed_runs",
                                  .arguments = {{"n", rows.failed}, {"of", rows.rows}},
                                  .slots = {{"source", SourceSlot{table->source}},
                                            {"n", link(rows.failed)},
                                            {"of", link(rows.rows)}},
                                  .wordings = {dead ? "failed_runs.dead.1" : "failed_runs.file.1"},
                                  .salience = dead ? 0.45 : 0.35,
                                  .topic = "quality/failed files"});
        Proposition row = analysis.found.back();
        row.wordings = {"failed_runs.row"};
        row.topic = "quality/failed rows";
        analysis.found.push_back(std::move(row));
    }
}

static void find(Analysis& analysis) {
    const RowCounts rows = count_rows(analysis);
    if (rows.failed == kNoFact) return;
    const double share = analysis.book.number(rows.failed) / analysis.book.number(rows.rows);
    std::vector<std::string> wordings = {"failed_runs.1", "failed_runs.2"};
    if (is_one(analysis, rows.failed)) wordings = {"failed_runs.one.1", "failed_runs.one.2"};
    if (is_one(analysis, rows.rows)) wordings = {"failed_runs.alone.1"};
    analysis.found.push_back({.kind = "failed_runs",
                              .arguments = {{"n", rows.failed}, {"of", rows.rows}},
                              .slots = {{"n", link(rows.failed)}, {"of", link(rows.rows)}},
                              .wordings = std::move(wordings),
                              .salience = 0.6 + 0.35 * share,
                              .mandatory = true,
                              .topic = "quality/failed"});
    std::map<std::string, std::size_t> by_reason;
    for (const model::Table* table : counted_tables(analysis.records)) {
        for (const auto& failure : table->failed) ++by_reason[failure.why];
    }
    std::vector<std::pair<std::size_t, std::string>> reasons;
    for (const auto& [why, n] : by_reason) reasons.emplace_back(n, why);
    std::stable_sort(reasons.begin(), reasons.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [count, why] : reasons) {
        const FactId n = count_failed_because(analysis, why);
        if (n == kNoFact) continue;
        const std::string what =
            is_one(analysis, n) ? "failed_runs.reason.one" : "failed_runs.reason";
        analysis.found.push_back({.kind = "failed_runs",
                                  .arguments = {{"n", n}, {"where", why}},
                                  .slots = {{"n", link(n)}, {"why", NameSlot{why}}},
                                  .wordings = {what + ".1", what + ".2"},
                                  .salience = 0.4,
                                  .mandatory = true,
                                  .topic = "quality/failed reasons"});
    }
    find_by_file(analysis);
}

Finder failed_rows_finder() {
    return {"failed_runs", kRow, [](Analysis&) {}};
}
Finder failed_runs_finder() {
    return {"failed_runs", kWordings, find};
}

}  // namespace chimera::facts
