// SPDX-License-Identifier: Apache-2.0
// missing: what siblings have and a file or a model lacks.
#include <algorithm>
#include <map>
#include <set>

#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"missing.model.1", "{n} of {of} raw files name no model, neither inside nor in their path."},
    {"missing.model.2",
     "Whose results they are stays unsaid in {n} of {of} raw files and in their paths."},
    {"missing.model.one.1",
     "{n} of {of} raw files names no model, neither inside nor in its path."},
    {"missing.model.one.2",
     "Whose results they are stays unsaid in {n} of {of} raw files and in its path."},
    {"missing.model.alone.1",
     "{n} of {of} raw file names no model, neither inside nor in its path."},
    {"missing.name.1",
     "{source} measures nothing under a name that is known as a metric; a configuration can name "
     "what its columns hold."},
    {"missing.name.2",
     "No column of {source} is known as a metric by its name, and a configuration can say what it "
     "holds."},
    {"missing.rows.1", "No raw rows are here to hold the numbers of {source} against."},
    {"missing.rows.2", "The numbers of {source} stand alone, for no raw rows are beside it."},
    {"missing.metric.one.1",
     "{model} has no {metric} in {suite}, where {n} other file carries it."},
    {"missing.metric.one.2", "In {suite}, {model} lacks {metric}; {n} other file carries it."},
    {"missing.metric.one.3",
     "No {metric} is on file for {model} in {suite}, though {n} other file carries it."},
    {"missing.metric.1", "{model} has no {metric} in {suite}, where {n} other files carry it."},
    {"missing.metric.2", "In {suite}, {model} lacks {metric}; {n} other files carry it."},
    {"missing.metric.3",
     "No {metric} is on file for {model} in {suite}, though {n} other files carry it."},
    {"missing.metric.4", "{n} other files of {suite} carry {metric}, which {model} lacks there."},
};

// Where nothing was measured, each file that holds numbers says why it tells nothing.
static void find_without_rows(Analysis& analysis) {
    const auto& sources = analysis.records.sources;
    const auto is_raw = [](const model::Source& one) { return one.role == model::Role::kRaw; };
    if (std::any_of(sources.begin(), sources.end(), is_raw)) return;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        const bool document = sources[i].role == model::Role::kDocument;
        const bool unknown = sources[i].role == model::Role::kConfig && !sources[i].beside &&
                             sources[i].format != "toml";
        if (!document && !unknown) continue;
        analysis.found.push_back(
            {.kind = "missing",
             .arguments = {{"metric", document ? "rows" : "name"}},
             .slots = {{"source", SourceSlot{i}}},
             .wordings = ids_of(kWordings, document ? "missing.rows" : "missing.name"),
             .salience = 0.4,
             .mandatory = true,
             .topic = "quality/missing"});
    }
}

static void find_without_model(Analysis& analysis) {
    const auto& sources = analysis.records.sources;
    std::vector<model::SourceIndex> raw;
    std::vector<model::SourceIndex> without;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        if (sources[i].role != model::Role::kRaw) continue;
        raw.push_back(i);
        if (!sources[i].bind.contains("model")) without.push_back(i);
    }
    if (without.empty()) return;
    const FactId n = analysis.book.of_files(without, "raw files without a model");
    const FactId of = analysis.book.of_files(raw, "raw files");
    analysis.found.push_back(
        {.kind = "missing",
         .arguments = {{"n", n}, {"of", of}, {"metric", "model"}},
         .slots = {{"n", link(n)}, {"of", link(of)}},
         .wordings = ids_of(kWordings, raw.size() == 1       ? "missing.model.alone"
                                       : without.size() == 1 ? "missing.model.one"
                                                             : "missing.model"),
         .salience = 0.4,
         .mandatory = true,
         .topic = "quality/missing"});
}

using SourceSet = std::set<model::SourceIndex>;

// By suite and metric: the models that have it, with the files it stands in.
using Holders = std::map<std::string, std::map<std::string, SourceSet>>;

static void find_without_metric(Analysis& analysis) {
    std::map<std::string, Holders> suites;  // suite -> metric -> model -> files
    std::map<std::string, std::map<std::string, std::size_t>> models;  // suite -> model -> a series
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (series.suite().empty() || series.model().empty()) continue;
        models[series.suite()].emplace(series.model(), i);
        if (!series.metric.headline) continue;
        for (const Part& part : series.parts) {
            suites[series.suite()][series.metric.id][series.model()].insert(part.table->source);
        }
    }
    for (const auto& [suite, holders] : suites) {
        for (const auto& [metric, by_model] : holders) {
            for (const auto& [name, index] : models[suite]) {
                if (by_model.contains(name) || by_model.size() < 2) continue;
                std::vector<model::SourceIndex> files;
                for (const auto& [other, set] : by_model)
                    files.insert(files.end(), set.begin(), set.end());
                std::sort(files.begin(), files.end());
                files.erase(std::unique(files.begin(), files.end()), files.end());
                const Summary& any = analysis.summaries[index];
                const FactId of_model = any.mean != kNoFact ? any.mean : any.cell;
                const auto* known = model::find_metric(metric);
                if (of_model == kNoFact || known == nullptr) continue;
                const FactId n =
                    analysis.book.of_files(files, "files of `" + suite + "` with " + known->name);
                const std::string what =
                    files.size() == 1 ? "missing.metric.one" : "missing.metric";
                analysis.found.push_back(
                    {.kind = "missing",
                     .arguments = {{"n", n}, {"metric", metric}, {"where", suite + "/" + name}},
                     .slots = {{"n", link(n)},
                               {"metric", literal(known->name)},
                               {"suite", scope_of("suite", of_model)},
                               {"model", scope_of("model", of_model)}},
                     .wordings = ids_of(kWordings, what),
                     .salience = 0.4,
                     .mandatory = true,
                     .topic = "quality/missing"});
            }
        }
    }
}

static void find(Analysis& analysis) {
    find_without_rows(analysis);
    find_without_model(analysis);
    find_without_metric(analysis);
}

Finder missing_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
