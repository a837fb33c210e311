// SPDX-License-Identifier: Apache-2.0
// single_observation: one value is no mean, has no spread and is compared with nothing.
#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"single_observation.1", "In the single run of {subject} in {suite}{@}, {metric} was {value}."},
    {"single_observation.2",
     "{subject} has a single observation of {metric} in {suite}{@}: {value}."},
    {"single_observation.file.1", "{source} holds a single observation of {metric}{@}: {value}."},
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
            static constexpr std::string_view kFile[] = {"single_observation.file.1"};
            if (!name_settings(series, "model", kFile, found)) continue;
        } else {
            found.slots["subject"] = scope_of("model", cell);
            found.slots["suite"] = scope_of("suite", cell);
            static constexpr std::string_view kIds[] = {"single_observation.1",
                                                        "single_observation.2"};
            if (!name_settings(series, "model", kIds, found)) continue;
        }
        found.salience = 0.25;
        found.topic = "single/" + series.metric.id + "/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder single_observation_finder() {
    return {"single_observation", kWordings, find};
}

}  // namespace chimera::facts
