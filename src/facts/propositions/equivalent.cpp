// SPDX-License-Identifier: Apache-2.0
// equivalent: two arms whose difference, at 90 %, lies within the spread of single runs: the
// coefficient of variation of the steadier arm is the margin, and the text states it.
#include <algorithm>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"equivalent.1",
     "For {metric} in {suite}{@}, {a} and {b} are equivalent: {va} and {vb} differ by less than "
     "the {margin} by which single runs scatter."},
    {"equivalent.2",
     "{a} and {b}, with a {metric} of {va} and {vb} in {suite}{@}, are equivalent within {margin}, "
     "the scatter of single runs."},
    {"equivalent.3",
     "In {suite}{@}, {a} at {va} and {b} at {vb} are equivalent in {metric}, for the gap stays "
     "within the {margin} by which single runs vary."},
    {"equivalent.4",
     "Choosing between {a} and {b} does not move the {metric} in {suite}{@}: {va} and {vb} are "
     "equivalent within {margin}, the scatter of single runs."},
    {"equivalent.setting.1",
     "For {metric} of {subject} in {suite}{@}, {parameter} at {from} and at {to} are equivalent: "
     "{low} and {high} differ by less than the {margin} by which single runs scatter."},
    {"equivalent.setting.2",
     "Whether {parameter} is {from} or {to} does not move the {metric} of {subject} in {suite}{@}: "
     "{low} and {high} are equivalent within {margin}, the scatter of single runs."},
    {"equivalent.setting.3",
     "In {suite}{@}, the {metric} of {subject} is equivalent with {parameter} at {from} and at "
     "{to}: {low} and {high}, closer than the {margin} by which single runs scatter."},
    {"equivalent.setting.4",
     "Between {from} and {to}, {parameter} leaves the {metric} of {subject} in {suite}{@} "
     "equivalent: {low} and {high}, where single runs scatter by {margin}."},
};

std::optional<Equivalence> equivalence_of(Analysis& analysis, const Series& a, const Series& b) {
    if (!may_be_compared(a) || !may_be_compared(b)) return std::nullopt;
    if (has_cold_start(a) || has_cold_start(b)) return std::nullopt;
    Equivalence out;
    out.interval = analysis.book.of_pair(a, b, {.op = "percent_ci", .level = 0.9});
    if (out.interval == kNoFact) return std::nullopt;
    for (const Series* arm : {&a, &b}) {
        const FactId cv = analysis.book.of_series(*arm, "cv", {}, std::nullopt);
        if (cv == kNoFact) return std::nullopt;
        if (out.margin == kNoFact || analysis.book.number(cv) < analysis.book.number(out.margin)) {
            out.margin = cv;
        }
    }
    const double most = analysis.book.number(out.margin);
    const Interval& bounds = analysis.book.interval(out.interval);
    if (bounds.first < -most || bounds.second > most) return std::nullopt;
    return out;
}

static void find_pairs(Analysis& analysis) {
    for (const Contrast& contrast : analysis.contrasts) {
        if (contrast.reliable || contrast.ranking->by_median) continue;
        const Series& a = analysis.series[contrast.larger.series];
        const Series& b = analysis.series[contrast.smaller.series];
        const auto tested = equivalence_of(analysis, a, b);
        if (!tested) continue;
        Proposition found{.kind = "equivalent"};
        fill_slots(analysis, contrast, found);
        found.slots["margin"] = link(tested->margin);
        found.arguments = {{"a", contrast.larger.estimate},
                           {"b", contrast.smaller.estimate},
                           {"interval", tested->interval},
                           {"margin", tested->margin}};
        const auto ids = wordings_of(kWordings, "equivalent");
        if (!name_shared(a, contrast.ranking->set->dimension, ids, found)) continue;
        found.salience =
            salience({.certainty = 0.9, .breadth = breadth_of(a.values.size()), .surprise = 0.4});
        found.topic = "compare/" + a.metric.id + "/" + a.suite();
        analysis.found.push_back(std::move(found));
    }
}

static void find_settings(Analysis& analysis) {
    for (const Trial& trial : analysis.trials) {
        if (!trial.arms) continue;
        const Series& whole = analysis.series[analysis.sweeps[trial.sweep].series];
        if (whole.model().empty()) continue;
        const auto tested = equivalence_of(analysis, trial.arms->high, trial.arms->low);
        if (!tested) continue;
        const FactId low = mean_of(analysis, trial.arms->low);
        const FactId high = mean_of(analysis, trial.arms->high);
        const std::string& factor = trial.arms->factor->name();
        Proposition found{.kind = "equivalent"};
        found.arguments = {
            {"a", high}, {"b", low}, {"interval", tested->interval}, {"margin", tested->margin}};
        found.slots = {{"parameter", NameSlot{std::string(last_segment(factor))}},
                       {"from", scope_of(factor, low)},
                       {"to", scope_of(factor, high)},
                       {"low", link(low)},
                       {"high", link(high)},
                       {"margin", link(tested->margin)},
                       {"metric", literal("mean " + whole.metric.name)},
                       {"subject", scope_of("model", low)},
                       {"suite", suite_slot(whole, low)}};
        const auto ids = wordings_of(kWordings, "equivalent.setting");
        if (!name_settings(whole, "model", ids, found)) continue;
        found.salience = salience(
            {.certainty = 0.9, .breadth = breadth_of(whole.values.size()), .surprise = 0.5});
        found.topic = "effect/" + whole.metric.id + "/" + whole.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder equivalent_finder() {
    return {{kWordings}, [](Analysis& analysis) {
                find_pairs(analysis);
                find_settings(analysis);
            }};
}

}  // namespace chimera::facts
