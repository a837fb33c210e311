// SPDX-License-Identifier: Apache-2.0
// outlier: a value outside the fence median +- 5 x 1.4826 mad of its series. Of several, the
// furthest is named and the others are counted.
#include <cmath>

#include "facts/propositions/finders.h"
#include "model/locator.h"
#include "stats/summary.h"

namespace chimera::facts {

// With fewer values the fence is drawn by two or three of them.
static constexpr std::size_t kFencedFrom = 8;

static const Wording kWordings[] = {
    {"outlier.1",
     "In {suite}{@}, one value of {subject} stands apart: {value} of {metric}, the median being "
     "{median} and the median deviation {mad}."},
    {"outlier.2",
     "{subject} has an outlier in {metric} in {suite}{@}: {value}, against {median} in the median "
     "and {mad} of median deviation."},
    {"outlier.3",
     "The {value} that {subject} shows in {suite}{@} lies outside the fence for {metric}: median "
     "{median}, median deviation {mad}."},
    {"outlier.4",
     "Against a median of {median} and a median deviation of {mad}, the {value} of {subject} in "
     "{suite}{@} is an outlying {metric}."},
    {"outlier.5",
     "Far from its median of {median}, {metric} comes to {value} in one row of {subject} in "
     "{suite}{@}, an outlier at a median deviation of {mad}."},
    {"outlier.6",
     "One row of {subject} in {suite}{@} is an outlier in {metric}: {value} beside a median of "
     "{median}, with a median deviation of {mad}."},
};

static void find(Analysis& analysis) {
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!series.metric.headline || series.model().empty() || series.suite().empty()) continue;
        if (series.values.size() < kFencedFrom) continue;
        const auto fence = stats::outlier_fence(series.description);
        const FactId median = analysis.summaries[i].median;
        if (!fence || median == kNoFact) continue;
        const double centre = analysis.book.number(median);
        std::size_t furthest = series.values.size();
        for (std::size_t v = 0; v < series.values.size(); ++v) {
            const double value = series.values[v];
            if (value >= fence->low && value <= fence->high) continue;
            if (furthest == series.values.size() ||
                std::fabs(value - centre) > std::fabs(series.values[furthest] - centre)) {
                furthest = v;
            }
        }
        // A cold start is a finding of its own and says more.
        if (furthest == series.values.size() || (furthest == 0 && has_cold_start(series))) continue;
        const FactId cell = analysis.book.of_nth(series, furthest);
        const FactId mad = analysis.book.of_series(series, "mad", {}, std::nullopt);
        if (cell == kNoFact || mad == kNoFact) continue;
        Proposition found{.kind = "outlier"};
        found.arguments = {{"cell", cell}, {"median", median}, {"mad", mad}};
        found.slots = {{"metric", literal(series.metric.name)},
                       {"subject", scope_of("model", median)},
                       {"suite", scope_of("suite", median)},
                       {"value", link(cell)},
                       {"median", link(median)},
                       {"mad", link(mad)}};
        const auto ids = wordings_of(kWordings, "outlier");
        if (!name_settings(series, "model", ids, found)) continue;
        found.salience = 0.3;
        found.topic = "outlier/" + series.metric.id;
        analysis.found.push_back(std::move(found));
    }
}

Finder outlier_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
