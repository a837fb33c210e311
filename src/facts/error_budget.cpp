// SPDX-License-Identifier: Apache-2.0
#include "facts/error_budget.h"

#include <numeric>

#include "facts/analysis.h"

namespace chimera::facts {

// Series are what the summary and the tables of a report are about, so they have half where all
// kinds are present: how many settings or stored aggregates lie beside them changes little.
static constexpr std::array<double, 5> kWeights{2, 1, 1, 1, 1};
static constexpr double kError = 0.05;

std::size_t ErrorBudget::comparisons() const {
    return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

double ErrorBudget::level(Compared kind) const {
    const auto at = static_cast<std::size_t>(kind);
    double weights = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) weights += counts[i] > 0 ? kWeights[i] : 0;
    if (counts[at] == 0) return 1 - kError;
    return 1 - kError * kWeights[at] / (weights * static_cast<double>(counts[at]));
}

ErrorBudget budget_of(const Analysis& analysis) {
    ErrorBudget out;
    auto& [series, settings, stored, configurations, occasions] = out.counts;
    for (const ComparisonSet& set : analysis.sets) {
        const model::Metric& metric = analysis.series[set.members.front()].metric;
        if (!metric.headline || metric.polarity == model::Polarity::kNeither) continue;
        series += set.members.size() * (set.members.size() - 1) / 2;
    }
    for (const Trial& trial : analysis.trials) settings += trial.arms ? 1 : 0;
    stored = count_contested(analysis.contests);
    configurations = count_configurations(analysis.configurations);
    occasions = count_steps(analysis.timelines);
    return out;
}

}  // namespace chimera::facts
