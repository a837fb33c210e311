// SPDX-License-Identifier: Apache-2.0
// coverage: how many of the files, or of the rows, can be used.
#include "facts/propositions/finders.h"
#include "facts/rows.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"coverage.raw.1", "Of {of} files, {n} carry raw measurements."},
    {"coverage.raw.2", "Raw measurements stand in {n} of {of} files."},
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
    std::vector<model::SourceIndex> all;
    std::vector<model::SourceIndex> raw;
    std::vector<model::SourceIndex> with_model;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        all.push_back(i);
        if (sources[i].role != model::Role::kRaw) continue;
        raw.push_back(i);
        if (sources[i].bind.contains("model")) with_model.push_back(i);
    }
    if (raw.empty()) return;
    add(analysis, analysis.book.of_files(raw, "files with raw measurements"),
        analysis.book.of_files(all, "files covered"), {"coverage.raw.1", "coverage.raw.2"});
    if (with_model.size() < raw.size() && !with_model.empty()) {
        add(analysis, analysis.book.of_files(with_model, "raw files tied to a model"),
            analysis.book.of_files(raw, "files with raw measurements"), {"coverage.model.1"});
    }
    const RowCounts rows = count_rows(analysis);
    if (rows.failed != kNoFact) {
        add(analysis, rows.ok, rows.rows, {"coverage.rows.1", "coverage.rows.2"});
    }
}

Finder coverage_finder() {
    return {"coverage", kWordings, find};
}

}  // namespace chimera::facts
