// SPDX-License-Identifier: Apache-2.0
// no_reliable_difference: two arms whose difference has an interval that includes zero.
#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"no_reliable_difference.1",
     "In {suite}{@}, {a} and {b} show no reliable difference in {metric}: {va} against {vb}."},
    {"no_reliable_difference.2",
     "No reliable difference in {metric} separates {a} at {va} from {b} at {vb} in {suite}{@}."},
    {"no_reliable_difference.3",
     "The {metric} of {a} in {suite}{@}, {va}, cannot be told from the {vb} of {b}."},
    {"no_reliable_difference.4",
     "By {metric} in {suite}{@}, neither {a} with {va} nor {b} with {vb} is reliably ahead."},
    {"no_reliable_difference.5",
     "{a} at {va} and {b} at {vb} are not reliably apart in {metric} in {suite}{@}."},
};

// Rows an arm that would tell so large a gap four times out of five: Lehr's 16 (sd / gap)^2.
static void add_rows_to_settle(Analysis& analysis, const Contrast& contrast, Proposition& out) {
    constexpr double kMost = 100'000;
    if (contrast.ranking->by_median) return;
    const FactId a = analysis.summaries[contrast.larger.series].sd;
    const FactId b = analysis.summaries[contrast.smaller.series].sd;
    if (a == kNoFact || b == kNoFact) return;
    const FactId sd = analysis.book.number(a) > analysis.book.number(b) ? a : b;
    const FactId gap = analysis.book.of_facts("difference", contrast.larger.estimate,
                                              contrast.smaller.estimate, "difference");
    if (gap == kNoFact || !(analysis.book.number(gap) > 0)) return;
    const FactId rows = analysis.book.of_rows_to_settle(sd, gap);
    if (rows == kNoFact || analysis.book.number(rows) > kMost) return;
    if (analysis.book.number(rows) <= static_cast<double>(analysis.book.at(sd).n)) return;
    out.slots["rows"] = link(rows);
}

static void find(Analysis& analysis) {
    for (const Contrast& contrast : analysis.contrasts) {
        if (contrast.reliable) continue;
        const Series& series = analysis.series[contrast.larger.series];
        Proposition found{.kind = "no_reliable_difference"};
        fill_slots(analysis, contrast, found);
        found.arguments = {{"a", contrast.larger.estimate},
                           {"b", contrast.smaller.estimate},
                           {"interval", contrast.interval}};
        const auto ids = wordings_of(kWordings, "no_reliable_difference");
        if (!name_shared(series, contrast.ranking->set->dimension, ids, found)) continue;
        add_rows_to_settle(analysis, contrast, found);
        found.salience = salience({.certainty = 0.5,
                                   .breadth = breadth_of(series.values.size()),
                                   .surprise = contrast.ends ? 0.6 : 0.4});
        found.topic = "compare/" + series.metric.id + "/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder no_reliable_difference_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
