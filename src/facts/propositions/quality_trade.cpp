// SPDX-License-Identifier: Apache-2.0
// compare, of two models whose speed differs and whose answers were scored: what the faster one
// costs in quality, or brings. The interval is that of the speed; the scores are told as they are.
#include <map>

#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"compare.quality.1",
     "Moving from {b} to {a} in {suite}{@} takes the {metric} from {vb} to {va}, by {percent}, and "
     "the {measure} in {exam} from {qb} to {qa}, by {cost}."},
    {"compare.quality.2",
     "Between {b} and {a} in {suite}{@}, the {metric} goes from {vb} to {va} and the {measure} in "
     "{exam} from {qb} to {qa}, changes of {percent} and {cost}."},
    {"compare.quality.3",
     "What {b} and {a} trade in {suite}{@} is {metric}, {vb} to {va}, against {measure} in {exam}, "
     "{qb} to {qa}: changes of {percent} and {cost}."},
    {"compare.quality.4",
     "Weigh {b} and {a} in {suite}{@} on both scales: {metric} goes from {vb} to {va}, by "
     "{percent}, "
     "and {measure} in {exam} from {qb} to {qa}, by {cost}."},
    {"compare.quality.single.1",
     "Moving from {b} to {a} in {suite}{@} takes the {metric} from {vb} to {va}, by {percent}, and "
     "the {measure} in {exam}, one value each, from {qb} to {qa}, by {cost}."},
    {"compare.quality.single.2",
     "Between {b} and {a} in {suite}{@}, the {metric} goes from {vb} to {va}, by {percent}; the "
     "{measure} in {exam}, one value each, goes from {qb} to {qa}, by {cost}."},
    {"compare.quality.single.3",
     "What {b} and {a} trade in {suite}{@} is {metric}, {vb} to {va}, against {measure} in {exam}, "
     "one value each, {qb} to {qa}: changes of {percent} and {cost}."},
    {"compare.quality.single.4",
     "Weigh {b} and {a} in {suite}{@} by {metric}, {vb} to {va} or {percent}, and by {measure} in "
     "{exam}, {qb} to {qa} or {cost}, though each score is one value."},
};

// How good the answers of each model are: the first series that says so.
static std::map<std::string, std::size_t> qualities_of(const Analysis& analysis) {
    std::map<std::string, std::size_t> out;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (measures_quality(series.metric) && !series.model().empty())
            out.emplace(series.model(), i);
    }
    return out;
}

static FactId score_of(const Analysis& analysis, std::size_t series) {
    const Summary& summary = analysis.summaries[series];
    return summary.mean != kNoFact ? summary.mean : summary.cell;
}

static bool asks_the_same(const Series& a, const Series& b) {
    return a.metric.id == b.metric.id && a.suite() == b.suite() && !a.suite().empty() &&
           (a.values.size() == 1) == (b.values.size() == 1);
}

static void add(Analysis& analysis, const Contrast& contrast,
                const std::map<std::string, std::size_t>& qualities) {
    const Series& first = analysis.series[contrast.larger.series];
    const auto a = qualities.find(first.model());
    const auto b = qualities.find(analysis.series[contrast.smaller.series].model());
    if (a == qualities.end() || b == qualities.end()) return;
    const Series& score = analysis.series[a->second];
    if (!asks_the_same(score, analysis.series[b->second])) return;
    const FactId of_a = score_of(analysis, a->second);
    const FactId of_b = score_of(analysis, b->second);
    if (of_a == kNoFact || of_b == kNoFact) return;
    const FactId percent = analysis.book.of_facts("percent_change", contrast.smaller.estimate,
                                                  contrast.larger.estimate, "change in percent");
    const FactId cost = analysis.book.of_facts("percent_change", of_b, of_a, "change in percent");
    if (percent == kNoFact || cost == kNoFact) return;
    Proposition found{.kind = "compare"};
    fill_slots(analysis, contrast, found);
    const bool single = score.values.size() == 1;
    found.arguments = {{"a", contrast.larger.estimate},
                       {"b", contrast.smaller.estimate},
                       {"direction", "higher"},
                       {"interval", contrast.interval}};
    found.slots["percent"] = link(percent);
    found.slots["cost"] = link(cost);
    found.slots["qa"] = link(of_a);
    found.slots["qb"] = link(of_b);
    found.slots["measure"] = literal((single ? "" : "mean ") + score.metric.name);
    found.slots["exam"] = scope_of("suite", of_a);
    const auto ids = wordings_of(kWordings, single ? "compare.quality.single" : "compare.quality");
    if (!name_settings(first, "model", ids, found)) return;
    found.salience = salience({.size = size_of_percent(analysis.book.number(percent)),
                               .certainty = single ? 0.6 : 1,
                               .breadth = breadth_of(first.values.size()),
                               .surprise = 0.5});
    found.topic = "compare/" + score.metric.id + " and speed/" + first.suite();
    analysis.found.push_back(std::move(found));
}

// The contrasts of the report, and those of two alone, which a superlative states there.
static std::vector<Contrast> all_contrasts(Analysis& analysis) {
    std::vector<Contrast> out = analysis.contrasts;
    for (const Ranking& ranking : analysis.rankings) {
        if (ranking.in_time || !ranking.alone || ranking.order.size() != 2) continue;
        Contrast pair{.ranking = &ranking, .larger = ranking.order[0], .smaller = ranking.order[1]};
        if (analysis.book.number(pair.larger.estimate) <
            analysis.book.number(pair.smaller.estimate)) {
            std::swap(pair.larger, pair.smaller);
        }
        pair.interval = interval_between(analysis, ranking, pair.larger, pair.smaller);
        if (pair.interval == kNoFact) continue;
        pair.reliable = analysis.book.interval(pair.interval).first > 0;
        out.push_back(pair);
    }
    return out;
}

static void find(Analysis& analysis) {
    const auto qualities = qualities_of(analysis);
    if (qualities.size() < 2) return;
    for (const Contrast& contrast : all_contrasts(analysis)) {
        const model::Metric& metric = analysis.series[contrast.larger.series].metric;
        const bool is_rate =
            metric.unit == "tok/s" && metric.polarity == model::Polarity::kHigherIsBetter;
        if (!contrast.reliable || contrast.ranking->set->dimension != "model" || !is_rate) continue;
        add(analysis, contrast, qualities);
    }
}

Finder quality_trade_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
