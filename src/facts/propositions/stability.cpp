// SPDX-License-Identifier: Apache-2.0
// stable and unstable: the coefficient of variation, below 5 % with five values or more, or above
// 30 %.
#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static constexpr double kStableBelow = 5;
static constexpr double kUnstableAbove = 30;
static constexpr std::size_t kStableFrom = 5;

static const Wording kStable[] = {
    {"stable.1",
     "In {suite}{@}, the {metric} of {subject} is stable: its coefficient of variation is {cv} "
     "over {n} values."},
    {"stable.2",
     "Over {n} values in {suite}{@}, the {metric} of {subject} stays stable, with a coefficient of "
     "variation of {cv}."},
    {"stable.3",
     "{subject} is stable in {metric} in {suite}{@}: {n} values, with a relative spread of {cv}."},
    {"stable.4",
     "At a coefficient of variation of {cv} over {n} values, the {metric} of {subject} in "
     "{suite}{@} is stable."},
    {"stable.5",
     "What {subject} shows in {suite}{@} for {metric} is stable, {n} values varying by {cv} among "
     "themselves."},
    {"stable.6",
     "From value to value the {metric} of {subject} is stable in {suite}{@}: {cv} of relative "
     "spread "
     "over {n} of them."},
};
static const Wording kUnstable[] = {
    {"unstable.1",
     "In {suite}{@}, the {metric} of {subject} is unstable: its coefficient of variation reaches "
     "{cv} over {n} values."},
    {"unstable.2",
     "With a coefficient of variation of {cv} over {n} values, the {metric} of {subject} is "
     "unstable in {suite}{@}."},
    {"unstable.3",
     "The {n} values of {subject} for {metric} in {suite}{@} are unstable, with a relative spread "
     "of {cv}."},
    {"unstable.4",
     "{subject} is unstable in {metric} in {suite}{@}: over {n} values the coefficient of "
     "variation reaches {cv}."},
    {"unstable.5",
     "Single values of {metric} tell little of {subject} in {suite}{@}, where {n} of them are "
     "unstable with a relative spread of {cv}."},
    {"unstable.6",
     "From value to value the {metric} of {subject} is unstable in {suite}{@}: {cv} of relative "
     "spread over {n} of them."},
};

static void find(Analysis& analysis, bool wants_stable) {
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!series.metric.headline || series.values.size() < 2) continue;
        if (series.model().empty() || series.suite().empty()) continue;
        const FactId cv = analysis.book.of_series(series, "cv", {}, std::nullopt);
        if (cv == kNoFact) continue;
        const double value = analysis.book.number(cv);
        const bool stable = value < kStableBelow && series.values.size() >= kStableFrom;
        const bool unstable = value > kUnstableAbove;
        if (wants_stable ? !stable : !unstable) continue;
        const std::string kind = wants_stable ? "stable" : "unstable";
        const FactId n = analysis.summaries[i].n;
        Proposition found{.kind = kind, .arguments = {{"cv", cv}}};
        const auto ids = wordings_of(wants_stable ? kStable : kUnstable, kind);
        if (!name_settings(series, "model", ids, found)) continue;
        found.slots["metric"] = literal(series.metric.name);
        found.slots["subject"] = scope_of("model", cv);
        found.slots["suite"] = scope_of("suite", cv);
        found.slots["cv"] = link(cv);
        found.slots["n"] = link(n);
        found.salience = salience({.size = wants_stable ? 0 : value / 400,
                                   .certainty = 0.3,
                                   .breadth = breadth_of(series.values.size())});
        found.topic = kind + "/" + series.metric.id + "/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder stable_finder() {
    return {{kStable}, [](Analysis& analysis) { find(analysis, true); }};
}
Finder unstable_finder() {
    return {{kUnstable}, [](Analysis& analysis) { find(analysis, false); }};
}

}  // namespace chimera::facts
