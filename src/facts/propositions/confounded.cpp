// SPDX-License-Identifier: Apache-2.0
// confounded: a setting that moves together with something else, so that its effect cannot be told
// from the other's: a level that always comes first after another setting changed, or a column that
// changes exactly with it.
#include <algorithm>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"
#include "facts/sweep.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"confounded.cold.1",
     "All {n} requests of {subject} in {suite}{@} with {factor} at {level} came first after a "
     "change of {&} and waited {cold} or longer, the other {m} at most {warm}."},
    {"confounded.cold.2",
     "For {subject} in {suite}{@}, {factor} at {level} always follows a change of {&}: its {n} "
     "requests waited {cold} or longer, the other {m} never more than {warm}."},
    {"confounded.cold.3",
     "The effect of {factor} that {subject} seems to show in {suite}{@} is confounded: {n} "
     "requests at {level}, all after a change of {&}, waited {cold} or longer, the other {m} at "
     "most {warm}."},
    {"confounded.cold.4",
     "In {suite}{@}, {factor} at {level} marks what {subject} ran first after a change of {&}: {n} "
     "such requests waited {cold} or longer, the other {m} at most {warm}."},
    {"confounded.first.1",
     "In {suite}{@}, all {n} rows of {subject} with {factor} at {level} came first after a change "
     "of {&} and the other {m} did not, so no effect of {factor} on {metric} is claimed."},
    {"confounded.first.2",
     "No effect of {factor} on {metric} of {subject} in {suite}{@} can be told: its {n} rows at "
     "{level} always come first after a change of {&}, the other {m} never."},
    {"confounded.first.3",
     "For {subject}, {suite}{@} cannot show what {factor} does to {metric}: all {n} rows at "
     "{level} come first after a change of {&}, and none of the other {m} does."},
    {"confounded.first.4",
     "Whether {factor} at {level} changes the {metric} of {subject} in {suite}{@} is open: its {n} "
     "rows always come first after a change of {&}, and the other {m} never do."},
    {"confounded.first.5",
     "A change of {&} stands right before all {n} rows of {subject} with {factor} at {level} in "
     "{suite}{@} and before none of the other {m}, so no effect on {metric} is claimed."},
    {"confounded.order.1",
     "In {suite}{@}, the levels of {factor} follow a change of {&} unequally often for {subject}, "
     "so that an effect on {metric} between them could be the order's."},
    {"confounded.order.2",
     "Some levels of {factor} follow a change of {&} more often than others for {subject} in "
     "{suite}{@}, and what looks like their effect on {metric} could be the order's."},
    {"confounded.order.3",
     "Whether {factor} acts on {metric} for {subject} in {suite}{@} stays open, for its levels "
     "follow a change of {&} unequally often."},
    {"confounded.moves.1",
     "{factor} and {other} change together in the {n} rows of {subject} in {suite}{@}: an effect "
     "on {metric} could be of either, and is claimed of neither."},
    {"confounded.moves.2",
     "Of {factor} and {other}, which move together over {n} rows of {subject} in {suite}{@}, the "
     "data credit neither with an effect on {metric}."},
    {"confounded.moves.3",
     "Whether {factor} or {other} acts on {metric} cannot be told for {subject} in {suite}{@}, "
     "where {n} rows change both in step."},
};

static FactId extreme_of(Analysis& analysis, const Series& series, const std::string& op) {
    return analysis.book.of_series(series, op, {}, std::nullopt);
}

static std::vector<std::size_t> positions_without(const Series& series, const Level& level) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        if (!std::binary_search(level.at.begin(), level.at.end(), i)) out.push_back(i);
    }
    return out;
}

// One level that always comes first, against all others.
static void fill_first(Analysis& analysis, const Series& whole, const Factor& factor,
                       Proposition& out) {
    const auto cold = cold_levels(factor);
    out.wordings = ids_of(kWordings, "confounded.order");
    if (cold.size() != 1 || cold.front()->follow_share < 1) return;
    const Level& level = *cold.front();
    const Series first = part_of(whole, level.at, {{factor.name(), level.text}}, {});
    const Series rest = part_of(whole, positions_without(whole, level), {},
                                {{level.is.column, "!=", level.is.value}});
    const FactId n = analysis.book.of_series(first, "count", {}, std::nullopt);
    const FactId m = analysis.book.of_series(rest, "count", {}, std::nullopt);
    if (n == kNoFact || m == kNoFact) return;
    out.slots["n"] = link(n);
    out.slots["m"] = link(m);
    out.slots["level"] = scope_of(factor.name(), n);
    const auto rests_on_levels = [&] {
        out.arguments["rows"] = n;
        out.arguments["others"] = m;
    };
    const bool others_never = std::all_of(
        factor.levels.begin(), factor.levels.end(),
        [&](const Level& other) { return &other == &level || other.follow_share == 0; });
    if (others_never) {
        out.wordings = ids_of(kWordings, "confounded.first");
        rests_on_levels();
    }
    if (!whole.metric.latency) return;
    const FactId least = extreme_of(analysis, first, "min");
    const FactId most = extreme_of(analysis, rest, "max");
    if (analysis.book.number(least) <= analysis.book.number(most)) return;
    rests_on_levels();
    out.arguments["first"] = least;
    out.arguments["rest"] = most;
    out.slots["cold"] = link(least);
    out.slots["warm"] = link(most);
    out.wordings = ids_of(kWordings, "confounded.cold");
    out.salience = salience(
        {.size = 1, .certainty = 1, .breadth = breadth_of(whole.values.size()), .surprise = 0.9});
}

static bool fill_moves(Analysis& analysis, const Series& whole, const Factor& factor,
                       Proposition& out) {
    const FactId n = analysis.book.of_series(whole, "count", {}, std::nullopt);
    if (n == kNoFact) return false;
    out.arguments["alias"] = factor.moves_with->name;
    out.arguments["rows"] = n;
    out.slots["other"] = NameSlot{std::string(last_segment(factor.moves_with->name))};
    out.slots["n"] = link(n);
    out.wordings = ids_of(kWordings, "confounded.moves");
    return true;
}

static void add(Analysis& analysis, const Sweep& sweep, const Factor& factor) {
    const Series& whole = analysis.series[sweep.series];
    const FactId any = analysis.summaries[sweep.series].n;
    if (any == kNoFact || whole.model().empty()) return;
    Proposition found{.kind = "confounded"};
    found.salience =
        salience({.certainty = 1, .breadth = breadth_of(whole.values.size()), .surprise = 0.6});
    found.arguments = {{"factor", factor.name()}};
    found.slots = {{"factor", NameSlot{std::string(last_segment(factor.name()))}},
                   {"subject", scope_of("model", any)},
                   {"suite", suite_slot(whole, any)},
                   {"metric", literal(whole.metric.name)}};
    if (factor.moves_with != nullptr) {
        if (!fill_moves(analysis, whole, factor, found)) return;
    } else {
        found.arguments["alias"] = factor.follows;
        found.arguments["of"] = any;
        fill_first(analysis, whole, factor, found);
    }
    const std::vector<std::string> plain = std::move(found.wordings);
    found.wordings.clear();
    const std::vector<std::string_view> ids(plain.begin(), plain.end());
    if (!name_settings(whole, "model", ids, found)) return;
    if (factor.moves_with == nullptr) {
        std::vector<std::string> names;
        for (const std::string& name : factor.follows) names.emplace_back(last_segment(name));
        if (!name_list(names, found)) return;
    }
    found.topic = "confounded/" + whole.metric.id + "/" + whole.suite();
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    for (const Sweep& sweep : analysis.sweeps) {
        for (const Factor& factor : sweep.factors) {
            if (factor.column->reading.meaning != model::Meaning::kParameter) continue;
            if (factor.moves_with != nullptr || !factor.follows.empty()) {
                add(analysis, sweep, factor);
            }
        }
    }
}

Finder confounded_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
