// SPDX-License-Identifier: Apache-2.0
// The ladder of a ranking: every member against the first, as a percentage with its interval. Rows
// are comparisons, and where the interval includes zero they say so.
#include <algorithm>
#include <optional>

#include "facts/propositions/finders.h"
#include "facts/ranking.h"

namespace chimera::facts {

static const std::vector<std::string> kColumns{"against the first", "mean",     "difference",
                                               "in percent",        "interval", "finding"};

static const Wording kCompare[] = {
    {"compare.ladder.lower", "| {b} | {vb} | {gap} | {percent} | {range} | lower |", kColumns},
    {"compare.ladder.higher", "| {b} | {vb} | {gap} | {percent} | {range} | higher |", kColumns},
};
static const Wording kNone[] = {
    {"no_reliable_difference.ladder",
     "| {b} | {vb} | {gap} | {percent} | {range} | no reliable difference |", kColumns},
};
static const Wording kTitle[] = {
    {"statement.ladder",
     "{first} comes first in {suite} by mean {metric}, at {value}; this is how far the others are "
     "from it, in {unit}:"},
    {"statement.ladder.pure",
     "{first} comes first in {suite} by mean {metric}, at {value}; this is how far the others are "
     "from it:"},
};

static std::string topic_of(const Analysis& analysis, const Ranking& ranking) {
    const std::size_t first = ranking.order.front().series;
    const Series& series = analysis.series[first];
    return "ladder/" + series.metric.id + "/" + series.suite() + "/" + std::to_string(first);
}

static std::optional<Proposition> row_of(Analysis& analysis, const Ranking& ranking,
                                         const Ranked& other) {
    const Ranked& first = ranking.order.front();
    const Series& best = analysis.series[first.series];
    const Series& series = analysis.series[other.series];
    // Where the values of an arm depend on each other, the interval is one of block means, and
    // those have no percentage.
    FactId range = interval_between(analysis, ranking, other, first);
    if (range == kNoFact) return std::nullopt;
    if (!analysis.book.at(range).params.contains("block")) {
        const PairOp op{.op = "percent_ci", .level = analysis.budget.level(Compared::kSeries)};
        range = analysis.book.of_pair(series, best, op);
    }
    const FactId percent = analysis.book.of_facts("percent_change", first.estimate, other.estimate,
                                                  "change in percent");
    const FactId gap =
        analysis.book.of_facts("difference", other.estimate, first.estimate, "difference");
    if (range == kNoFact || percent == kNoFact || gap == kNoFact) return std::nullopt;
    const bool apart = excludes_zero(analysis, range);
    const bool up = analysis.book.number(percent) > 0;
    if (apart && up != (analysis.book.interval(range).first > 0)) return std::nullopt;
    Proposition row{.kind = apart ? "compare" : "no_reliable_difference"};
    row.arguments = {{"a", other.estimate}, {"b", first.estimate}, {"interval", range}};
    if (apart) row.arguments["direction"] = std::string(up ? "higher" : "lower");
    row.slots = {{"b", arm_slot(analysis, ranking.set->dimension, other.estimate)},
                 {"vb", bare_link(analysis.book, other.estimate)},
                 {"gap", bare_link(analysis.book, gap)},
                 {"percent", link(percent)},
                 {"range", link(range)}};
    row.wordings = {!apart ? "no_reliable_difference.ladder"
                    : up   ? "compare.ladder.higher"
                           : "compare.ladder.lower"};
    row.topic = topic_of(analysis, ranking);
    return row;
}

// A ladder needs a first that is apart in nothing but what is compared, and means to compare.
static bool has_ladder(const Ranking& ranking) {
    return !ranking.by_median && !ranking.in_time && ranking.order.size() >= 3;
}

static void add_title(Analysis& analysis, const Ranking& ranking) {
    const Ranked& first = ranking.order.front();
    const Series& series = analysis.series[first.series];
    Proposition title{.kind = "statement"};
    title.slots = {{"first", arm_slot(analysis, ranking.set->dimension, first.estimate)},
                   {"suite", suite_slot(series, first.estimate)},
                   {"metric", literal(series.metric.name)},
                   {"value", link(first.estimate)},
                   {"unit", literal(series.metric.unit)}};
    title.wordings = {series.metric.unit.empty() ? "statement.ladder.pure" : "statement.ladder"};
    title.topic = topic_of(analysis, ranking) + "/title";
    analysis.found.push_back(std::move(title));
}

static void find(Analysis& analysis) {
    for (const Ranking& ranking : analysis.rankings) {
        if (!has_ladder(ranking)) continue;
        add_title(analysis, ranking);
        std::vector<Proposition> rows;
        for (std::size_t i = 1; i < ranking.order.size(); ++i) {
            if (auto row = row_of(analysis, ranking, ranking.order[i])) {
                rows.push_back(std::move(*row));
            }
        }
        // What is apart from the first comes before what is not.
        std::stable_partition(rows.begin(), rows.end(),
                              [](const Proposition& row) { return row.kind == "compare"; });
        for (Proposition& row : rows) analysis.found.push_back(std::move(row));
    }
}

Finder ladder_finder() {
    return {{kCompare, kNone, kTitle}, find};
}

}  // namespace chimera::facts
