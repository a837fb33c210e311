// SPDX-License-Identifier: Apache-2.0
// Stored alternatives against their reference: compare and no_reliable_difference where mean,
// deviation and count are stored, single_observation where they are not; what compiling costs.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <span>

#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const std::vector<std::string> kColumns{"setting",
                                               "mean",
                                               "against the reference",
                                               "interval of the difference",
                                               "runs that pay for compiling",
                                               "finding"};

static const Wording kCompare[] = {
    {"compare.stored.lower.1",
     "In {source}{@}, {a} has a lower mean {metric} than {b}: {va} against {vb}, a change of "
     "{percent}."},
    {"compare.stored.lower.2",
     "{a} shows {va} in {source}{@}, lower than {b} with {vb}, so that the mean {metric} changes "
     "by "
     "{percent}."},
    {"compare.stored.lower.3",
     "The mean {metric} of {a} in {source}{@} is {va}, lower by {gap} than that of {b}, which is "
     "{vb}."},
    {"compare.stored.higher.1",
     "In {source}{@}, {a} has a higher mean {metric} than {b}: {va} against {vb}, a change of "
     "{percent}."},
    {"compare.stored.higher.2",
     "{a} comes to {va} in {source}{@}, higher than {b} with {vb}, so that the mean {metric} "
     "changes "
     "by {percent}."},
    {"compare.stored.higher.3",
     "The mean {metric} of {a} in {source}{@} is {va}, higher by {gap} than that of {b}, which is "
     "{vb}."},
    {"compare.stored.model.lower.1",
     "For {subject} in {source}{@}, {a} has a lower mean {metric} than {b}: {va} against {vb}, a "
     "change of {percent}."},
    {"compare.stored.model.lower.2",
     "{subject} shows {va} with {a} in {source}{@}, a mean {metric} lower than with {b} at {vb}, "
     "or "
     "{percent}."},
    {"compare.stored.model.lower.4",
     "Under {a}, the mean {metric} of {subject} in {source}{@} is {va}, lower than the {vb} under "
     "{b} by "
     "{gap}."},
    {"compare.stored.model.lower.3",
     "Run by {a}, {subject} shows a mean {metric} of {va} in {source}{@}, lower by {gap} than "
     "under "
     "{b} with {vb}."},
    {"compare.stored.model.higher.1",
     "For {subject} in {source}{@}, {a} has a higher mean {metric} than {b}: {va} against {vb}, a "
     "change of {percent}."},
    {"compare.stored.model.higher.2",
     "{subject} comes to {va} with {a} in {source}{@}, a mean {metric} higher than with {b} at "
     "{vb}, "
     "or {percent}."},
    {"compare.stored.model.higher.4",
     "Under {a}, the mean {metric} of {subject} in {source}{@} is {va}, higher than the {vb} under "
     "{b} by "
     "{gap}."},
    {"compare.stored.model.higher.3",
     "Run by {a}, {subject} shows a mean {metric} of {va} in {source}{@}, higher by {gap} than "
     "under "
     "{b} with {vb}."},
    {"compare.stored.pays.1",
     "In {source}{@}, {a} has a lower mean {metric} than {b}, {va} against {vb}; the {cost} that "
     "compiling took are paid back after {runs} runs."},
    {"compare.stored.pays.2",
     "{a} shows {va} in {source}{@}, lower than {b} with {vb}, and it needs {runs} runs to earn "
     "back "
     "the {cost} of its compilation."},
    {"compare.stored.pays.3",
     "Compiling for {a} took {cost} in {source}{@}, and {runs} runs pay for it: the mean {metric} "
     "is "
     "{va}, lower than {vb} under {b}."},
    {"compare.stored.pays.4",
     "With {cost} of compiling behind it, {a} has a mean {metric} of {va} in {source}{@}, lower "
     "than "
     "{vb} under {b}; {runs} runs make up for it."},
    {"compare.stored.pays.5",
     "It takes {runs} runs in {source}{@} until {a}, lower in mean {metric} than {b} at {va} "
     "against "
     "{vb}, has earned the {cost} of compiling."},
    {"compare.stored.pays.6",
     "The {cost} that {a} spends on compiling in {source}{@} come back in {runs} runs, its mean "
     "{metric} of {va} being lower than the {vb} of {b}."},
    {"compare.siblings.lower.1",
     "For {task}{@}, {a} has a lower mean {metric} than {b}, each from a file of its own: {va} "
     "against {vb}, a change of {percent}."},
    {"compare.siblings.lower.2",
     "{a} takes {task}{@} to a mean {metric} of {va} in {source}, lower than the {vb} of {b} in "
     "{other}, which is {percent}."},
    {"compare.siblings.lower.3",
     "Set file against file, {task}{@} shows a mean {metric} of {va} under {a}, lower by {gap} "
     "than the {vb} under {b}."},
    {"compare.siblings.higher.1",
     "For {task}{@}, {a} has a higher mean {metric} than {b}, each from a file of its own: {va} "
     "against {vb}, a change of {percent}."},
    {"compare.siblings.higher.2",
     "{a} takes {task}{@} to a mean {metric} of {va} in {source}, higher than the {vb} of {b} in "
     "{other}, which is {percent}."},
    {"compare.siblings.higher.3",
     "Set file against file, {task}{@} shows a mean {metric} of {va} under {a}, higher by {gap} "
     "than the {vb} under {b}."},
    {"compare.stored.row.lower", "| {a} | {va} | {percent} | {range} | {runs} | lower |", kColumns},
    {"compare.stored.row.higher", "| {a} | {va} | {percent} | {range} | – | higher |", kColumns},
};
static const Wording kNone[] = {
    {"no_reliable_difference.stored.1",
     "In {source}{@}, {a} and {b} show no reliable difference in mean {metric}: {va} against "
     "{vb}."},
    {"no_reliable_difference.stored.2",
     "No reliable difference in mean {metric} separates {a} at {va} from {b} at {vb} in "
     "{source}{@}."},
    {"no_reliable_difference.stored.3",
     "{a} with a mean {metric} of {va} cannot be told apart from {b} with {vb} in {source}{@}."},
    {"no_reliable_difference.stored.model.1",
     "For {subject} in {source}{@}, {a} and {b} show no reliable difference in mean {metric}: {va} "
     "against {vb}."},
    {"no_reliable_difference.stored.model.2",
     "Whether {subject} runs under {a} or {b} makes no reliable difference to its mean {metric} "
     "in {source}{@}: {va} and {vb}."},
    {"no_reliable_difference.stored.model.3",
     "{subject} cannot be told apart under {a} and {b} in {source}{@}, where its mean {metric} is "
     "{va} and {vb}."},
    {"no_reliable_difference.stored.model.4",
     "No reliable difference in mean {metric} parts {a} from {b} for {subject} in {source}{@}: "
     "{va} "
     "and {vb}."},
    {"no_reliable_difference.stored.model.5",
     "The mean {metric} of {subject} in {source}{@}, {va} under {a} and {vb} under {b}, leaves no "
     "reliable difference between them."},
    {"no_reliable_difference.stored.model.6",
     "Between {a} at {va} and {b} at {vb}, the mean {metric} of {subject} shows no reliable "
     "difference in {source}{@}."},
    {"no_reliable_difference.stored.model.7",
     "With {va} under {a} and {vb} under {b}, no reliable difference in mean {metric} shows for "
     "{subject} in {source}{@}."},
    {"no_reliable_difference.stored.model.8",
     "{subject} in {source}{@} gives no reliable difference in mean {metric} between {a}, {va}, "
     "and "
     "{b}, {vb}."},
    {"no_reliable_difference.siblings.1",
     "For {task}{@}, {a} and {b}, each in a file of its own, show no reliable difference in mean "
     "{metric}: {va} against {vb}."},
    {"no_reliable_difference.siblings.2",
     "File against file, no reliable difference in mean {metric} separates {a} at {va} from {b} at "
     "{vb} for {task}{@}."},
    {"no_reliable_difference.siblings.3",
     "By mean {metric}, {a} and {b} cannot be told apart for {task}{@}: their files store {va} and "
     "{vb}."},
    {"no_reliable_difference.stored.row",
     "| {a} | {va} | {percent} | {range} | – | no reliable difference |", kColumns},
};
static const Wording kSingle[] = {
    {"single_observation.stored.1",
     "{source}{@} stores {va} as mean {metric} of {a} and {vb} of {b}, but not what a comparison "
     "of "
     "the two would need."},
    {"single_observation.stored.2",
     "For {a} and {b} {source}{@} keeps one number each as mean {metric}, {va} and {vb}, so "
     "that no side is taken."},
    {"single_observation.stored.3",
     "Without a count and a deviation, the mean {metric} of {a} and {b} in {source}{@} stands side "
     "by side, {va} and {vb}, and decides nothing."},
    {"single_observation.siblings.1",
     "For {task}{@}, {source} stores {va} as mean {metric} of {a} and {other} {vb} of {b}, but not "
     "what a comparison of the two would need."},
    {"single_observation.siblings.2",
     "The files of {a} and {b} keep one number each as mean {metric} of {task}{@}, {va} and {vb}, "
     "so that no side is taken."},
    {"single_observation.siblings.3",
     "Without a count and a deviation, the mean {metric} of {task}{@} stands file by file, {va} "
     "under {a} and {vb} under {b}, and decides nothing."},
    {"single_observation.stored.row", "| {a} | {va} | {percent} | – | – | single value |",
     kColumns},
};
static const Wording kTitles[] = {
    {"statement.contest",
     "Alternatives in {source}{@} by mean {metric}, against {reference} with {value}:"},
    {"statement.contest.model",
     "Alternatives for {subject} in {source}{@} by mean {metric}, against {reference} with "
     "{value}:"},
    {"statement.contest.siblings",
     "Alternatives for {task}{@} from files of their own by mean {metric}, against {reference} "
     "with {value}:"},
    {"statement.contest.row", "| {a} | {va} | – | – | – | reference |", kColumns},
};

namespace {

// An arm against the reference of its contest.
struct Rivals {
    const StoredContest& contest;
    const StoredArm& arm;
    const StoredArm& reference;
    FactId percent = kNoFact;
    FactId interval = kNoFact;  // of arm minus reference; kNoFact: no moments
    FactId runs = kNoFact;      // that pay for compiling
    std::string topic;
};

}  // namespace

static std::string topic_of(const Analysis& analysis, const StoredContest& contest,
                            std::size_t index) {
    return fmt::format("{}/{}/{}", analysis.records.sources[contest.source].path, contest.metric.id,
                       index);
}

static bool is_compared(const Rivals& rivals) {
    return rivals.arm.has_moments() && rivals.reference.has_moments() &&
           rivals.arm.mislabelled == nullptr;
}

static Rivals rivals_of(Analysis& analysis, const StoredContest& contest, const StoredArm& arm) {
    Rivals out{.contest = contest, .arm = arm, .reference = contest.arms[contest.reference]};
    out.percent =
        analysis.book.of_facts("percent_change", out.reference.mean, arm.mean, "change in percent");
    if (!is_compared(out)) return out;
    const StoredArm& other = out.reference;
    out.interval = analysis.book.of_moments(
        {arm.mean, arm.sd, arm.n, other.mean, other.sd, other.n},
        analysis.budget.level(Compared::kStored),
        fmt::format("difference of the means of `{}` and `{}`", arm.name, other.name), 6);
    return out;
}

static bool is_apart(const Analysis& analysis, const Rivals& rivals) {
    return rivals.interval != kNoFact && excludes_zero(analysis, rivals.interval);
}

// Compiling pays where each run takes less time: cost / (mean of the reference - mean).
static void add_runs(Analysis& analysis, Rivals& rivals) {
    if (rivals.arm.cost_alike == kNoFact || !is_apart(analysis, rivals)) return;
    const FactId gain = analysis.book.of_facts("difference", rivals.reference.mean, rivals.arm.mean,
                                               "time gained by a run");
    if (gain == kNoFact || !(analysis.book.number(gain) > 0)) return;
    const FactId runs =
        analysis.book.of_facts("ratio", rivals.arm.cost_alike, gain, "runs that pay for compiling");
    if (runs != kNoFact && analysis.book.number(runs) >= 1) rivals.runs = runs;
}

static bool is_higher(const Analysis& analysis, const Rivals& rivals) {
    return analysis.book.number(rivals.arm.mean) > analysis.book.number(rivals.reference.mean);
}

// What siblings did, where their rows name it.
static Slot task_of(const StoredContest& contest, FactId mean) {
    if (contest.task.empty()) return literal("the same work");
    return scope_of(contest.task, mean);
}

static void fill(Analysis& analysis, const Rivals& rivals, Proposition& out) {
    const StoredContest& contest = rivals.contest;
    out.slots = {{"a", scope_of(contest.key, rivals.arm.mean)},
                 {"b", scope_of(contest.key, rivals.reference.mean)},
                 {"va", link(rivals.arm.mean)},
                 {"vb", link(rivals.reference.mean)},
                 {"metric", literal(contest.metric.name)},
                 {"source", SourceSlot{rivals.arm.table->source}},
                 {"other", SourceSlot{rivals.reference.table->source}}};
    if (contest.siblings) out.slots["task"] = task_of(contest, rivals.arm.mean);
    if (rivals.percent != kNoFact) out.slots["percent"] = link(rivals.percent);
    if (rivals.interval != kNoFact) {
        out.slots["range"] = link(rivals.interval);
        out.arguments = {
            {"a", rivals.arm.mean}, {"b", rivals.reference.mean}, {"interval", rivals.interval}};
    } else {
        out.arguments = {{"value", rivals.arm.mean}};
    }
    if (analysis.book.at(rivals.arm.mean).scope.contains("model"))
        out.slots["subject"] = scope_of("model", rivals.arm.mean);
}

static void add_row(Analysis& analysis, const Rivals& rivals, std::string_view kind) {
    Proposition row{.kind = std::string(kind)};
    fill(analysis, rivals, row);
    row.slots["runs"] = rivals.runs == kNoFact ? Slot(literal("–")) : Slot(link(rivals.runs));
    if (rivals.percent == kNoFact) row.slots["percent"] = literal("–");
    row.wordings = {std::string(kind) + ".stored.row"};
    if (kind == "compare") {
        const bool higher = is_higher(analysis, rivals);
        row.arguments["direction"] = std::string(higher ? "higher" : "lower");
        if (rivals.runs != kNoFact) row.arguments["runs"] = rivals.runs;
        row.wordings = {row.wordings.front() + (higher ? ".higher" : ".lower")};
    }
    row.topic = "contest/" + rivals.topic;
    analysis.found.push_back(std::move(row));
}

// Names the settings of the contest in its wordings: " at `input=64`".
static void name_contest(const StoredContest& contest, Proposition& out) {
    if (contest.settings.empty()) return;
    for (std::size_t i = 0; i < contest.settings.size(); ++i) {
        out.slots[fmt::format("s{}", i + 1)] = NameSlot{contest.settings[i]};
    }
    for (std::string& id : out.wordings) id += fmt::format(".at{}", contest.settings.size());
}

static std::vector<std::string> worded(const std::string& family) {
    std::vector<std::string> out;
    for (const auto wordings : std::array<std::span<const Wording>, 3>{kCompare, kNone, kSingle}) {
        for (std::string& id : ids_of(wordings, family)) out.push_back(std::move(id));
    }
    return out;
}

static std::size_t rows_behind(const Analysis& analysis, const Rivals& rivals) {
    return static_cast<std::size_t>(analysis.book.number(rivals.arm.n));
}

static void add_compare(Analysis& analysis, const Rivals& rivals) {
    const bool higher = is_higher(analysis, rivals);
    const StoredArm& larger = higher ? rivals.arm : rivals.reference;
    const StoredArm& smaller = higher ? rivals.reference : rivals.arm;
    const FactId gap =
        analysis.book.of_facts("difference", larger.mean, smaller.mean, "difference");
    if (gap == kNoFact || rivals.percent == kNoFact) return;
    add_row(analysis, rivals, "compare");
    Proposition found{.kind = "compare"};
    fill(analysis, rivals, found);
    found.slots["gap"] = link(gap);
    found.arguments["direction"] = std::string(higher ? "higher" : "lower");
    const std::string stem = rivals.contest.siblings           ? "compare.siblings."
                             : found.slots.contains("subject") ? "compare.stored.model."
                                                               : "compare.stored.";
    found.wordings = worded(stem + (higher ? "higher" : "lower"));
    if (rivals.runs != kNoFact && !higher && !rivals.contest.siblings) {
        found.slots["runs"] = link(rivals.runs);
        found.slots["cost"] = link(rivals.arm.cost);
        found.arguments["runs"] = rivals.runs;
        found.wordings = worded("compare.stored.pays");
    }
    const bool lower_is_better = rivals.contest.metric.polarity == model::Polarity::kLowerIsBetter;
    found.salience = salience({.size = size_of_percent(analysis.book.number(rivals.percent)),
                               .certainty = 1,
                               .breadth = breadth_of(rows_behind(analysis, rivals)),
                               // An alternative that makes things worse is not what it is for.
                               .surprise = higher == lower_is_better ? 0.2 : 0});
    name_contest(rivals.contest, found);
    found.topic = "backend/" + rivals.topic + "/alternatives";
    analysis.found.push_back(std::move(found));
}

static void add_other(Analysis& analysis, const Rivals& rivals, const std::string& kind) {
    add_row(analysis, rivals, kind);
    Proposition found{.kind = kind};
    fill(analysis, rivals, found);
    const bool names = kind == "no_reliable_difference" && found.slots.contains("subject");
    found.wordings = worded(kind + (rivals.contest.siblings ? ".siblings"
                                    : names                 ? ".stored.model"
                                                            : ".stored"));
    found.salience =
        kind == "single_observation"
            ? salience({.surprise = 0.2})
            : salience({.certainty = 0.5, .breadth = breadth_of(rows_behind(analysis, rivals))});
    name_contest(rivals.contest, found);
    found.topic = "backend/" + rivals.topic + "/alternatives";
    analysis.found.push_back(std::move(found));
}

static std::vector<Rivals> all_rivals(Analysis& analysis) {
    std::vector<Rivals> out;
    for (std::size_t c = 0; c < analysis.contests.size(); ++c) {
        const StoredContest& contest = analysis.contests[c];
        for (std::size_t i = 0; i < contest.arms.size(); ++i) {
            if (i == contest.reference || contest.arms[i].mislabelled != nullptr) continue;
            out.push_back(rivals_of(analysis, contest, contest.arms[i]));
            out.back().topic = topic_of(analysis, contest, c);
        }
    }
    return out;
}

// In a table those that are apart come first, then those that are not, then what stands alone.
static void find_pairs(Analysis& analysis) {
    std::vector<Rivals> pairs = all_rivals(analysis);
    for (Rivals& rivals : pairs) {
        if (!is_apart(analysis, rivals)) continue;
        add_runs(analysis, rivals);
        add_compare(analysis, rivals);
    }
    for (const Rivals& rivals : pairs) {
        if (rivals.interval != kNoFact && !is_apart(analysis, rivals))
            add_other(analysis, rivals, "no_reliable_difference");
    }
    for (const Rivals& rivals : pairs) {
        if (rivals.interval == kNoFact) add_other(analysis, rivals, "single_observation");
    }
}

static void find_titles(Analysis& analysis) {
    for (std::size_t c = 0; c < analysis.contests.size(); ++c) {
        const StoredContest& contest = analysis.contests[c];
        const FactId mean = contest.arms[contest.reference].mean;
        const std::string topic = "contest/" + topic_of(analysis, contest, c);
        Proposition title{.kind = "statement"};
        title.slots = {{"source", SourceSlot{contest.source}},
                       {"reference", scope_of(contest.key, mean)},
                       {"value", link(mean)},
                       {"metric", literal(contest.metric.name)}};
        const bool named = analysis.book.at(mean).scope.contains("model");
        if (named) title.slots["subject"] = scope_of("model", mean);
        title.wordings = {named ? "statement.contest.model" : "statement.contest"};
        if (contest.siblings) {
            title.slots["task"] = task_of(contest, mean);
            title.wordings = {"statement.contest.siblings"};
        }
        name_contest(contest, title);
        title.topic = topic + "/title";
        analysis.found.push_back(std::move(title));
        Proposition row{.kind = "statement"};
        row.slots = {{"a", scope_of(contest.key, mean)}, {"va", link(mean)}};
        row.wordings = {"statement.contest.row"};
        row.topic = topic;
        analysis.found.push_back(std::move(row));
    }
}

static void find(Analysis& analysis) {
    find_titles(analysis);
    find_pairs(analysis);
}

Finder stored_compare_finder() {
    return {{kTitles, kCompare, kNone, kSingle}, find};
}

}  // namespace chimera::facts
