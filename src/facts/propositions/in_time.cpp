// SPDX-License-Identifier: Apache-2.0
// compare, no_reliable_difference and equivalent of one thing measured on two occasions: runs,
// days, builds. The rows say that the occasions differ, not what made them differ: only builds that
// took turns on the same days are told apart as builds, day by day.
#include <cmath>

#include "core/text.h"
#include "facts/occasions.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kChanged[] = {
    {"compare.run.higher.1",
     "{subject} measured differently from run to run in {suite}{@}: in run {after} its {metric} is "
     "higher than in run {before}, {to} against {from}, a change of {percent}."},
    {"compare.run.higher.2",
     "Run {after} of {subject} in {suite}{@} came out higher in {metric} than run {before}, by "
     "{percent}: {to} against {from}."},
    {"compare.run.higher.3",
     "From run {before} to run {after}, {subject} in {suite}{@} went to a higher {metric}: {from} "
     "became {to}, a change of {percent}."},
    {"compare.run.lower.1",
     "{subject} measured differently from run to run in {suite}{@}: in run {after} its {metric} is "
     "lower than in run {before}, {to} against {from}, a change of {percent}."},
    {"compare.run.lower.2",
     "Run {after} of {subject} in {suite}{@} came out lower in {metric} than run {before}, a "
     "change of {percent}: {to} against {from}."},
    {"compare.run.lower.3",
     "From run {before} to run {after}, {subject} in {suite}{@} went to a lower {metric}: {from} "
     "became {to}, a change of {percent}."},
    {"compare.day.higher.1",
     "The days differ for {subject} in {suite}{@}: on {after} its {metric} was higher than on "
     "{before}, {to} against {from}, a change of {percent}."},
    {"compare.day.higher.2",
     "Measured again on {after}, {subject} in {suite}{@} shows a higher {metric} than on {before}: "
     "{to} against {from}, a change of {percent} from day to day."},
    {"compare.day.higher.3",
     "Between the days {before} and {after} the {metric} of {subject} in {suite}{@} moved to a "
     "higher value, {from} to {to} or {percent}; the rows leave open what changed with the day."},
    {"compare.day.higher.4",
     "On {after}, {subject} in {suite}{@} came to {to} of {metric}, above the {from} of {before} "
     "by {percent}: these days differ by more than scatter."},
    {"compare.day.lower.1",
     "The days differ for {subject} in {suite}{@}: on {after} its {metric} was lower than on "
     "{before}, {to} against {from}, a change of {percent}."},
    {"compare.day.lower.2",
     "Measured again on {after}, {subject} in {suite}{@} shows a lower {metric} than on {before}: "
     "{to} against {from}, a change of {percent} from day to day."},
    {"compare.day.lower.3",
     "Between the days {before} and {after} the {metric} of {subject} in {suite}{@} moved to a "
     "lower value, {from} to {to} or {percent}; the rows leave open what changed with the day."},
    {"compare.day.lower.4",
     "On {after}, {subject} in {suite}{@} came to {to} of {metric}, below the {from} of {before}, "
     "a change of {percent}: these days differ beyond scatter."},
    {"compare.turns.higher.1",
     "With {factor} {after}, {subject} in {suite}{@} has a higher {metric} than with {before} on "
     "the same days: {to} against {from}, a change of {percent}."},
    {"compare.turns.higher.2",
     "Set side by side day by day, {factor} {after} gives {subject} in {suite}{@} a higher "
     "{metric} than {before}: {to} against {from}, a change of {percent}."},
    {"compare.turns.higher.3",
     "On days that saw both, the step from {factor} {before} to {after} takes the {metric} of "
     "{subject} in {suite}{@} higher, from {from} to {to}, a change of {percent}."},
    {"compare.turns.lower.1",
     "With {factor} {after}, {subject} in {suite}{@} has a lower {metric} than with {before} on "
     "the same days: {to} against {from}, a change of {percent}."},
    {"compare.turns.lower.2",
     "Set side by side day by day, {factor} {after} gives {subject} in {suite}{@} a lower "
     "{metric} than {before}: {to} against {from}, a change of {percent}."},
    {"compare.turns.lower.3",
     "On days that saw both, the step from {factor} {before} to {after} takes the {metric} of "
     "{subject} in {suite}{@} lower, from {from} to {to}, a change of {percent}."},
    {"compare.otherday.higher.1",
     "Both the {factor} and the day differ: with {after}, {subject} in {suite}{@} had a higher "
     "{metric} than with {before}, {to} against {from}, a change of {percent}."},
    {"compare.otherday.higher.2",
     "With {factor} {after}, {subject} in {suite}{@} shows a higher {metric} than with {before}, "
     "{to} against {from}, a change of {percent}; the days differ, and may account for it."},
    {"compare.otherday.higher.3",
     "From {factor} {before} to {after}, measured on other days, the {metric} of {subject} in "
     "{suite}{@} moved to a higher value: {from} before, {to} after, a change of {percent}."},
    {"compare.otherday.lower.1",
     "Both the {factor} and the day differ: with {after}, {subject} in {suite}{@} had a lower "
     "{metric} than with {before}, {to} against {from}, a change of {percent}."},
    {"compare.otherday.lower.2",
     "With {factor} {after}, {subject} in {suite}{@} shows a lower {metric} than with {before}, "
     "{to} against {from}, a change of {percent}; the days differ, and may account for it."},
    {"compare.otherday.lower.3",
     "From {factor} {before} to {after}, measured on other days, the {metric} of {subject} in "
     "{suite}{@} moved to a lower value: {from} before, {to} after, a change of {percent}."},
    {"compare.build.higher.1",
     "With {factor} {after}, {subject} in {suite}{@} shows a higher {metric} than with {before}, "
     "{to} against {from} or {percent}; the rows leave open what else changed."},
    {"compare.build.higher.2",
     "Rows with {factor} {after} have a higher {metric} for {subject} in {suite}{@} than those "
     "with {before}: {to} against {from}, a change of {percent}, whatever else changed with it."},
    {"compare.build.higher.3",
     "From {factor} {before} to {after}, and what else came with it, the {metric} of {subject} in "
     "{suite}{@} moved to a higher value: {from} before, {to} after, a change of {percent}."},
    {"compare.build.lower.1",
     "With {factor} {after}, {subject} in {suite}{@} shows a lower {metric} than with {before}, "
     "{to} against {from} or {percent}; the rows leave open what else changed."},
    {"compare.build.lower.2",
     "Rows with {factor} {after} have a lower {metric} for {subject} in {suite}{@} than those "
     "with {before}: {to} against {from}, a change of {percent}, whatever else changed with it."},
    {"compare.build.lower.3",
     "From {factor} {before} to {after}, and what else came with it, the {metric} of {subject} in "
     "{suite}{@} moved to a lower value: {from} before, {to} after, a change of {percent}."},
};

static const Wording kUnchanged[] = {
    {"no_reliable_difference.run.1",
     "The runs {before} and {after} of {subject} in {suite}{@} show no reliable difference in "
     "{metric}: {from} against {to}."},
    {"no_reliable_difference.run.2",
     "{subject} measured the same again in {suite}{@}: between run {before} and run {after} there "
     "is no reliable difference in {metric}, {from} and {to}."},
    {"no_reliable_difference.run.3",
     "Run {before} and run {after} of {subject} in {suite}{@} cannot be told apart by {metric}: "
     "{from} and {to}."},
    {"no_reliable_difference.run.4",
     "A repeat of {suite}{@} by {subject} made no reliable difference to the {metric}: {from} in "
     "run {before}, {to} in run {after}."},
    {"no_reliable_difference.day.1",
     "Measured again on {after}, {subject} in {suite}{@} shows no reliable difference in {metric} "
     "from {before}: {to} against {from}."},
    {"no_reliable_difference.day.2",
     "Between {before} and {after} the {metric} of {subject} in {suite}{@} shows no reliable "
     "difference: {from} and {to}."},
    {"no_reliable_difference.day.3",
     "The days {before} and {after} cannot be told apart by the {metric} of {subject} in "
     "{suite}{@}: {from} and {to}."},
    {"no_reliable_difference.build.1",
     "Between {factor} {before} and {after}, {subject} in {suite}{@} shows no reliable difference "
     "in {metric}: {from} against {to}."},
    {"no_reliable_difference.build.2",
     "The step from {factor} {before} to {after} brought no reliable difference in the {metric} of "
     "{subject} in {suite}{@}: {from} and {to}."},
    {"no_reliable_difference.build.3",
     "By {metric}, {factor} {before} and {after} cannot be told apart for {subject} in {suite}{@}: "
     "{from} and {to}."},
};

static const Wording kEquivalent[] = {
    {"equivalent.run.1",
     "The {metric} of {subject} in {suite}{@} is equivalent in run {before} and in run {after}: "
     "{from} and {to} differ by less than the {margin} by which single values scatter."},
    {"equivalent.run.2",
     "Run {after} gave {subject} in {suite}{@} a {metric} equivalent to that of run {before}: {to} "
     "after {from}, within the {margin} by which single values scatter."},
    {"equivalent.run.3",
     "From run {before} to run {after}, {subject} in {suite}{@} kept an equivalent {metric}: "
     "{from} and {to}, closer than the scatter of {margin}."},
    {"equivalent.day.1",
     "The {metric} of {subject} in {suite}{@} is equivalent on {before} and on {after}: {from} and "
     "{to} differ by less than the {margin} by which single values scatter."},
    {"equivalent.day.2",
     "From {before} to {after}, {subject} in {suite}{@} kept an equivalent {metric}: {from} and "
     "{to}, closer than the {margin} by which single values scatter."},
    {"equivalent.day.3",
     "Another day made {subject} in {suite}{@} neither better nor worse in {metric}: {from} on "
     "{before} and {to} on {after} are equivalent within {margin}, the scatter of single values."},
    {"equivalent.build.1",
     "The {metric} of {subject} in {suite}{@} is equivalent with {factor} {before} and {after}: "
     "{from} and {to} differ by less than the {margin} by which single values scatter."},
    {"equivalent.build.2",
     "From {factor} {before} to {after}, {subject} in {suite}{@} kept an equivalent {metric}: "
     "{from} and {to}, closer than the {margin} by which single values scatter."},
    {"equivalent.build.3",
     "Whether {factor} is {before} or {after}, the {metric} of {subject} in {suite}{@} is "
     "equivalent: {from} and {to}, within the {margin} by which single values scatter."},
};

static std::string_view family_of(StepIs is) {
    switch (is) {
        case StepIs::kRun: return "run";
        case StepIs::kDay: return "day";
        case StepIs::kTurns: return "turns";
        case StepIs::kOtherDay: return "otherday";
        case StepIs::kBuild: return "build";
    }
    return "run";
}

// What did not change needs no word on what else did.
static std::string_view plain_family_of(StepIs is) {
    const bool by_build = is == StepIs::kTurns || is == StepIs::kOtherDay || is == StepIs::kBuild;
    return by_build ? "build" : family_of(is);
}

static Proposition started(const Step& step, const char* kind) {
    const Series& series = *step.after;
    Proposition out{.kind = kind};
    out.arguments = {
        {"a", step.to}, {"b", step.from}, {"interval", step.interval}, {"across", step.key}};
    out.slots = {{"before", scope_of(step.key, step.from)},
                 {"after", scope_of(step.key, step.to)},
                 {"from", link(step.from)},
                 {"to", link(step.to)},
                 {"factor", NameSlot{std::string(last_segment(step.key))}},
                 {"metric", literal((step.by_median ? "median " : "mean ") + series.metric.name)},
                 {"subject", scope_of("model", step.to)},
                 {"suite", suite_slot(series, step.to)}};
    out.topic = "time/" + series.metric.id + "/" + series.suite();
    return out;
}

static void add(Analysis& analysis, const Step& step, std::span<const std::string_view> ids,
                Proposition found) {
    if (name_settings(*step.after, step.key, ids, found))
        analysis.found.push_back(std::move(found));
}

static void add_changed(Analysis& analysis, const Step& step, bool higher) {
    const FactId percent =
        analysis.book.of_facts("percent_change", step.from, step.to, "change in percent");
    if (percent == kNoFact) return;
    const std::string direction = higher ? "higher" : "lower";
    Proposition found = started(step, "compare");
    found.arguments["direction"] = direction;
    if (step.is == StepIs::kTurns) found.arguments["days"] = std::string("shared");
    found.slots["percent"] = link(percent);
    found.salience = salience({.size = size_of_percent(analysis.book.number(percent)),
                               .certainty = 1,
                               .breadth = breadth_of(step.after->values.size()),
                               .surprise = step.is == StepIs::kTurns ? 0.9 : 0.6});
    const std::string family = "compare." + std::string(family_of(step.is)) + "." + direction;
    add(analysis, step, wordings_of(kChanged, family), std::move(found));
}

static void add_unchanged(Analysis& analysis, const Step& step) {
    const std::string family(plain_family_of(step.is));
    std::optional<Equivalence> same;
    if (!step.by_median) same = equivalence_of(analysis, *step.after, *step.before);
    Proposition found = started(step, same ? "equivalent" : "no_reliable_difference");
    if (same) {
        found.arguments["interval"] = same->interval;
        found.arguments["margin"] = same->margin;
        found.slots["margin"] = link(same->margin);
    }
    found.salience = salience({.certainty = same ? 0.9 : 0.5,
                               .breadth = breadth_of(step.after->values.size()),
                               .surprise = same ? 0.4 : 0.3});
    const auto ids = same ? wordings_of(kEquivalent, "equivalent." + family)
                          : wordings_of(kUnchanged, "no_reliable_difference." + family);
    add(analysis, step, ids, std::move(found));
}

static void find(Analysis& analysis) {
    for (const Step& step : analysis.steps) {
        if (step.after->model().empty()) continue;
        const Interval& bounds = analysis.book.interval(step.interval);
        const double change = analysis.book.number(step.to) - analysis.book.number(step.from);
        const bool higher = bounds.first > 0;
        const bool lower = bounds.second < 0;
        if (!higher && !lower) {
            add_unchanged(analysis, step);
        } else if (higher ? change > 0 : change < 0) {
            // Else the medians stand the other way round than their shift.
            add_changed(analysis, step, higher);
        }
    }
}

Finder in_time_finder() {
    return {{kChanged, kUnchanged, kEquivalent}, find};
}

}  // namespace chimera::facts
