// SPDX-License-Identifier: Apache-2.0
// confounded, of two arms of a ranking: they differ in more than what they are compared by. Where
// the other thing is a setting, an input, the hardware or the length of the answers, no order is
// claimed between them; where it is the day alone, the order stands and the day is named.
#include "core/text.h"
#include "facts/alias.h"
#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"confounded.mix.1",
     "By {metric}, {a} and {b} are not ranked in {suite}{@}, {va} against {vb}: their rows differ "
     "in {other} as well, and the difference could be of either."},
    {"confounded.mix.2",
     "The {metric} of {a} in {suite}{@}, {va}, was taken at another mix of {other} than that of "
     "{b}, {vb}: no order between them is claimed."},
    {"confounded.mix.3",
     "{a} and {b} met different mixes of {other} in {suite}{@}, so that their {metric}, {va} and "
     "{vb}, gives no order."},
    {"confounded.mix.4",
     "No order of {a} and {b} by {metric} is claimed in {suite}{@}, {va} and {vb}, for they ran at "
     "different mixes of {other}."},
    {"confounded.mix.5",
     "Different mixes of {other} stand behind the {metric} of {a} and of {b} in {suite}{@}, {va} "
     "and "
     "{vb}, which leaves their order open."},
    {"confounded.length.1",
     "By {metric}, {a} and {b} are not ranked in {suite}{@}, {va} against {vb}: their answers have "
     "{la} and {lb} in the mean, and longer answers take longer."},
    {"confounded.length.2",
     "{a} with {va} and {b} with {vb} are not ranked by {metric} in {suite}{@}, for their answers "
     "differ in length: {la} and {lb} in the mean."},
    {"confounded.length.3",
     "Longer answers take longer: at {la} and {lb} in the mean, {a} and {b} are not ranked in "
     "{suite}{@} by their {metric} of {va} and {vb}."},
    {"confounded.day.1",
     "In {suite}{@}, {a} and {b} ran on different days, from {da} and from {db} on: what changed "
     "in between is part of any difference in {metric} between {va} and {vb}."},
    {"confounded.day.2",
     "Between {a} and {b} in {suite}{@} lies more than the choice: the rows of the one begin at "
     "{da}, those of the other at {db}, with a {metric} of {va} and {vb}."},
    {"confounded.day.3",
     "{a} and {b} ran in {suite}{@} on different days, from {da} and from {db} on, and what "
     "changed in between is part of their {metric}, {va} and {vb}."},
};

static void fill(const Analysis& analysis, const Ranking& ranking,
                 const std::pair<Ranked, Ranked>& pair, Proposition& out) {
    const Series& series = analysis.series[pair.first.series];
    const std::string& dimension = ranking.set->dimension;
    out.arguments["factor"] = dimension;
    out.arguments["a"] = pair.first.estimate;
    out.arguments["b"] = pair.second.estimate;
    out.slots["a"] = scope_of(dimension, pair.first.estimate);
    out.slots["b"] = scope_of(dimension, pair.second.estimate);
    out.slots["va"] = link(pair.first.estimate);
    out.slots["vb"] = link(pair.second.estimate);
    out.slots["metric"] = literal((ranking.by_median ? "median " : "mean ") + series.metric.name);
    out.slots["suite"] = suite_slot(series, pair.first.estimate);
}

static void add(Analysis& analysis, const Ranking& ranking, std::span<const std::string_view> ids,
                Proposition found) {
    const Series& series = analysis.series[ranking.order.front().series];
    if (!name_shared(series, ranking.set->dimension, ids, found)) return;
    found.topic = "alias/" + series.metric.id + "/" + series.suite();
    analysis.found.push_back(std::move(found));
}

static void add_alias(Analysis& analysis, const Ranking& ranking,
                      const std::pair<Ranked, Ranked>& pair) {
    const Alias& alias = alias_between(analysis, pair.first.series, pair.second.series);
    Proposition found{.kind = "confounded"};
    found.salience = salience({.size = 0.3, .certainty = 1, .breadth = 0.5, .surprise = 0.7});
    fill(analysis, ranking, pair, found);
    if (!alias.column.empty()) {
        found.arguments["alias"] = alias.column;
        found.slots["other"] = NameSlot{std::string(last_segment(alias.column))};
        const std::string& dimension = ranking.set->dimension;
        found.slots["a"] = arm_slot(analysis, dimension, pair.first.estimate);
        found.slots["b"] = arm_slot(analysis, dimension, pair.second.estimate);
        const auto ids = wordings_of(kWordings, "confounded.mix");
        return add(analysis, ranking, ids, std::move(found));
    }
    if (!alias.length_a) return;
    const FactId la = analysis.summaries[*alias.length_a].mean;
    const FactId lb = analysis.summaries[*alias.length_b].mean;
    if (la == kNoFact || lb == kNoFact) return;
    found.arguments["alias"] = analysis.series[*alias.length_a].metric.id;
    found.arguments["length_a"] = la;
    found.arguments["length_b"] = lb;
    found.slots["la"] = link(la);
    found.slots["lb"] = link(lb);
    const auto ids = wordings_of(kWordings, "confounded.length");
    add(analysis, ranking, ids, std::move(found));
}

// The rows of the two do not meet in time, and begin on different days.
static void add_days(Analysis& analysis, const Ranking& ranking,
                     const std::pair<Ranked, Ranked>& pair) {
    const auto a = times_of(analysis.series[pair.first.series]);
    const auto b = times_of(analysis.series[pair.second.series]);
    if (!a || !b || (a->first <= b->last && b->first <= a->last)) return;
    if (day_of(a->first) == day_of(b->first)) return;
    const FactId from_a = analysis.book.of_earliest(analysis.series[pair.first.series], *a);
    const FactId from_b = analysis.book.of_earliest(analysis.series[pair.second.series], *b);
    Proposition found{.kind = "confounded"};
    found.salience = salience({.size = 0.2, .certainty = 1, .breadth = 0.5, .surprise = 0.4});
    fill(analysis, ranking, pair, found);
    found.arguments["alias"] = std::string("day");
    found.arguments["day_a"] = from_a;
    found.arguments["day_b"] = from_b;
    found.slots["da"] = link(from_a);
    found.slots["db"] = link(from_b);
    const auto ids = wordings_of(kWordings, "confounded.day");
    add(analysis, ranking, ids, std::move(found));
}

static void find(Analysis& analysis) {
    for (const Ranking& ranking : analysis.rankings) {
        for (std::size_t i = 0; i + 1 < ranking.order.size(); ++i) {
            const std::pair<Ranked, Ranked> pair{ranking.order[i], ranking.order[i + 1]};
            if (alias_between(analysis, pair.first.series, pair.second.series).any())
                add_alias(analysis, ranking, pair);
            else if (!ranking.in_time)
                add_days(analysis, ranking, pair);
        }
    }
}

Finder confounded_pair_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
