// SPDX-License-Identifier: Apache-2.0
// unstable, by stored aggregates: a mean that a few long values carry, so that it is near none of
// them. With a median stored, that is what to compare; else minimum and maximum tell.
#include <algorithm>

#include "facts/propositions/finders.h"
#include "facts/salience.h"
#include "facts/stored.h"

namespace chimera::facts {

// The mean is carried by its largest values: more than three medians, the maximum more than ten
// and more than five means.
static constexpr double kMedians = 3;
static constexpr double kMaxima = 10;
static constexpr double kMeans = 5;
// Without a median: the deviation exceeds the mean, and the mean is three times the minimum and a
// third of the maximum at most.
static constexpr double kApart = 3;

static const Wording kWordings[] = {
    {"unstable.launch.1",
     "The mean {metric} of {name} in {source} is {mean}, far above the median of {median}: values "
     "up to {max} carry it, and the median tells what is ordinary."},
    {"unstable.launch.2",
     "In {source}, {name} stores a mean {metric} of {mean} beside a median of {median} and a "
     "maximum of {max}, so that the mean describes nothing ordinary."},
    {"unstable.launch.3",
     "Read {name} in {source} by its median {metric}, {median}: its mean of {mean} is carried by "
     "values of up to {max}."},
    {"unstable.launch.4",
     "Values of up to {max} lift the mean {metric} of {name} in {source} to {mean}, beside a "
     "median "
     "of {median} that is the ordinary one."},
    {"unstable.launch.5",
     "Few values make the mean {metric} of {name} in {source}: {mean}, where the median is "
     "{median} "
     "and the maximum {max}."},
    {"unstable.spread.1",
     "The mean {metric} of {name} in {source}, {mean}, lies far from both ends: values run from "
     "{min} to {max}, and their deviation of {sd} exceeds the mean."},
    {"unstable.spread.2",
     "In {source}, {name} took between {min} and {max} with a deviation of {sd}, so that its mean "
     "{metric} of {mean} is no typical value."},
    {"unstable.spread.3",
     "Nobody should compare {name} in {source} by its mean {metric} of {mean}: the deviation is "
     "{sd}, the minimum {min} and the maximum {max}."},
};

static FactId stored(const StoredRow& row, const char* statistic) {
    const auto at = row.by_statistic.find(statistic);
    return at == row.by_statistic.end() ? kNoFact : at->second;
}

static double value_of(const Analysis& analysis, FactId fact) {
    return fact == kNoFact ? 0 : analysis.book.number(fact);
}

// Fills the arguments; false where the mean is a fair one.
static bool is_carried(const Analysis& analysis, const StoredRow& row, Proposition& out) {
    const FactId mean = stored(row, "mean");
    const FactId median = stored(row, "median");
    const FactId max = stored(row, "max");
    const FactId min = stored(row, "min");
    const FactId sd = stored(row, "sd");
    const double m = value_of(analysis, mean);
    const double most = value_of(analysis, max);
    if (!(m > 0) || max == kNoFact) return false;
    if (const double middle = value_of(analysis, median); middle > 0) {
        if (!(m > kMedians * middle) || !(most > kMaxima * middle) || !(most > kMeans * m))
            return false;
        out.arguments = {{"mean", mean}, {"median", median}, {"max", max}};
        out.slots = {{"mean", link(mean)}, {"median", link(median)}, {"max", link(max)}};
        out.wordings = ids_of(kWordings, "unstable.launch");
        return true;
    }
    if (min == kNoFact || sd == kNoFact || !(value_of(analysis, sd) > m)) return false;
    if (!(m > kApart * value_of(analysis, min)) || !(most > kApart * m)) return false;
    out.arguments = {{"mean", mean}, {"sd", sd}, {"min", min}, {"max", max}};
    out.slots = {{"mean", link(mean)}, {"sd", link(sd)}, {"min", link(min)}, {"max", link(max)}};
    out.wordings = ids_of(kWordings, "unstable.spread");
    return true;
}

static void find(Analysis& analysis) {
    for (const StoredGroup& group : analysis.stored_only) {
        if (group.metric.polarity != model::Polarity::kLowerIsBetter) continue;
        for (const StoredRow& row : group.rows) {
            const std::string& name = row.setting.empty() ? row.name : row.setting;
            Proposition found{.kind = "unstable"};
            if (name.empty() || !is_carried(analysis, row, found)) continue;
            found.slots["name"] = NameSlot{name};
            found.slots["metric"] = literal(group.metric.name);
            found.slots["source"] = SourceSlot{group.source};
            found.salience = salience({.size = 1, .certainty = 0.3, .surprise = 0.5});
            found.topic = "launch/" + group.metric.id;
            analysis.found.push_back(std::move(found));
        }
    }
}

Finder launch_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
