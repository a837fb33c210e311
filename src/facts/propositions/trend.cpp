// SPDX-License-Identifier: Apache-2.0
// trend: values that rise or fall in the order in which they were taken, by a permutation test of
// their rank correlation with that order, blocks of values moved together where neighbours depend
// on each other, and Holm's adjustment over all series that are long enough to be asked.
#include <algorithm>
#include <cmath>
#include <set>

#include "facts/propositions/finders.h"
#include "facts/salience.h"
#include "stats/rank_test.h"

namespace chimera::facts {

static constexpr std::size_t kFewest = 8;
static constexpr std::size_t kLongest = 1'000;
static constexpr std::size_t kMostAsked = 60;
static constexpr std::uint32_t kPermutations = 4'999;
static constexpr std::int64_t kSeed = 1;
// A report's comparisons share an error of 5 %; its trends add no more than this.
static constexpr double kAlpha = 0.01;

static const Wording kWordings[] = {
    {"trend.up.1",
     "In {suite}{@}, {metric} of {subject} is rising over the order of its {n} values, from a "
     "series that opens at {first} to one that ends at {last}."},
    {"trend.up.2",
     "The {metric} of {subject} in {suite}{@} shows a trend upwards over {n} values taken in "
     "order, the first being {first} and the last {last}."},
    {"trend.up.3",
     "Taken in order, the {n} values of {subject} for {metric} in {suite}{@} show a rising trend; "
     "the first is {first}, the last {last}."},
    {"trend.down.1",
     "In {suite}{@}, {metric} of {subject} is declining over the order of its {n} values, from a "
     "series that opens at {first} to one that ends at {last}."},
    {"trend.down.2",
     "The {metric} of {subject} in {suite}{@} shows a trend downwards over {n} values taken in "
     "order, the first being {first} and the last {last}."},
    {"trend.down.3",
     "Taken in order, the {n} values of {subject} for {metric} in {suite}{@} show a declining "
     "trend; the first is {first}, the last {last}."},
};

// Lists of several rows stand one behind the other, whatever was taken first: the gaps between
// tokens of requests that ran at once.
static bool stands_in_order(const Series& series) {
    if (series.parts.size() != 1) return false;
    const Part& part = series.parts.front();
    const model::Table& table = *part.table;
    return !table.is_nested() ||
           table.owner_of(part.rows.front()) == table.owner_of(part.rows.back());
}

// Chosen by length and by where they stand, before any is looked at.
static std::vector<std::size_t> asked(const Analysis& analysis) {
    std::set<std::size_t> swept;
    for (const Sweep& sweep : analysis.sweeps) swept.insert(sweep.series);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const bool fits = series.values.size() >= kFewest && series.values.size() <= kLongest &&
                          stands_in_order(series);
        if (!series.metric.headline || !fits || swept.contains(i)) continue;
        if (!series.model().empty() && !series.suite().empty()) out.push_back(i);
    }
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
        return analysis.series[a].values.size() > analysis.series[b].values.size();
    });
    if (out.size() > kMostAsked) out.resize(kMostAsked);
    return out;
}

static std::optional<double> direction_of(const Series& series) {
    std::vector<double> order(series.values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<double>(i);
    return stats::spearman(order, series.values);
}

static void add(Analysis& analysis, std::size_t at, FactId p, double direction) {
    const Series& series = analysis.series[at];
    const Summary& summary = analysis.summaries[at];
    Proposition found{.kind = "trend"};
    const bool up = direction > 0;
    found.arguments = {{"p", p}, {"direction", std::string(up ? "rising" : "declining")}};
    found.slots = {{"metric", literal(series.metric.name)},
                   {"subject", scope_of("model", summary.n)},
                   {"suite", scope_of("suite", summary.n)},
                   {"n", link(summary.n)},
                   {"first", link(analysis.book.of_nth(series, 0))},
                   {"last", link(analysis.book.of_nth(series, series.values.size() - 1))}};
    const auto ids = wordings_of(kWordings, up ? "trend.up" : "trend.down");
    if (!name_settings(series, "model", ids, found)) return;
    found.salience = salience({.size = 0.5,
                               .certainty = 1,
                               .breadth = breadth_of(series.values.size()),
                               .surprise = 0.6});
    found.topic = "trend/" + series.metric.id + "/" + series.suite();
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    std::vector<std::size_t> tested;
    std::vector<FactId> family;
    for (const std::size_t i : asked(analysis)) {
        const Series& series = analysis.series[i];
        stats::OpParams params{.seed = kSeed, .permutations = kPermutations};
        const double n = static_cast<double>(series.values.size());
        // Even a weak dependence makes chance look like a trend.
        const bool dependent = !may_be_compared(series) || leans_on_neighbours(series);
        params.block = dependent ? static_cast<std::uint32_t>(std::sqrt(n)) : 1U;
        const FactId p = analysis.book.of_series(series, "trend_p", params, std::nullopt);
        if (p == kNoFact) continue;
        tested.push_back(i);
        family.push_back(p);
    }
    for (std::size_t t = 0; t < tested.size(); ++t) {
        const FactId p = analysis.book.of_family(family, t);
        const auto direction = direction_of(analysis.series[tested[t]]);
        if (p == kNoFact || !direction || analysis.book.number(p) >= kAlpha) continue;
        add(analysis, tested[t], p, *direction);
    }
}

Finder trend_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
