// SPDX-License-Identifier: Apache-2.0
// definition_mismatch: a row whose label names an accelerator and whose own provider is the CPU, or
// the reverse. No comparison by that label rests on it.
#include <fmt/format.h>

#include <set>

#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const std::vector<std::string> kColumns{"setting",
                                               "mean",
                                               "against the reference",
                                               "interval of the difference",
                                               "runs that pay for compiling",
                                               "finding"};

static const Wording kWordings[] = {
    {"definition_mismatch.label.1",
     "In {source}, {a} stands under the {field} {label} and names {provider} as its {other}: it is "
     "compared with nothing by that label."},
    {"definition_mismatch.label.2",
     "The label of {a} in {source} is contradicted by its own row: its {field} says {label}, and "
     "its {other} says {provider}, so that no comparison rests on it."},
    {"definition_mismatch.label.3",
     "What {source} stores for {a} was not measured where its {field} says: that is {label}, but "
     "the {other} of the row is {provider}."},
    {"definition_mismatch.label.4",
     "By its {field}, {a} in {source} is {label}; by its {other}, {provider}: nothing is compared "
     "with it under that label."},
    {"definition_mismatch.label.5",
     "{source} files {a} under the {field} {label}, though the {other} that its row names is "
     "{provider}."},
    {"definition_mismatch.row.1",
     "A row of {source} has the {field} {label} and names {provider} as its {other}: it is "
     "compared with nothing by that label."},
    {"definition_mismatch.row.2",
     "In {source} a row contradicts its own label: its {field} says {label}, and its {other} says "
     "{provider}, so that no comparison rests on it."},
    {"definition_mismatch.row.3",
     "A measurement in {source} did not run where its {field} says: that is {label}, but the "
     "{other} of the row is {provider}."},
    {"definition_mismatch.contest", "| {a} | {va} | – | – | – | label {label}, ran on {provider} |",
     kColumns},
};

static void fill(const Mislabel& mislabel, Proposition& out) {
    out.arguments = {{"claimed", mislabel.label}, {"meant", mislabel.provider}};
    out.slots = {{"label", link(mislabel.label)},
                 {"provider", link(mislabel.provider)},
                 {"field", NameSlot{mislabel.field}},
                 {"other", NameSlot{mislabel.provider_field}},
                 {"source", SourceSlot{mislabel.source}}};
}

static void find(Analysis& analysis) {
    std::set<const Mislabel*> named;
    for (std::size_t c = 0; c < analysis.contests.size(); ++c) {
        const StoredContest& contest = analysis.contests[c];
        for (const StoredArm& arm : contest.arms) {
            if (arm.mislabelled == nullptr) continue;
            Proposition row{.kind = "definition_mismatch"};
            fill(*arm.mislabelled, row);
            row.slots["a"] = scope_of(contest.key, arm.mean);
            row.slots["va"] = link(arm.mean);
            row.arguments["of"] = arm.mean;
            Proposition found = row;
            row.wordings = {"definition_mismatch.contest"};
            row.topic =
                fmt::format("contest/{}/{}/{}", analysis.records.sources[contest.source].path,
                            contest.metric.id, c);
            analysis.found.push_back(std::move(row));
            if (!named.insert(arm.mislabelled).second) continue;
            found.wordings = ids_of(kWordings, "definition_mismatch.label");
            found.salience = salience({.size = 0.6, .certainty = 1, .surprise = 1});
            found.mandatory = true;
            found.topic = "mislabel/" + analysis.records.sources[contest.source].path;
            analysis.found.push_back(std::move(found));
        }
    }
    // Of rows without a name of their own, one a file stands for all.
    std::set<model::SourceIndex> said;
    for (const auto& [place, mislabel] : analysis.mislabels) {
        if (named.contains(&mislabel) || !said.insert(mislabel.source).second) continue;
        Proposition found{.kind = "definition_mismatch"};
        fill(mislabel, found);
        found.wordings = {"definition_mismatch.row.1", "definition_mismatch.row.2",
                          "definition_mismatch.row.3"};
        found.salience = salience({.size = 0.4, .certainty = 1, .surprise = 1});
        found.mandatory = true;
        found.topic = "mislabel/" + analysis.records.sources[mislabel.source].path;
        analysis.found.push_back(std::move(found));
    }
}

Finder mislabelled_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
