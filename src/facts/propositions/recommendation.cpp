// SPDX-License-Identifier: Apache-2.0
// recommendation and risk: rules whose grounds are propositions of this same report.
#include <map>

#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kRecommendation[] = {
    {"recommendation.choose.1",
     "Where {metric} decides, choose {winner} for {suite}: it reaches {value}, {second} {next}."},
    {"recommendation.tied.1",
     "Between {winner} and {second}, decide {suite} by something other than {metric}, for the data "
     "do not separate {value} from {next}."},
    {"recommendation.rerun.1",
     "Run {source} again: {n} of its {of} rows failed, and what stands in it says nothing about "
     "performance."},
    {"recommendation.warm.1",
     "Send a request to {subject} before timing starts, or report the first apart: in {suite} it "
     "waited {first} against a median of {rest}."},
    {"recommendation.repeat.1",
     "Repeat {suite} for {subject} until its spread can be told; {value} stands alone so far."},
    {"recommendation.store.1",
     "Correct {source}, or mark how its {statistic} {metric} was computed: it stores {claimed} "
     "where its rows give {recomputed}."},
};
static const Wording kRisk[] = {
    {"risk.row.cold",
     "| Cold and warm requests of {subject} stand side by side in {suite}: {first} against {rest} "
     "| Compare them apart |",
     {"risk", "mitigation"}},
    {"risk.row.failed",
     "| {n} of {of} rows failed and leave gaps | Repeat them before a decision rests on these "
     "files |",
     {"risk", "mitigation"}},
    {"risk.row.failed.one",
     "| {n} of {of} rows failed and leaves a gap | Repeat it before a decision rests on its file |",
     {"risk", "mitigation"}},
    {"risk.row.single",
     "| {value} in {suite} is a single run of {subject} | Repeat it before comparing |",
     {"risk", "mitigation"}},
    {"risk.row.stored",
     "| {source} stores {claimed}, its rows give {recomputed} | Take figures from raw rows |",
     {"risk", "mitigation"}},
};

// What rests on one found proposition: the same slots, in the words of advice.
static void rest_on(Analysis& analysis, const std::string& kind, std::size_t ground,
                    std::string wording) {
    const Proposition& on = analysis.found[ground];
    Proposition made{
        .kind = kind, .arguments = {{"because", Because{{ground}}}}, .slots = on.slots};
    made.wordings = {std::move(wording)};
    made.salience = on.salience;
    made.topic = kind;
    analysis.found.push_back(std::move(made));
}

static bool has_wording(const Proposition& found, std::string_view prefix) {
    return !found.wordings.empty() && found.wordings.front().starts_with(prefix);
}

// The wording of `kind` that a proposition is ground for; empty where it is none.
static std::string advice(const Proposition& found) {
    const bool plain = !found.slots.contains("s1");
    if (found.kind == "best" && plain) {
        return found.arguments.contains("tied") ? "recommendation.tied.1"
                                                : "recommendation.choose.1";
    }
    if (has_wording(found, "failed_runs.dead") || has_wording(found, "failed_runs.file")) {
        return "recommendation.rerun.1";
    }
    if (found.kind == "cold_start" && plain) return "recommendation.warm.1";
    if (found.kind == "single_observation" && found.slots.contains("subject") && plain) {
        return "recommendation.repeat.1";
    }
    if (found.kind == "conflict") return "recommendation.store.1";
    return {};
}

static std::string danger(const Proposition& found) {
    const bool plain = !found.slots.contains("s1");
    if (found.kind == "cold_start" && plain) return "risk.row.cold";
    if (has_wording(found, "failed_runs.1")) return "risk.row.failed";
    if (has_wording(found, "failed_runs.one.1")) return "risk.row.failed.one";
    if (found.kind == "single_observation" && found.slots.contains("subject") && plain) {
        return "risk.row.single";
    }
    if (found.kind == "conflict") return "risk.row.stored";
    return {};
}

static void find(Analysis& analysis, const std::string& kind,
                 std::string (*wording)(const Proposition&)) {
    const std::size_t before = analysis.found.size();
    for (std::size_t i = 0; i < before; ++i) {
        const std::string chosen = wording(analysis.found[i]);
        if (!chosen.empty()) rest_on(analysis, kind, i, chosen);
    }
}

Finder recommendation_finder() {
    return {"recommendation", kRecommendation,
            [](Analysis& analysis) { find(analysis, "recommendation", advice); }};
}
Finder risk_finder() {
    return {"risk", kRisk, [](Analysis& analysis) { find(analysis, "risk", danger); }};
}

}  // namespace chimera::facts
