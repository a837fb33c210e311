// SPDX-License-Identifier: Apache-2.0
// duplicate_files: the same bytes under two names count once.
#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"duplicate_files.1", "{n} files repeat another byte for byte and count once."},
    {"duplicate_files.2", "Byte-identical copies were found for {n} files; each counts once."},
    {"duplicate_files.3",
     "Bytes that stand in the folder more than once count once, which leaves {n} files out."},
    {"duplicate_files.one.1", "{n} file repeats another byte for byte and counts once."},
    {"duplicate_files.one.2", "A byte-identical copy was found for {n} file; it counts once."},
    {"duplicate_files.pair.1", "{copy} is byte for byte the same as {original}."},
    {"duplicate_files.pair.2", "The bytes of {copy} are those of {original}, and count once."},
    {"duplicate_files.pair.3",
     "As a copy of {original}, byte for byte, {copy} counts for nothing more."},
    {"duplicate_files.pair.4", "Byte for byte, {copy} repeats {original} and is left out."},
    {"duplicate_files.pair.5",
     "Nothing new stands in {copy}, whose bytes are those of {original}."},
    {"duplicate_files.pair.6", "The same bytes as in {original} stand in {copy} once more."},
};

static void find(Analysis& analysis) {
    const auto& sources = analysis.records.sources;
    std::vector<model::SourceIndex> copies;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        if (sources[i].duplicate_of) copies.push_back(i);
    }
    if (copies.empty()) return;
    const FactId n = analysis.book.of_files(copies, "byte-identical copies");
    const std::string what = is_one(analysis, n) ? "duplicate_files.one" : "duplicate_files";
    analysis.found.push_back({.kind = "duplicate_files",
                              .arguments = {{"n", n}},
                              .slots = {{"n", link(n)}},
                              .wordings = ids_of(kWordings, what),
                              .salience = 0.5,
                              .topic = "quality/duplicates"});
    for (const auto copy : copies) {
        const FactId one = analysis.book.of_files({copy}, "a byte-identical copy");
        analysis.found.push_back({.kind = "duplicate_files",
                                  .arguments = {{"n", one}},
                                  .slots = {{"copy", SourceSlot{copy}},
                                            {"original", SourceSlot{*sources[copy].duplicate_of}}},
                                  .wordings = ids_of(kWordings, "duplicate_files.pair"),
                                  .salience = 0.2,
                                  .topic = "quality/duplicate pairs"});
    }
}

Finder duplicate_files_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
