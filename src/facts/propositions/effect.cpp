// SPDX-License-Identifier: Apache-2.0
// effect: what one setting of a sweep does to a metric with all else equal. Of each setting the
// lowest and the highest level that may be compared are: an effect where the interval of their
// difference excludes zero, and no reliable difference where it does not.
#include <cmath>
#include <set>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const std::vector<std::string> kMeans{
    "model", "setting", "from", "mean there", "to", "mean there", "change", "interval", "finding"};
static const std::vector<std::string> kMedians{"model",        "setting",  "from",
                                               "median there", "to",       "median there",
                                               "change",       "interval", "finding"};

static const Wording kEffect[] = {
    {"effect.row.higher",
     "| {subject} | {parameter} | {from} | {low} | {to} | {high} | {change} | {interval} | higher "
     "|",
     kMeans},
    {"effect.row.lower",
     "| {subject} | {parameter} | {from} | {low} | {to} | {high} | {change} | {interval} | lower |",
     kMeans},
    {"effect.row.median.higher",
     "| {subject} | {parameter} | {from} | {low} | {to} | {high} | {change} | {interval} | higher "
     "|",
     kMedians},
    {"effect.row.median.lower",
     "| {subject} | {parameter} | {from} | {low} | {to} | {high} | {change} | {interval} | lower |",
     kMedians},
    {"effect.higher.1",
     "Other things equal, setting {parameter} to {from} and to {to} gives {subject} in {suite}{@} "
     "a {metric} of {low} and {high}: the second is higher by {change}."},
    {"effect.higher.2",
     "Going from {from} to {to} in {parameter}, with nothing else changed, the {metric} of "
     "{subject} in {suite}{@} moves from {low} to {high}, higher by {change}."},
    {"effect.higher.3",
     "With {parameter} at {from}, {subject} in {suite}{@} has a {metric} of {low}; at {to}, the "
     "rest equal, it has {high}, higher by {change}."},
    {"effect.higher.4",
     "Moving {parameter} from {from} to {to} lifts the {metric} of {subject} in {suite}{@} by "
     "{change}, from {low} to {high}, with the rest held equal."},
    {"effect.lower.1",
     "Other things equal, setting {parameter} to {from} and to {to} gives {subject} in {suite}{@} "
     "a {metric} of {low} and {high}: the second is lower, a change of {change}."},
    {"effect.lower.2",
     "Going from {from} to {to} in {parameter}, with nothing else changed, the {metric} of "
     "{subject} in {suite}{@} moves from {low} to {high}, a change of {change}."},
    {"effect.lower.3",
     "With {parameter} at {from}, {subject} in {suite}{@} has a {metric} of {low}; at {to}, the "
     "rest equal, it has {high}, lower by a change of {change}."},
    {"effect.lower.4",
     "Moving {parameter} from {from} to {to} takes the {metric} of {subject} in {suite}{@} down "
     "from {low} to {high}, a change of {change} with the rest held equal."},
};
static const Wording kNone[] = {
    {"no_reliable_difference.row",
     "| {subject} | {parameter} | {from} | {low} | {to} | {high} | {change} | {interval} | no "
     "reliable difference |",
     kMeans},
    {"no_reliable_difference.row.median",
     "| {subject} | {parameter} | {from} | {low} | {to} | {high} | {change} | {interval} | no "
     "reliable difference |",
     kMedians},
    {"no_reliable_difference.setting.1",
     "Other things equal, {parameter} makes no reliable difference to the {metric} of {subject} in "
     "{suite}{@} between {from} and {to}: {low} against {high}."},
    {"no_reliable_difference.setting.2",
     "Between {parameter} at {from} and at {to} there is no reliable difference in {metric} of "
     "{subject} in {suite}{@}: {low} and {high}."},
    {"no_reliable_difference.setting.3",
     "For {subject} in {suite}{@}, moving {parameter} from {from} to {to} does not reliably change "
     "the {metric}: {low} becomes {high}."},
    {"no_reliable_difference.setting.4",
     "Neither level of {parameter}, {from} nor {to}, gives {subject} in {suite}{@} a reliably "
     "different {metric}: {low} and {high}."},
};
static const Wording kTitle[] = {
    {"statement.effects",
     "The settings of {suite}, one at a time and the rest held equal, by {metric} in {unit}:"},
    {"statement.effects.pure",
     "The settings of {suite}, one at a time and the rest held equal, by {metric}:"},
};

// The two arms measured: kNoFact in `interval` where nothing may be said of them.
struct Measured {
    FactId low = kNoFact;
    FactId high = kNoFact;
    FactId interval = kNoFact;  // high - low
    FactId change = kNoFact;    // percent of low
    bool by_median = false;
};

static Measured measure(Analysis& analysis, const Arms& arms) {
    Measured out;
    out.by_median = has_cold_start(arms.low) || has_cold_start(arms.high);
    const auto estimate = [&](const Series& arm) {
        return out.by_median ? analysis.book.of_series(arm, "median", {}, std::nullopt)
                             : mean_of(analysis, arm);
    };
    out.low = estimate(arms.low);
    out.high = estimate(arms.high);
    if (out.low == kNoFact || out.high == kNoFact) return out;
    PairOp op{.op = out.by_median ? "hl_ci"
                    : arms.paired ? "paired_ci"
                                  : "welch_ci",
              .level = analysis.budget.level(Compared::kSettings)};
    if (!settle_dependence(arms.high, arms.low, op)) return out;
    out.interval = analysis.book.of_pair(arms.high, arms.low, op);
    out.change = analysis.book.of_facts("percent_change", out.low, out.high, "change in percent");
    return out;
}

static Proposition proposition_of(const Analysis& analysis, const Trial& trial,
                                  const Measured& measured) {
    const Series& whole = analysis.series[analysis.sweeps[trial.sweep].series];
    const Factor& factor = *trial.arms->factor;
    const Interval& interval = analysis.book.interval(measured.interval);
    const bool apart = excludes_zero(analysis, measured.interval);
    Proposition out{.kind = apart ? "effect" : "no_reliable_difference"};
    if (apart) {
        out.arguments = {{"parameter", factor.name()},
                         {"low", measured.low},
                         {"high", measured.high},
                         {"direction", interval.first > 0 ? "higher" : "lower"},
                         {"interval", measured.interval}};
    } else {
        out.arguments = {{"parameter", factor.name()},
                         {"a", measured.high},
                         {"b", measured.low},
                         {"interval", measured.interval}};
    }
    out.slots = {
        {"parameter", NameSlot{std::string(last_segment(factor.name()))}},
        {"from", scope_of(factor.name(), measured.low)},
        {"to", scope_of(factor.name(), measured.high)},
        {"low", link(measured.low)},
        {"high", link(measured.high)},
        {"change", link(measured.change)},
        {"interval", link(measured.interval)},
        {"metric", literal((measured.by_median ? "median " : "mean ") + whole.metric.name)},
        {"suite", suite_slot(whole, measured.low)}};
    if (whole.model().empty())
        out.slots["subject"] = literal("–");
    else
        out.slots["subject"] = scope_of("model", measured.low);
    return out;
}

static void add(Analysis& analysis, const Trial& trial, const Measured& measured) {
    const Series& whole = analysis.series[analysis.sweeps[trial.sweep].series];
    const std::string where = whole.metric.id + "/" + whole.suite();
    const Proposition made = proposition_of(analysis, trial, measured);
    const bool apart = made.kind == "effect";
    const bool up = analysis.book.number(measured.high) > analysis.book.number(measured.low);
    // The estimates stand one way and the interval of shifts the other: neither word holds.
    if (apart && up != (analysis.book.interval(measured.interval).first > 0)) return;
    Proposition row = made;
    row.slots["low"] = bare_link(analysis.book, measured.low);
    row.slots["high"] = bare_link(analysis.book, measured.high);
    row.slots["interval"] = bare_link(analysis.book, measured.interval);
    const std::string median = measured.by_median ? ".median" : "";
    row.wordings = {apart ? "effect.row" + median + (up ? ".higher" : ".lower")
                          : "no_reliable_difference.row" + median};
    row.topic = "settings/" + where;
    analysis.found.push_back(std::move(row));
    if (whole.model().empty()) return;
    Proposition prose = made;
    const auto ids = !apart ? wordings_of(kNone, "no_reliable_difference.setting")
                            : wordings_of(kEffect, up ? "effect.higher" : "effect.lower");
    if (!name_settings(whole, "model", ids, prose)) return;
    const double percent = std::fabs(analysis.book.number(measured.change));
    prose.salience = salience({.size = apart ? size_of_percent(percent) : 0,
                               .certainty = apart ? 1 : 0.5,
                               .breadth = breadth_of(whole.values.size()),
                               .surprise = apart ? 0.5 : 0.4});
    prose.topic = "effect/" + where;
    analysis.found.push_back(std::move(prose));
}

// One title for the rows of each table.
static void add_titles(Analysis& analysis) {
    std::set<std::string> titled;
    const std::size_t before = analysis.found.size();
    for (std::size_t i = 0; i < before; ++i) {
        const std::string& topic = analysis.found[i].topic;
        if (!topic.starts_with("settings/") || !titled.insert(topic).second) continue;
        const Slots& row = analysis.found[i].slots;
        const auto& low = std::get<FactSlot>(row.at("low"));
        const auto* metric = model::find_metric(analysis.book.at(low.fact).metric);
        if (metric == nullptr) continue;
        Proposition title{.kind = "statement"};
        title.slots = {{"suite", row.at("suite")},
                       {"metric", literal(metric->name)},
                       {"unit", literal(metric->unit)}};
        title.wordings = {metric->unit.empty() ? "statement.effects.pure" : "statement.effects"};
        title.topic = topic + "/title";
        analysis.found.push_back(std::move(title));
    }
}

static void find(Analysis& analysis) {
    for (const Trial& trial : analysis.trials) {
        if (!trial.arms) continue;
        const Measured measured = measure(analysis, *trial.arms);
        if (measured.interval == kNoFact || measured.change == kNoFact) continue;
        add(analysis, trial, measured);
    }
    add_titles(analysis);
}

Finder effect_finder() {
    return {{kEffect, kNone, kTitle}, find};
}

}  // namespace chimera::facts
