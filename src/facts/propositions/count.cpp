// SPDX-License-Identifier: Apache-2.0
// count: how many there are of something.
#include <algorithm>
#include <map>

#include "facts/propositions/finders.h"
#include "facts/workflow.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"count.files.1", "The folder holds {n} files that chimera covers."},
    {"count.files.2", "Under the root lie {n} files of a kind that chimera reads."},
    {"count.files.3", "This report looks at the {n} files of the folder that chimera covers."},
    {"count.file.1", "The folder holds {n} file that chimera covers."},
    {"count.file.2", "Under the root lies {n} file of a kind that chimera reads."},
    {"count.file.3", "This report looks at the {n} file of the folder that chimera covers."},
    {"count.format.row",
     "| {format} | {files} | {raw} | {summary} | {document} | {other} | {duplicate} | {rejected} |",
     {"format", "files", "raw", "summary", "document", "config or telemetry", "duplicate",
      "rejected"}},
};

using Sources = std::vector<model::SourceIndex>;

static Slot files_or_dash(Analysis& analysis, const Sources& sources, const std::string& label) {
    if (sources.empty()) return literal("–");
    return link(analysis.book.of_files(sources, label));
}

static void count_formats(Analysis& analysis) {
    std::map<std::string, std::map<model::Role, Sources>> by_format;
    const auto& sources = analysis.records.sources;
    for (const auto i : files_of_root(analysis.records)) {
        by_format[sources[i].format][sources[i].role].push_back(i);
    }
    for (const auto& [format, roles] : by_format) {
        Sources all;
        for (const auto& [role, members] : roles)
            all.insert(all.end(), members.begin(), members.end());
        std::sort(all.begin(), all.end());
        const auto with = [&](std::initializer_list<model::Role> wanted) {
            Sources out;
            for (const auto role : wanted) {
                if (const auto at = roles.find(role); at != roles.end()) {
                    out.insert(out.end(), at->second.begin(), at->second.end());
                }
            }
            std::sort(out.begin(), out.end());
            return out;
        };
        const auto slot = [&](std::initializer_list<model::Role> wanted, const std::string& what) {
            return files_or_dash(analysis, with(wanted), format + " files, " + what);
        };
        Proposition row{.kind = "count"};
        const FactId n = analysis.book.of_files(all, format + " files");
        row.arguments["n"] = n;
        row.slots = {{"format", literal(format == "none" ? "not read" : format)},
                     {"files", link(n)},
                     {"raw", slot({model::Role::kRaw}, "raw")},
                     {"summary", slot({model::Role::kSummary}, "summaries")},
                     {"document", slot({model::Role::kDocument}, "documents")},
                     {"other", slot({model::Role::kConfig, model::Role::kTelemetry},
                                    "configuration or telemetry")},
                     {"duplicate", slot({model::Role::kDuplicate}, "duplicates")},
                     {"rejected", slot({model::Role::kRejected}, "rejected")}};
        row.wordings = {"count.format.row"};
        row.topic = "coverage/formats";
        analysis.found.push_back(std::move(row));
    }
}

static void find(Analysis& analysis) {
    const FactId n = analysis.book.of_files(files_of_root(analysis.records), "files covered");
    const std::string what = is_one(analysis, n) ? "count.file" : "count.files";
    analysis.found.push_back({.kind = "count",
                              .arguments = {{"n", n}},
                              .slots = {{"n", link(n)}},
                              .wordings = ids_of(kWordings, what),
                              .salience = 0.9,
                              .topic = "coverage/files"});
    count_formats(analysis);
}

Finder count_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
