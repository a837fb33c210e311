// SPDX-License-Identifier: Apache-2.0
// compare: one arm is above another, and the interval of their difference, at the level that all
// comparisons of the report share, excludes zero.
#include <cmath>

#include "facts/propositions/finders.h"
#include "facts/ranking.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"compare.higher.1",
     "In {suite}{@}, {a} has a higher {metric} than {b}: {va} against {vb}, a difference of "
     "{percent}."},
    {"compare.higher.2",
     "The {metric} of {a} in {suite}{@} is higher than that of {b} by {percent}, {va} against "
     "{vb}."},
    {"compare.higher.3",
     "By {metric}, {a} is {percent} ahead of {b} in {suite}{@}: {va} against {vb}."},
    {"compare.higher.4",
     "At {va}, {a} beats the {vb} of {b} in {metric} in {suite}{@}, which is {percent} more."},
    {"compare.higher.5",
     "{suite}{@} puts {a} above {b} by {metric}, {va} to {vb}, a gain of {percent}."},
    {"compare.lower.1",
     "In {suite}{@}, {b} has a lower {metric} than {a}: {vb} against {va}, less by {gap}."},
    {"compare.lower.2",
     "With {vb} against {va}, {b} shows a lower {metric} than {a} in {suite}{@}, the gap being "
     "{gap}."},
    {"compare.lower.3",
     "{b} is ahead of {a} by {metric} in {suite}{@}: {vb} against {va}, a gap of {gap}."},
    {"compare.lower.4", "By {metric} in {suite}{@}, {b} at {vb} stays {gap} below {a} at {va}."},
    {"compare.lower.5", "{suite}{@} puts {b} below {a} by {metric}, {vb} to {va}, a gap of {gap}."},
};

static void find(Analysis& analysis) {
    for (const Contrast& contrast : analysis.contrasts) {
        if (!contrast.reliable) continue;
        const Series& series = analysis.series[contrast.larger.series];
        const FactId percent =
            analysis.book.of_facts("percent_change", contrast.smaller.estimate,
                                   contrast.larger.estimate, "change in percent");
        const FactId gap = analysis.book.of_facts("difference", contrast.larger.estimate,
                                                  contrast.smaller.estimate, "difference");
        if (percent == kNoFact || gap == kNoFact) continue;
        const bool lower_is_better = series.metric.polarity == model::Polarity::kLowerIsBetter;
        Proposition found{.kind = "compare"};
        fill_slots(analysis, contrast, found);
        found.slots["percent"] = link(percent);
        found.slots["gap"] = link(gap);
        found.arguments = {{"a", contrast.larger.estimate},
                           {"b", contrast.smaller.estimate},
                           {"direction", "higher"},
                           {"interval", contrast.interval}};
        std::string_view family = "compare.higher";
        if (lower_is_better) {
            family = "compare.lower";
            // The better arm is the subject: b below a, and the interval is that of b minus a.
            const FactId turned =
                interval_between(analysis, *contrast.ranking, contrast.smaller, contrast.larger);
            if (turned == kNoFact) continue;
            found.arguments = {{"a", contrast.smaller.estimate},
                               {"b", contrast.larger.estimate},
                               {"direction", "lower"},
                               {"interval", turned}};
        }
        const auto ids = wordings_of(kWordings, family);
        if (!name_shared(series, contrast.ranking->set->dimension, ids, found)) continue;
        found.salience = salience({.size = size_of_percent(analysis.book.number(percent)),
                                   .certainty = 1,
                                   .breadth = breadth_of(series.values.size()),
                                   .surprise = contrast.ends ? 0.1 : 0});
        found.topic = "compare/" + series.metric.id + "/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder compare_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
