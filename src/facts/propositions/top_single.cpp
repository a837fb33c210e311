// SPDX-License-Identifier: Apache-2.0
// single_observation, of a sweep with one row a configuration: its largest (or smallest) value,
// which is no ranking of configurations, and the text says so.
#include <algorithm>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"single_observation.largest.1",
     "The largest single {metric} of {subject} in {suite}{@} is {value}, at {settings}; one row is "
     "no ranking of configurations."},
    {"single_observation.largest.2",
     "{subject} reached its largest {metric} in {suite}{@}, {value}, once, at {settings}, and a "
     "single row settles no configuration."},
    {"single_observation.largest.3",
     "At {settings}, {subject} had its largest single {metric} in {suite}{@}, {value}, which as "
     "one row ranks no configuration."},
    {"single_observation.smallest.1",
     "The smallest single {metric} of {subject} in {suite}{@} is {value}, at {settings}; one row "
     "is no ranking of configurations."},
    {"single_observation.smallest.2",
     "{subject} showed its smallest {metric} in {suite}{@}, {value}, once, at {settings}, and a "
     "single row settles no configuration."},
    {"single_observation.smallest.3",
     "At {settings}, {subject} had its smallest single {metric} in {suite}{@}, {value}, which as "
     "one row ranks no configuration."},
};

static std::string text_at(const Factor& factor, std::size_t position) {
    for (const Level& level : factor.levels) {
        if (std::binary_search(level.at.begin(), level.at.end(), position)) return level.text;
    }
    return {};
}

// The settings of one row of a sweep.
static Scope settings_at(const Sweep& sweep, std::size_t position) {
    Scope out;
    for (const Factor& factor : sweep.factors) {
        if (factor.column->reading.meaning != model::Meaning::kParameter) continue;
        out[factor.name()] = text_at(factor, position);
    }
    return out;
}

static bool one_row_each(const Sweep& sweep, const Series& series) {
    std::map<Scope, std::size_t> rows;
    for (std::size_t i = 0; i < series.values.size(); ++i) ++rows[settings_at(sweep, i)];
    return rows.size() == series.values.size();
}

static void add(Analysis& analysis, const Sweep& sweep) {
    const Series& series = analysis.series[sweep.series];
    if (series.model().empty() || series.metric.polarity == model::Polarity::kNeither) return;
    if (!one_row_each(sweep, series)) return;
    const bool up = series.metric.polarity == model::Polarity::kHigherIsBetter;
    const auto& values = series.values;
    const auto extreme = up ? std::max_element(values.begin(), values.end())
                            : std::min_element(values.begin(), values.end());
    const auto position = static_cast<std::size_t>(extreme - values.begin());
    const Scope settings = settings_at(sweep, position);
    std::vector<std::string> names;
    for (const auto& [key, value] : settings)
        names.push_back(std::string(last_segment(key)) + "=" + value);
    const FactId cell = analysis.book.of_nth(part_of(series, {position}, settings, {}), 0);
    const FactId bound = analysis.book.of_series(series, up ? "max" : "min", {}, std::nullopt);
    if (cell == kNoFact || bound == kNoFact) return;
    Proposition found{.kind = "single_observation"};
    found.arguments = {{"value", cell}, {"extreme", bound}};
    found.slots = {{"metric", literal(series.metric.name)},
                   {"subject", scope_of("model", cell)},
                   {"suite", suite_slot(series, cell)},
                   {"value", link(cell)},
                   {"settings", NameSlot{join(names, ", ")}}};
    const auto ids =
        wordings_of(kWordings, up ? "single_observation.largest" : "single_observation.smallest");
    if (!name_settings(series, "model", ids, found)) return;
    found.salience = salience({.breadth = breadth_of(values.size()), .surprise = 0.3});
    found.topic = "top/" + series.metric.id + "/" + series.suite();
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    for (const Sweep& sweep : analysis.sweeps) add(analysis, sweep);
}

Finder top_single_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
