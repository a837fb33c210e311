// SPDX-License-Identifier: Apache-2.0
// single_observation: one value is no mean, has no spread and is compared with nothing.
#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"single_observation.1", "In the single run of {subject} in {suite}{@}, {metric} was {value}."},
    {"single_observation.2",
     "{subject} has a single observation of {metric} in {suite}{@}: {value}."},
    {"single_observation.3",
     "For {metric} of {subject} in {suite}{@} there is one value, {value}, and so no spread."},
    {"single_observation.4",
     "No spread can be given for the {metric} of {subject} in {suite}{@}, for {value} stands "
     "alone."},
    {"single_observation.file.1",
     "{source} holds a single observation of {metric}{@}: {value}, without a spread."},
    {"single_observation.file.2",
     "For {metric}{@} there is one value in {source}, {value}, and so no spread."},
    {"single_observation.file.3",
     "No spread can be given for {metric}{@} in {source}, for {value} stands alone."},
    {"single_observation.file.4",
     "Of {metric}{@}, {source} has the single value {value} and nothing to set beside it."},
    {"single_observation.file.5",
     "The {value} of {metric}{@} in {source} is a single observation, whose spread nobody knows."},
    {"single_observation.file.6",
     "With one value of {metric}{@}, {value}, {source} says nothing of a spread."},
};

static void find(Analysis& analysis) {
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const FactId cell = analysis.summaries[i].cell;
        if (cell == kNoFact || !series.metric.headline) continue;
        Proposition found{.kind = "single_observation"};
        found.arguments["value"] = cell;
        found.slots = {{"metric", literal(series.metric.name)}, {"value", link(cell)}};
        if (series.model().empty() || series.suite().empty()) {
            found.slots["source"] = SourceSlot{series.parts.front().table->source};
            const auto ids = wordings_of(kWordings, "single_observation.file");
            if (!name_settings(series, "model", ids, found)) continue;
        } else {
            found.slots["subject"] = scope_of("model", cell);
            found.slots["suite"] = scope_of("suite", cell);
            const auto ids = wordings_of(kWordings, "single_observation");
            if (!name_settings(series, "model", ids, found)) continue;
        }
        found.salience = 0.25;
        found.topic = "single/" + series.metric.id + "/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder single_observation_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
