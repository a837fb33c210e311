// SPDX-License-Identifier: Apache-2.0
// conflict and borne_out: what a file stores as an aggregate, against the rows it is an aggregate
// of.
#include <algorithm>
#include <cmath>
#include <map>

#include "facts/propositions/finders.h"
#include "facts/stored.h"
#include "model/locator.h"

namespace chimera::facts {

// So many conflicts of one file and metric are named one by one, the largest first.
static constexpr std::size_t kMostNamed = 5;

static const Wording kConflict[] = {
    {"conflict.stored.1",
     "{source} stores {claimed} as the {statistic} {metric} of {subject}; the raw rows in {raw} "
     "give {recomputed}."},
    {"conflict.stored.2",
     "The raw rows in {raw} put the {statistic} {metric} of {subject} at {recomputed}, while "
     "{source} stores {claimed}."},
    {"conflict.stored.3",
     "By the raw rows in {raw}, the {statistic} {metric} of {subject} is {recomputed}, not the "
     "{claimed} that {source} stores."},
    {"conflict.stored.4",
     "Where {source} stores {claimed} as the {statistic} {metric} of {subject}, the raw rows in "
     "{raw} come to {recomputed}."},
    {"conflict.stored.plain.1",
     "{source} stores {claimed} as a {statistic} {metric}; the raw rows in {raw} give "
     "{recomputed}."},
    {"conflict.stored.plain.2",
     "The raw rows in {raw} put the {statistic} {metric} at {recomputed}, while {source} stores "
     "{claimed}."},
    {"conflict.stored.plain.3",
     "Where {source} stores {claimed} as the {statistic} {metric}, the raw rows in {raw} come to "
     "{recomputed}."},
    {"conflict.own.1",
     "{source} stores {claimed} as the {statistic} {metric}, but its own rows give {recomputed}."},
    {"conflict.own.2",
     "The rows of {source} give a {statistic} {metric} of {recomputed}, while its summary says "
     "{claimed}."},
    {"conflict.own.3",
     "Inside {source} the summary and the rows disagree: as the {statistic} {metric} it stores "
     "{claimed}, and they give {recomputed}."},
    {"conflict.own.4",
     "Not {claimed} but {recomputed} is the {statistic} {metric} of the rows in {source}, whatever "
     "its summary stores."},
    {"conflict.population.1",
     "{source} stores {claimed} as the deviation of {metric}: that is the deviation of a "
     "population, {other}, and the rows in {raw} give {recomputed} for a sample."},
    {"conflict.population.2",
     "The deviation of {metric} that {source} stores, {claimed}, divides by the count itself and "
     "comes to {other}; as a sample the rows of {raw} give {recomputed}."},
    {"conflict.population.3",
     "For {metric}, {source} takes its rows in {raw} for a whole population: {claimed} stands for "
     "{other}, while the deviation of a sample is {recomputed}."},
    {"conflict.row.1",
     "{source} stores {claimed} as the mean {metric}, but that is a row of {raw}, {other}; the "
     "mean over its rows is {recomputed}."},
    {"conflict.row.2",
     "What {source} calls the mean {metric}, {claimed}, is the value of a single row in {raw}, "
     "{other}, where the mean is {recomputed}."},
    {"conflict.row.3",
     "No average stands behind the mean {metric} of {claimed} in {source}: a row of {raw} reads "
     "{other}, and its rows average {recomputed}."},
    {"conflict.population.of.1",
     "{source} stores {claimed} as the deviation of {metric} of {subject}: that is the deviation "
     "of a population, {other}, and the rows in {raw} give {recomputed} for a sample."},
    {"conflict.population.of.2",
     "The deviation of {metric} of {subject} that {source} stores, {claimed}, divides by the count "
     "itself and comes to {other}; as a sample the rows of {raw} give {recomputed}."},
    {"conflict.population.of.3",
     "For {metric} of {subject}, {source} takes its rows in {raw} for a whole population: "
     "{claimed} stands for {other}, while the deviation of a sample is {recomputed}."},
    {"conflict.row.own.1",
     "{source} stores {claimed} as the mean {metric}, but that is a row of its own, {other}; "
     "the mean of its rows is {recomputed}."},
    {"conflict.row.own.2",
     "What {source} calls the mean {metric}, {claimed}, is the value of a single row of its own, "
     "{other}, where the mean is {recomputed}."},
    {"conflict.row.own.3",
     "No average stands behind the mean {metric} of {claimed} in {source}: a row of it reads "
     "{other}, and the rows average {recomputed}."},
    {"conflict.row.of.1",
     "{source} stores {claimed} as the mean {metric} of {subject}, but that is a row of {raw}, "
     "{other}; the mean over its rows is {recomputed}."},
    {"conflict.row.of.2",
     "What {source} calls the mean {metric} of {subject}, {claimed}, is the value of a single row "
     "in {raw}, {other}, where the mean is {recomputed}."},
    {"conflict.row.of.3",
     "No average stands behind the {claimed} that {source} calls the mean {metric} of {subject}: a "
     "row of {raw} reads {other}, and its rows average {recomputed}."},
};
static const Wording kBorneOut[] = {
    {"borne_out.stored.1",
     "The {statistic} {metric} of {subject} that {source} stores, {claimed}, is what the raw rows "
     "in {raw} give: {recomputed}."},
    {"borne_out.stored.2",
     "{source} stores {claimed} as the {statistic} {metric} of {subject}, and the raw rows in "
     "{raw} give {recomputed}."},
    {"borne_out.stored.3",
     "Recomputed from the raw rows in {raw}, the {statistic} {metric} of {subject} is "
     "{recomputed}, and {source} rightly stores {claimed}."},
    {"borne_out.own.1",
     "{source} stores {claimed} as the {statistic} {metric}, and its own rows give {recomputed}."},
    {"borne_out.own.2",
     "The rows of {source} give a {statistic} {metric} of {recomputed}, and its summary rightly "
     "says {claimed}."},
    {"borne_out.own.3",
     "Recomputed from its own rows, the {statistic} {metric} of {source} is {recomputed}, which "
     "bears out the {claimed} that it stores."},
    {"borne_out.own.4",
     "Its own rows bear out the {claimed} that {source} stores as its {statistic} {metric}: they "
     "give {recomputed}."},
    {"borne_out.own.5",
     "As the {statistic} {metric}, {source} stores {claimed} and its rows come to {recomputed}, "
     "which agree."},
    {"borne_out.own.6",
     "The stored {statistic} {metric} of {source}, {claimed}, agrees with the {recomputed} of its "
     "own rows."},
    {"borne_out.own.7",
     "Whoever recomputes the {statistic} {metric} of {source} from its own rows gets {recomputed}, "
     "as stored: {claimed}."},
    {"borne_out.stored.plain.1",
     "The {statistic} {metric} that {source} stores, {claimed}, is what the raw rows in {raw} "
     "give: {recomputed}."},
    {"borne_out.stored.plain.2",
     "{source} stores {claimed} as the {statistic} {metric}, and the raw rows in {raw} give "
     "{recomputed}."},
    {"borne_out.stored.plain.3",
     "Recomputed from the raw rows in {raw}, the {statistic} {metric} is {recomputed}, and "
     "{source} rightly stores {claimed}."},
};

// A stored number that is wrong as what it is called may be right as something else.
static void say_what_it_is(Analysis& analysis, const StoredCheck& check, FactId recomputed,
                           Proposition& found) {
    const FactId population = population_of(analysis, check, recomputed);
    const FactId row = population == kNoFact ? single_row_of(analysis, check) : kNoFact;
    if (population == kNoFact && row == kNoFact) return;
    const std::string what = population == kNoFact ? "row" : "population";
    found.arguments[what] = population == kNoFact ? row : population;
    found.slots["other"] = link(population == kNoFact ? row : population);
    found.slots.erase("statistic");
    const bool own = what == "row" && check.summary->source == check.raw->source;
    const std::string of = own ? ".own" : found.slots.contains("subject") ? ".of" : "";
    found.wordings = ids_of(kConflict, "conflict." + what + of);
}

static void add(Analysis& analysis, const StoredCheck& check, bool conflict) {
    const StoredFacts pair = facts_of(analysis, check);
    Proposition found{.kind = conflict ? "conflict" : "borne_out"};
    found.arguments = {{"claimed", pair.claimed}, {"recomputed", pair.recomputed}};
    found.slots = {{"source", SourceSlot{check.summary->source}},
                   {"raw", SourceSlot{check.raw->source}},
                   {"claimed", link(pair.claimed)},
                   {"recomputed", link(pair.recomputed)},
                   {"statistic", literal(statistic_phrase(check.statistic))},
                   {"metric", literal(check.column->reading.metric->name)}};
    const bool subject = analysis.book.at(pair.claimed).scope.contains("model");
    if (subject) found.slots["subject"] = scope_of("model", pair.claimed);
    const bool own = check.summary->source == check.raw->source;
    const std::string of = own ? ".own" : subject ? ".stored" : ".stored.plain";
    found.wordings =
        ids_of(conflict ? std::span<const Wording>(kConflict) : kBorneOut, found.kind + of);
    if (conflict) say_what_it_is(analysis, check, pair.recomputed, found);
    const double size =
        std::fabs(check.claimed - check.recomputed) / std::max(std::fabs(check.recomputed), 1e-300);
    found.salience = conflict ? 0.6 + std::min(0.35, size) : 0.15;
    found.mandatory = conflict;
    found.topic = conflict ? "conflict/stored" : "borne out/stored";
    analysis.found.push_back(std::move(found));
}

using ByColumn =
    std::map<std::pair<const model::Table*, const model::Column*>, std::vector<StoredCheck>>;

static ByColumn by_column(const Analysis& analysis) {
    ByColumn out;
    for (const StoredCheck& check : analysis.stored) {
        // What a tool states among its own measurements is nobody's claim about them (tools.cpp).
        if (check.summary->role != model::Role::kSummary) continue;
        out[{check.summary, check.column}].push_back(check);
    }
    return out;
}

static void find_conflicts(Analysis& analysis) {
    for (auto& [column, checks] : by_column(analysis)) {
        std::erase_if(checks, [](const auto& c) { return verdict_of(c) != Verdict::kConflict; });
        std::stable_sort(checks.begin(), checks.end(), [](const auto& a, const auto& b) {
            return std::fabs(a.claimed - a.recomputed) > std::fabs(b.claimed - b.recomputed);
        });
        for (std::size_t i = 0; i < std::min(checks.size(), kMostNamed); ++i)
            add(analysis, checks[i], true);
    }
}

static void find_borne_out(Analysis& analysis) {
    for (const auto& [column, checks] : by_column(analysis)) {
        if (checks.size() > kMostNamed) continue;
        for (const StoredCheck& check : checks) {
            if (verdict_of(check) == Verdict::kBorneOut) add(analysis, check, false);
        }
    }
}

Finder conflict_finder() {
    return {{kConflict}, find_conflicts};
}
Finder borne_out_finder() {
    return {{kBorneOut}, find_borne_out};
}

}  // namespace chimera::facts
