// SPDX-License-Identifier: Apache-2.0
// rejected_input: files of which nothing could be read, and files of which a part could not.
#include "facts/propositions/finders.h"
#include "facts/workflow.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"rejected_input.1", "{n} of {of} files held nothing that could be read as data."},
    {"rejected_input.2", "Nothing could be read as data in {n} of {of} files."},
    {"rejected_input.3", "Of {of} files, {n} held nothing that could be read as data."},
    {"rejected_input.file.1", "{source} was rejected as a whole, for this reason: {reason}."},
    {"rejected_input.file.2", "Nothing was read from {source}, and the reason is {reason}."},
    {"rejected_input.file.3", "For this reason nothing in {source} counts as data: {reason}."},
    {"rejected_input.part.1", "A part of {source} was passed over, for this reason: {reason}."},
    {"rejected_input.part.2", "{source} was read in part, and this kept the rest out: {reason}."},
    {"rejected_input.part.3", "Some of {source} was passed over, and the reason is {reason}."},
};

static void find(Analysis& analysis) {
    const auto& sources = analysis.records.sources;
    const std::vector<model::SourceIndex> all = files_of_root(analysis.records);
    std::vector<model::SourceIndex> rejected;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        if (sources[i].role == model::Role::kRejected) rejected.push_back(i);
    }
    if (!rejected.empty()) {
        const FactId n = analysis.book.of_files(rejected, "rejected files");
        const FactId of = analysis.book.of_files(all, "files covered");
        analysis.found.push_back({.kind = "rejected_input",
                                  .arguments = {{"n", n}, {"of", of}},
                                  .slots = {{"n", link(n)}, {"of", link(of)}},
                                  .wordings = ids_of(kWordings, "rejected_input"),
                                  .salience = 0.5,
                                  .mandatory = true,
                                  .topic = "quality/rejected"});
    }
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        if (sources[i].rejects.empty()) continue;
        const bool whole = sources[i].role == model::Role::kRejected;
        const FactId one =
            analysis.book.of_files({i}, whole ? "a rejected file" : "a file read in part");
        analysis.found.push_back(
            {.kind = "rejected_input",
             .arguments = {{"n", one}},
             .slots = {{"source", SourceSlot{i}},
                       {"reason", NameSlot{sources[i].rejects[0].reason, true}}},
             .wordings = ids_of(kWordings, whole ? "rejected_input.file" : "rejected_input.part"),
             .salience = 0.3,
             .topic = "quality/rejected files"});
    }
}

Finder rejected_input_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
