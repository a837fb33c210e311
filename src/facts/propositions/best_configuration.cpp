// SPDX-License-Identifier: Apache-2.0
// best, of the configurations of a sweep that repeats each: the one whose interval against every
// other excludes zero, or those that are tied with the first. A latency among whose repeats a cold
// start stands is ranked by medians.
#include <algorithm>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"best.configuration.highest.1",
     "Of its configurations in {suite}{@}, {subject} has the highest {metric} at {settings}: "
     "{value} over {n} rows, ahead of {others} with {next}."},
    {"best.configuration.highest.2",
     "At {settings}, {subject} reaches the highest {metric} of its configurations in {suite}{@}, "
     "{value} over {n} rows; {others} comes closest, with {next}."},
    {"best.configuration.highest.3",
     "The configuration to beat for {subject} in {suite}{@} is {settings}, whose {metric} of "
     "{value} over {n} rows is the highest; {others} follows with {next}."},
    {"best.configuration.highest.4",
     "Each configuration of {subject} was repeated in {suite}{@}, and {settings} came out "
     "best by {metric}: {value} over {n} rows against {next} at {others}."},
    {"best.configuration.lowest.1",
     "Of its configurations in {suite}{@}, {subject} has the lowest {metric} at {settings}: "
     "{value} over {n} rows, ahead of {others} with {next}."},
    {"best.configuration.lowest.2",
     "At {settings}, {subject} gets down to the lowest {metric} of its configurations in "
     "{suite}{@}, {value} over {n} rows; {others} comes closest, with {next}."},
    {"best.configuration.lowest.3",
     "The configuration to beat for {subject} in {suite}{@} is {settings}, whose {metric} of "
     "{value} over {n} rows is the lowest; {others} follows with {next}."},
    {"best.configuration.lowest.4",
     "Each configuration of {subject} was repeated in {suite}{@}, and {settings} came out "
     "best by {metric}: {value} over {n} rows against {next} at {others}."},
    {"best.configuration.tied.1",
     "No single configuration of {subject} is best by {metric} in {suite}{@}: {settings} at "
     "{value} and {others} at {next} are tied."},
    {"best.configuration.tied.2",
     "By {metric} in {suite}{@}, the repeats of {subject} leave {settings} with {value} and "
     "{others} with {next} tied for the best configuration."},
    {"best.configuration.tied.3",
     "First among the configurations of {subject} in {suite}{@} by {metric} stand, tied, "
     "{settings} at {value} and {others} at {next}."},
    {"best.configuration.tied.4",
     "The tie for the best configuration of {subject} in {suite}{@} by {metric} is between "
     "{settings} with {value} and {others} with {next}."},
    {"best.configuration.several.1",
     "No single configuration of {subject} is best by {metric} in {suite}{@}: {settings} at "
     "{value} is tied with {others} at {next}, and cannot be told from {&} either."},
    {"best.configuration.several.2",
     "By {metric} in {suite}{@}, {subject} at {settings} with {value} is tied with {others} and "
     "its {next}, nor do the repeats part it from {&}."},
    {"best.configuration.several.3",
     "The tie at the head of the configurations of {subject} in {suite}{@} by {metric} holds "
     "{settings} at {value} and {others} at {next}; nothing parts the first from {&} either."},
    {"best.configuration.several.4",
     "For the best {metric} of {subject} in {suite}{@}, {settings} with {value} and {others} with "
     "{next} are tied, and no interval parts the first from {&}."},
    {"best.configuration.many.1",
     "No configuration of {subject} stands out by {metric} in {suite}{@}: {settings} at {value} "
     "and {others} at {next} are tied, and more of the others with them."},
    {"best.configuration.many.2",
     "By {metric} in {suite}{@}, the repeats of {subject} leave {settings} with {value} tied with "
     "{others} at {next}, and with more of the others."},
    {"best.configuration.many.3",
     "{subject} gives no reason to prefer one configuration in {suite}{@}: in {metric}, {settings} "
     "at {value} is tied with {others} at {next}, and with more of the others."},
    {"best.configuration.many.4",
     "A wide tie heads the configurations of {subject} in {suite}{@} by {metric}: {settings} with "
     "{value}, {others} with {next}, and more of the others besides."},
};

// One configuration with what it is ranked by.
struct Arm {
    const Series* rows = nullptr;
    FactId estimate = kNoFact;
    FactId interval = kNoFact;  // the first minus this one
    bool tied = false;
};

static std::string settings_text(const Configurations& all, const Series& arm) {
    std::vector<std::string> out;
    for (const std::string& key : all.parameters)
        out.push_back(std::string(last_segment(key)) + "=" + arm.scope.at(key));
    return join(out, ", ");
}

// Better first; empty where a configuration has no estimate.
static std::vector<Arm> ranked(Analysis& analysis, const Configurations& all, bool by_median) {
    std::vector<Arm> out;
    for (const Series& rows : all.arms) {
        const FactId estimate = by_median
                                    ? analysis.book.of_series(rows, "median", {}, std::nullopt)
                                    : mean_of(analysis, rows);
        if (estimate == kNoFact) return {};
        out.push_back({&rows, estimate});
    }
    const bool up = all.arms.front().metric.polarity == model::Polarity::kHigherIsBetter;
    std::stable_sort(out.begin(), out.end(), [&](const Arm& a, const Arm& b) {
        const double x = analysis.book.number(a.estimate);
        const double y = analysis.book.number(b.estimate);
        return up ? x > y : x < y;
    });
    return out;
}

// The first against each other one; false where some pair may not be compared, for then nothing
// tells whether it is ahead of that one.
static bool compare(Analysis& analysis, bool by_median, std::vector<Arm>& arms) {
    const Series& first = *arms.front().rows;
    const bool up = first.metric.polarity == model::Polarity::kHigherIsBetter;
    for (std::size_t i = 1; i < arms.size(); ++i) {
        PairOp op{.op = by_median ? "hl_ci" : "welch_ci",
                  .level = analysis.budget.level(Compared::kConfigurations)};
        if (differing_column(first, *arms[i].rows)) return false;
        if (!settle_dependence(first, *arms[i].rows, op)) return false;
        arms[i].interval = analysis.book.of_pair(first, *arms[i].rows, op);
        if (arms[i].interval == kNoFact) return false;
        const Interval& bounds = analysis.book.interval(arms[i].interval);
        const bool ahead = up ? bounds.first > 0 : bounds.second < 0;
        const bool behind = up ? bounds.second < 0 : bounds.first > 0;
        // Medians stand one way and the shift the other: neither word holds.
        if (behind) return false;
        arms[i].tied = !ahead;
    }
    return true;
}

static bool any_cold(const Configurations& all) {
    return std::any_of(all.arms.begin(), all.arms.end(), has_cold_start);
}
// A mean over repeats may hide the wait after a reload; with fewer than three nobody could tell.
static bool may_hide_a_cold_start(const Configurations& all) {
    return all.arms.front().metric.latency &&
           std::any_of(all.arms.begin(), all.arms.end(),
                       [](const Series& arm) { return arm.values.size() < 3; });
}

static void fill(Analysis& analysis, const Configurations& all, const std::vector<Arm>& arms,
                 Proposition& out) {
    const Series& whole = analysis.series[all.series];
    std::vector<FactId> among;
    std::vector<FactId> intervals;
    std::vector<FactId> tied;
    for (const Arm& arm : arms) {
        among.push_back(arm.estimate);
        if (arm.interval != kNoFact) intervals.push_back(arm.interval);
        if (arm.tied) tied.push_back(arm.estimate);
    }
    const auto rival = std::find_if(arms.begin() + 1, arms.end(),
                                    [&](const Arm& arm) { return tied.empty() || arm.tied; });
    const bool up = whole.metric.polarity == model::Polarity::kHigherIsBetter;
    out.arguments = {{"winner", arms.front().estimate},
                     {"among", among},
                     {"direction", up ? "highest" : "lowest"},
                     {"interval", rival->interval},
                     {"intervals", intervals},
                     {"of", analysis.book.of_series(whole, "count", {}, std::nullopt)},
                     {"parameters", all.parameters}};
    if (!tied.empty()) out.arguments["tied"] = tied;
    const bool by_median = analysis.book.at(arms.front().estimate).op == "median";
    const FactId rows = analysis.book.of_series(*arms.front().rows, "count", {}, std::nullopt);
    out.slots = {{"subject", scope_of("model", arms.front().estimate)},
                 {"suite", suite_slot(whole, arms.front().estimate)},
                 {"metric", literal((by_median ? "median " : "mean ") + whole.metric.name)},
                 {"settings", NameSlot{settings_text(all, *arms.front().rows)}},
                 {"value", link(arms.front().estimate)},
                 {"n", link(rows)},
                 {"others", NameSlot{settings_text(all, *rival->rows)}},
                 {"next", link(rival->estimate)}};
}

// The configurations that are tied with the first beside the one that the sentence gives in full.
static std::vector<std::string> further(const Configurations& all, const std::vector<Arm>& arms) {
    std::vector<std::string> out;
    for (const Arm& arm : arms) {
        if (arm.tied) out.push_back(settings_text(all, *arm.rows));
    }
    if (!out.empty()) out.erase(out.begin());
    return out;
}

static void add(Analysis& analysis, const Configurations& all) {
    const Series& whole = analysis.series[all.series];
    if (whole.model().empty() || may_hide_a_cold_start(all)) return;
    const bool by_median = any_cold(all);
    std::vector<Arm> arms = ranked(analysis, all, by_median);
    if (arms.empty() || !compare(analysis, by_median, arms)) return;
    Proposition found{.kind = "best"};
    fill(analysis, all, arms, found);
    const auto more = further(all, arms);
    const bool apart = !found.arguments.contains("tied");
    const bool up = whole.metric.polarity == model::Polarity::kHigherIsBetter;
    const bool listed = !more.empty() && more.size() <= kMostListed;
    const std::string family = apart          ? (up ? "highest" : "lowest")
                               : more.empty() ? "tied"
                               : listed       ? "several"
                                              : "many";
    const auto ids = wordings_of(kWordings, "best.configuration." + family);
    if (!name_settings(whole, "model", ids, found)) return;
    if (listed && !name_list(more, found)) return;
    found.salience = salience({.certainty = apart ? 1 : 0.4,
                               .breadth = breadth_of(whole.values.size()),
                               .surprise = apart ? 0.5 : 0.3});
    found.topic = "configuration/" + whole.metric.id + "/" + whole.suite();
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    for (const Configurations& all : analysis.configurations) add(analysis, all);
}

Finder best_configuration_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
