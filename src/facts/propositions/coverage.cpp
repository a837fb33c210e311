// SPDX-License-Identifier: Apache-2.0
// coverage: how many of the files, or of the rows, can be used.
#include "facts/propositions/finders.h"
#include "facts/rows.h"
#include "facts/workflow.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"coverage.raw.1",
     "Of {of} files in this folder, {n} carry raw measurements, and what follows rests on them."},
    {"coverage.raw.2", "Raw measurements stand in {n} of {of} files."},
    {"coverage.raw.one.1", "Of {of} files, {n} carries raw measurements."},
    {"coverage.raw.alone.1", "Raw measurements stand in {n} of {of} file."},
    {"coverage.row.1", "{n} of {of} raw rows ended without an error and enters the statistics."},
    {"coverage.row.2", "Of {of} raw rows, {n} is free of errors and enters the statistics."},
    {"coverage.rows.1", "{n} of {of} raw rows ended without an error and enter the statistics."},
    {"coverage.rows.2", "Of {of} raw rows, {n} are free of errors and enter the statistics."},
    {"coverage.model.1", "{n} of {of} raw files can be tied to a model."},
};

static void add(Analysis& analysis, FactId n, FactId of, std::vector<std::string> wordings) {
    if (n == kNoFact || of == kNoFact) return;
    analysis.found.push_back({.kind = "coverage",
                              .arguments = {{"n", n}, {"of", of}},
                              .slots = {{"n", link(n)}, {"of", link(of)}},
                              .wordings = std::move(wordings),
                              .salience = 0.8,
                              .topic = "coverage/raw"});
}

static void find(Analysis& analysis) {
    const auto& sources = analysis.records.sources;
    const std::vector<model::SourceIndex> all = files_of_root(analysis.records);
    std::vector<model::SourceIndex> raw;
    std::vector<model::SourceIndex> with_model;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        if (sources[i].role != model::Role::kRaw) continue;
        raw.push_back(i);
        if (sources[i].bind.contains("model")) with_model.push_back(i);
    }
    if (raw.empty()) return;
    std::vector<std::string> wordings = {"coverage.raw.1", "coverage.raw.2"};
    if (raw.size() == 1) wordings[0] = "coverage.raw.one.1";
    if (all.size() == 1) wordings = {"coverage.raw.alone.1"};
    add(analysis, analysis.book.of_files(raw, "files with raw measurements"),
        analysis.book.of_files(all, "files covered"), wordings);
    if (with_model.size() < raw.size() && !with_model.empty()) {
        add(analysis, analysis.book.of_files(with_model, "raw files tied to a model"),
            analysis.book.of_files(raw, "files with raw measurements"), {"coverage.model.1"});
    }
    const RowCounts rows = count_rows(analysis);
    if (rows.failed != kNoFact) {
        const std::string what = is_one(analysis, rows.ok) ? "coverage.row" : "coverage.rows";
        add(analysis, rows.ok, rows.rows, {what + ".1", what + ".2"});
    }
}

Finder coverage_finder() {
    return {"coverage", kWordings, find};
}

}  // namespace chimera::facts
