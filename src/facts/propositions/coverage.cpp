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
    {"coverage.raw.3", "What follows rests on the raw measurements in {n} of the {of} files."},
    {"coverage.raw.one.1", "Of {of} files in this folder, {n} carries raw measurements."},
    {"coverage.raw.one.2", "What follows rests on the raw measurements in {n} of {of} files."},
    {"coverage.raw.alone.1", "What follows rests on the raw measurements in {n} of {of} file."},
    {"coverage.row.1", "{n} of {of} raw rows ended without an error and enters the statistics."},
    {"coverage.row.2", "Of {of} raw rows, {n} is free of errors and enters the statistics."},
    {"coverage.rows.1", "{n} of {of} raw rows ended without an error and enter the statistics."},
    {"coverage.rows.2", "Of {of} raw rows, {n} are free of errors and enter the statistics."},
    {"coverage.rows.3",
     "The statistics rest on {n} of {of} raw rows, those that ended without an error."},
    {"coverage.model.1", "{n} of {of} raw files can be tied to a model."},
    {"coverage.model.2", "A model could be named for {n} of the {of} raw files."},
    {"coverage.model.3",
     "Of {of} raw files, {n} can be tied to a model by what stands in or around them."},
};

static void add(Analysis& analysis, FactId n, FactId of, std::string_view family) {
    if (n == kNoFact || of == kNoFact) return;
    analysis.found.push_back({.kind = "coverage",
                              .arguments = {{"n", n}, {"of", of}},
                              .slots = {{"n", link(n)}, {"of", link(of)}},
                              .wordings = ids_of(kWordings, family),
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
    const std::string_view counted = all.size() == 1   ? "coverage.raw.alone"
                                     : raw.size() == 1 ? "coverage.raw.one"
                                                       : "coverage.raw";
    add(analysis, analysis.book.of_files(raw, "files with raw measurements"),
        analysis.book.of_files(all, "files covered"), counted);
    if (with_model.size() < raw.size() && !with_model.empty()) {
        add(analysis, analysis.book.of_files(with_model, "raw files tied to a model"),
            analysis.book.of_files(raw, "files with raw measurements"), "coverage.model");
    }
    const RowCounts rows = count_rows(analysis);
    if (rows.failed != kNoFact) {
        add(analysis, rows.ok, rows.rows,
            is_one(analysis, rows.ok) ? "coverage.row" : "coverage.rows");
    }
}

Finder coverage_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
