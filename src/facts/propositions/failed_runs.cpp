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
    {"failed_runs.3", "Lost to failure, and left out of each figure, are {n} of {of} raw rows."},
    {"failed_runs.one.1", "{n} of {of} raw rows failed and enters no statistic."},
    {"failed_runs.one.2",
     "Of {of} raw rows, {n} failed; it is counted here and enters no statistic."},
    {"failed_runs.one.3", "Lost to failure, and left out of each figure, is {n} of {of} raw rows."},
    {"failed_runs.alone.1", "{n} of {of} raw row failed and enters no statistic."},
    {"failed_runs.reason.one.1", "{n} row failed, and the reason it gives is {why}."},
    {"failed_runs.reason.one.2", "{why} is the reason that {n} failed row gives."},
    {"failed_runs.reason.one.3", "Of the failed rows, {n} gives this as its reason: {why}."},
    {"failed_runs.reason.one.4", "{why} accounts for {n} row that failed and was left out."},
    {"failed_runs.reason.one.5", "To {n} failed row, the reason given is {why}."},
    {"failed_runs.reason.one.6", "A failure with the reason {why} took {n} row."},
    {"failed_runs.reason.1", "{n} rows failed, and the reason they give is {why}."},
    {"failed_runs.reason.2", "{why} is the reason that {n} failed rows give."},
    {"failed_runs.reason.3", "Of the failed rows, {n} give this as their reason: {why}."},
    {"failed_runs.reason.4", "{why} accounts for {n} rows that failed and were left out."},
    {"failed_runs.reason.5", "To {n} failed rows, the reason given is {why}."},
    {"failed_runs.reason.6", "Failures with the reason {why} took {n} rows."},
    {"failed_runs.reason.7", "For {n} rows, what their file gives as the failure is {why}."},
    {"failed_runs.file.1", "In {source}, failure took {n} of {of} rows out of the statistics."},
    {"failed_runs.file.2",
     "{source} lost {n} of its {of} rows to failure, which leaves a gap in its statistics."},
    {"failed_runs.file.3",
     "Failure took {n} of the {of} rows in {source}, and the statistics go without."},
    {"failed_runs.dead.1", "No row of {source} succeeded: {n} of {of} failed."},
    {"failed_runs.dead.2", "{source} holds nothing but failures: {n} of {of} rows."},
    {"failed_runs.dead.3", "Nothing in {source} was measured, for {n} of its {of} rows failed."},
    {"failed_runs.dead.one.1", "No row of {source} succeeded: {n} of {of} failed."},
    {"failed_runs.dead.one.2",
     "{source} holds {of} row, which failed, and nothing of it was measured."},
    {"failed_runs.dead.one.3", "Nothing in {source} was measured, for its {of} row failed."},
};

static const std::vector<std::string> kColumns{"file", "failed", "rows"};
static const Wording kRow[] = {
    {"failed_runs.row", "| {source} | {n} | {of} |", kColumns},
};

// A list of failed rows beside sound ones makes no file of failures.
static bool has_sound_rows(const Analysis& analysis, model::SourceIndex source) {
    const auto tables = counted_tables(analysis.records);
    return std::any_of(tables.begin(), tables.end(), [&](const model::Table* table) {
        return table->source == source && table->failed.size() < table->rows;
    });
}

static void find_by_file(Analysis& analysis) {
    for (const model::Table* table : counted_tables(analysis.records)) {
        if (table->failed.empty()) continue;
        const RowCounts rows = count_rows(analysis, *table);
        if (rows.failed == kNoFact || rows.rows == kNoFact) continue;
        const bool dead = rows.ok == kNoFact;
        const std::string_view family = !dead                         ? "failed_runs.file"
                                        : is_one(analysis, rows.rows) ? "failed_runs.dead.one"
                                                                      : "failed_runs.dead";
        analysis.found.push_back({.kind = "failed_runs",
                                  .arguments = {{"n", rows.failed}, {"of", rows.rows}},
                                  .slots = {{"source", SourceSlot{table->source}},
                                            {"n", link(rows.failed)},
                                            {"of", link(rows.rows)}},
                                  .wordings = ids_of(kWordings, family),
                                  .salience = dead ? 0.45 : 0.35,
                                  .topic = "quality/failed files"});
        Proposition row = analysis.found.back();
        if (dead && has_sound_rows(analysis, table->source)) analysis.found.pop_back();
        row.wordings = {"failed_runs.row"};
        row.topic = "quality/failed rows";
        analysis.found.push_back(std::move(row));
    }
}

static void find(Analysis& analysis) {
    const RowCounts rows = count_rows(analysis);
    if (rows.failed == kNoFact) return;
    const double share = analysis.book.number(rows.failed) / analysis.book.number(rows.rows);
    std::string_view family = "failed_runs";
    if (is_one(analysis, rows.failed)) family = "failed_runs.one";
    if (is_one(analysis, rows.rows)) family = "failed_runs.alone";
    analysis.found.push_back({.kind = "failed_runs",
                              .arguments = {{"n", rows.failed}, {"of", rows.rows}},
                              .slots = {{"n", link(rows.failed)}, {"of", link(rows.rows)}},
                              .wordings = ids_of(kWordings, family),
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
                                  .slots = {{"n", link(n)}, {"why", NameSlot{why, true}}},
                                  .wordings = ids_of(kWordings, what),
                                  .salience = 0.4,
                                  .mandatory = true,
                                  .topic = "quality/failed reasons"});
    }
    find_by_file(analysis);
}

Finder failed_runs_finder() {
    return {{kWordings, kRow}, find};
}

}  // namespace chimera::facts
