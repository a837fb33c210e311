// SPDX-License-Identifier: Apache-2.0
// cold_start: the first value of a latency series is more than three times the median of the
// series.
#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"cold_start.1",
     "The first request of {subject} in {suite}{@} waited {first}, against a median of {rest}: it "
     "carries a cold start."},
    {"cold_start.2",
     "A cold start opens {suite} for {subject}{@}: {first} for the first request, {rest} in the "
     "median."},
};

static void find(Analysis& analysis) {
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!series.metric.headline || !has_cold_start(series)) continue;
        if (series.model().empty()) continue;
        const FactId first = analysis.book.of_nth(series, 0);
        const FactId rest = analysis.summaries[i].median;
        if (first == kNoFact || rest == kNoFact) continue;
        Proposition found{.kind = "cold_start"};
        found.arguments = {{"first", first}, {"rest", rest}};
        found.slots = {{"first", link(first)},
                       {"rest", link(rest)},
                       {"subject", scope_of("model", rest)},
                       {"suite", suite_slot(series, rest)}};
        static constexpr std::string_view kIds[] = {"cold_start.1", "cold_start.2"};
        if (!name_settings(series, "model", kIds, found)) continue;
        const double times = series.values.front() / analysis.book.number(rest);
        found.salience = salience({.size = times / 100,
                                   .certainty = 0.6,
                                   .breadth = breadth_of(series.values.size()),
                                   .surprise = 0.3});
        found.topic = "cold/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder cold_start_finder() {
    return {"cold_start", kWordings, find};
}

}  // namespace chimera::facts
