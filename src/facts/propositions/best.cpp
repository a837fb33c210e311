// SPDX-License-Identifier: Apache-2.0
// best and worst: the extreme of all comparable facts of a suite, if the interval of its difference
// to the next excludes zero; otherwise the two are tied, and the sentence says so.
#include <map>

#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kBest[] = {
    {"best.highest.1",
     "{winner} has the highest {metric} in {suite}{@}: {value}, before {second} with {next}."},
    {"best.highest.2",
     "The highest {metric} in {suite}{@} is that of {winner}, at {value}; {second} follows with "
     "{next}."},
    {"best.highest.3",
     "In {suite}{@}, {winner} ranks first by {metric}, at {value} against the {next} of {second}."},
    {"best.highest.4",
     "At {value}, {winner} sets the highest {metric} in {suite}{@}; the runner-up, {second}, "
     "reaches {next}."},
    {"best.highest.5",
     "No other choice in {suite}{@} reaches the {value} of {winner} in {metric}; {second} comes "
     "closest, at {next}."},
    {"best.lead.1",
     "{winner} leads {suite}{@} in {metric} by {percent}: {value}, against {next} for {second}, "
     "the next in line."},
    {"best.lead.2",
     "Behind the {value} of {winner}, the highest {metric} in {suite}{@}, comes {second} with "
     "{next}: the lead is {percent}."},
    {"best.lead.3",
     "With {value}, {winner} tops {suite}{@} in {metric}, {percent} above {second} and its "
     "{next}."},
    {"best.lowest.1",
     "{winner} has the lowest {metric} in {suite}{@}: {value}, before {second} with {next}."},
    {"best.lowest.2",
     "The lowest {metric} in {suite}{@} is that of {winner}, at {value}; {second} follows with "
     "{next}."},
    {"best.lowest.3",
     "In {suite}{@}, {winner} ranks first by {metric}, at {value} against the {next} of {second}."},
    {"best.lowest.4",
     "At {value}, {winner} keeps the lowest {metric} in {suite}{@}; the runner-up, {second}, shows "
     "{next}."},
    {"best.lowest.5",
     "No other choice in {suite}{@} gets down to the {value} of {winner} in {metric}; {second} "
     "comes closest, at {next}."},
    {"best.tied.1",
     "{winner} and {second} are tied for the best {metric} in {suite}{@}: {value} against {next}."},
    {"best.tied.2",
     "For the best {metric} in {suite}{@}, {winner} at {value} and {second} at {next} are tied."},
    {"best.tied.3",
     "First place in {suite}{@} by {metric} is tied between {winner} with {value} and {second} "
     "with {next}."},
    {"best.tied.4",
     "A tie heads {suite}{@} by {metric}: the rows do not part {winner} with {value} from {second} "
     "with {next}."},
    {"best.tied.5",
     "The data do not break the tie for the best {metric} in {suite}{@} between {winner}, {value}, "
     "and {second}, {next}."},
};
static const Wording kWorst[] = {
    {"worst.highest.1",
     "{winner} has the highest {metric} in {suite}{@}: {value}, behind {second} with {next}."},
    {"worst.highest.2",
     "Last by {metric} in {suite}{@} is {winner}, at {value}, while {second} keeps to {next}."},
    {"worst.highest.3",
     "At the far end of {suite}{@} stands {winner}, whose {metric} of {value} is the highest; "
     "{second}, one place up, has {next}."},
    {"worst.lowest.1",
     "{winner} has the lowest {metric} in {suite}{@}: {value}, behind {second} with {next}."},
    {"worst.lowest.2",
     "At the end of {suite}{@} stands {winner} with the lowest {metric}, {value}; {second} reaches "
     "{next}."},
    {"worst.lowest.3",
     "Last by {metric} in {suite}{@} is {winner}, at {value}, while {second} gets to {next}."},
    {"worst.lowest.4",
     "Nothing in {suite}{@} falls below the {value} of {winner} in {metric}; {second}, one place "
     "up, has {next}."},
};

// How good the answers of each model are, where the folder says: the first series that does.
using Quality = std::map<std::string, std::size_t>;

static Quality qualities_of(const Analysis& analysis) {
    Quality out;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const Summary& summary = analysis.summaries[i];
        const bool known = summary.mean != kNoFact || summary.cell != kNoFact;
        if (known && measures_quality(series.metric) && !series.model().empty()) {
            out.emplace(series.model(), i);
        }
    }
    return out;
}

static void name_quality(const Analysis& analysis, const Quality& qualities, const Series& winner,
                         Proposition& out) {
    const auto found = qualities.find(winner.model());
    if (found == qualities.end()) return;
    const Summary& summary = analysis.summaries[found->second];
    // A score of another suite is told beside both speeds, where its suite is named.
    if (analysis.series[found->second].suite() != winner.suite()) return;
    out.slots["quality"] = link(summary.mean != kNoFact ? summary.mean : summary.cell);
    out.slots["measure"] = literal(analysis.series[found->second].metric.name);
}

// The extreme of one end of a ranking against its neighbour.
static void add_extreme(Analysis& analysis, const Ranking& ranking, const Quality& qualities,
                        bool is_best) {
    const auto& order = ranking.order;
    const Ranked& winner = is_best ? order.front() : order.back();
    const Ranked& second = is_best ? order[1] : order[order.size() - 2];
    const Series& series = analysis.series[winner.series];
    const FactId interval = interval_between(analysis, ranking, winner, second);
    if (interval == kNoFact) return;
    const bool apart = excludes_zero(analysis, interval);
    if (!apart && !is_best) return;
    const bool higher_is_better = series.metric.polarity == model::Polarity::kHigherIsBetter;
    const std::string direction = higher_is_better == is_best ? "highest" : "lowest";
    std::vector<FactId> among;
    for (const Ranked& ranked : order) among.push_back(ranked.estimate);
    Proposition found{.kind = is_best ? "best" : "worst"};
    found.arguments = {{"winner", winner.estimate},
                       {"among", among},
                       {"direction", direction},
                       {"interval", interval}};
    if (!apart) found.arguments["tied"] = std::vector<FactId>{second.estimate};
    const std::string& dimension = ranking.set->dimension;
    found.slots = {
        {"winner", arm_slot(analysis, dimension, winner.estimate)},
        {"second", arm_slot(analysis, dimension, second.estimate)},
        {"value", link(winner.estimate)},
        {"next", link(second.estimate)},
        {"metric", literal((ranking.by_median ? "median " : "mean ") + series.metric.name)},
        {"suite", suite_slot(series, winner.estimate)}};
    const FactId percent = analysis.book.of_facts("percent_change", second.estimate,
                                                  winner.estimate, "change in percent");
    if (percent != kNoFact) found.slots["percent"] = link(percent);
    const std::string family = (is_best ? "best." : "worst.") + (apart ? direction : "tied");
    std::vector<std::string_view> ids =
        wordings_of(is_best ? std::span<const Wording>(kBest) : kWorst, family);
    if (is_best && apart && direction == "highest" && percent != kNoFact) {
        const auto leads = wordings_of(kBest, "best.lead");
        ids.insert(ids.begin() + 1, leads.begin(), leads.end());
    }
    if (!name_shared(series, dimension, ids, found)) return;
    const double size = percent == kNoFact ? 0 : analysis.book.number(percent);
    if (is_best) name_quality(analysis, qualities, series, found);
    found.salience = salience({.size = size_of_percent(size),
                               .certainty = !apart    ? 0.3
                                            : is_best ? 1
                                                      : 0.6,
                               .breadth = breadth_of(series.values.size()),
                               .surprise = is_best ? 0.2 : 0});
    found.topic = "rank/" + series.metric.id + "/" + series.suite();
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis, bool is_best) {
    const Quality qualities = is_best ? qualities_of(analysis) : Quality();
    for (const Ranking& ranking : analysis.rankings) {
        if (!ranking.alone || (!is_best && ranking.order.size() < 3)) continue;
        add_extreme(analysis, ranking, qualities, is_best);
    }
}

Finder best_finder() {
    return {{kBest}, [](Analysis& analysis) { find(analysis, true); }};
}
Finder worst_finder() {
    return {{kWorst}, [](Analysis& analysis) { find(analysis, false); }};
}

}  // namespace chimera::facts
