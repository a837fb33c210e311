// SPDX-License-Identifier: Apache-2.0
// recommendation and risk: rules whose grounds are propositions of this same report. Advice says
// what it buys, what it costs, and how sure that is.
#include <algorithm>

#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kRecommendation[] = {
    {"recommendation.choose.1",
     "Where {metric} decides, choose {winner} for {suite}{@}: {value} against {next} of {second}, "
     "a change of {percent} that its interval bears out; what it costs in quality these rows do "
     "not say."},
    {"recommendation.choose.2",
     "Choose {winner} for {suite}{@} where {metric} counts, for {value} against the {next} of "
     "{second} is a change of {percent}, apart from zero; its price in quality is not in these "
     "rows."},
    {"recommendation.choose.3",
     "For {suite}{@}, {metric} speaks for {winner}: {value} against the {next} of {second}, a "
     "change of {percent} that its interval bears out; quality is not in these rows."},
    {"recommendation.quality.1",
     "Where {metric} decides, choose {winner} for {suite}{@}: {value} against {next} of {second}, "
     "a change of {percent}, with its {measure} of {quality} to weigh against it."},
    {"recommendation.quality.2",
     "Choose {winner} for {suite}{@} if {metric} counts and its {measure} of {quality} is enough: "
     "{value} is a change of {percent} from the {next} of {second}."},
    {"recommendation.trade.1",
     "Choose {a} over {b} for {suite}{@} where {metric} decides, a change of {percent}, if a "
     "{measure} in {exam} of {qa} in place of {qb} will do."},
    {"recommendation.trade.2",
     "For {suite}{@}, prefer {a} to {b} by {metric}, {va} against {vb}, as long as its {measure} "
     "in {exam}, {qa} against {qb}, is enough."},
    {"recommendation.more.1",
     "Repeat {winner} and {second} in {suite}{@} before {metric} decides between them: so few rows "
     "do not tell {value} from {next}."},
    {"recommendation.more.2",
     "Before {metric} decides {suite}{@}, measure {winner} and {second} more often: {value} and "
     "{next} rest on too few rows to be told apart."},
    {"recommendation.tied.1",
     "Between {winner} and {second}, decide {suite}{@} by something other than {metric}, for the "
     "data do not separate {value} from {next}."},
    {"recommendation.tied.2",
     "Let something other than {metric} decide between {winner} and {second} in {suite}{@}, for "
     "the rows do not tell {value} from {next}."},
    {"recommendation.configuration.1",
     "Run {subject} in {suite}{@} at {settings} where {metric} counts: {value} over {n} rows, "
     "against {next} at {others}, which comes closest among its configurations."},
    {"recommendation.configuration.2",
     "Settle on {settings} for {subject} in {suite}{@} if {metric} decides, for {value} over {n} "
     "rows is apart from the {next} of {others}, the next of its configurations."},
    {"recommendation.keep.1",
     "Leave {parameter} of {subject} as it is: between {from} and {to}, the {metric} in {suite}{@} "
     "goes from {low} to {high}, no change that the data can tell."},
    {"recommendation.keep.2",
     "No change of {parameter} is worth it for {subject} in {suite}{@}: a {metric} of {low} at "
     "{from} and of {high} at {to} are not apart."},
    {"recommendation.keep.3",
     "Spend no effort on {parameter} for {subject} in {suite}{@}: from {from} to {to}, the "
     "{metric} goes from {low} to {high}, no gain that the data can tell."},
    {"recommendation.set.1",
     "Set {parameter} to {to} for {subject} in {suite}{@} where {metric} counts: it gives {high} "
     "in place of {low} at {from}, a change of {change} with the rest held equal."},
    {"recommendation.set.2",
     "Move {parameter} of {subject} in {suite}{@} from {from} to {to} if {metric} counts: {low} "
     "becomes {high}, a change of {change} with the rest held equal."},
    {"recommendation.unset.1",
     "Do not move {parameter} of {subject} from {from} to {to} in {suite}{@}: the {metric} goes "
     "from {low} to {high}, a change of {change} for the worse with the rest held equal."},
    {"recommendation.unset.2",
     "Keep {parameter} of {subject} in {suite}{@} at {from} and not at {to}: the {metric} goes "
     "from {low} to {high}, a change of {change} for the worse."},
    {"recommendation.warm.1",
     "Keep {subject} loaded and settle {&} before timing {suite}{@}: a request after such a change "
     "waits {cold} or longer, the others at most {warm}; the price is memory held."},
    {"recommendation.warm.2",
     "Before {suite}{@} is timed, load {subject} and settle {&}, at the price of memory held: "
     "after such a change a request waits {cold} or longer, the others at most {warm}."},
    {"recommendation.sweep.1",
     "Sweep {suite}{@} again for {subject} in shuffled order, a warm-up request after each reload: "
     "{factor} at {level} follows a change of {&}, so the present rows say nothing of its effect."},
    {"recommendation.sweep.2",
     "Shuffle the order of {suite}{@} for {subject} and warm up after each reload: {factor} at "
     "{level} follows a change of {&}, which hides its effect in the present rows."},
    {"recommendation.settle.1",
     "If {a} or {b} is still the question in {suite}{@}, measure about {rows} rows of each: the "
     "gap in {metric}, {va} against {vb}, is too narrow for the present ones."},
    {"recommendation.settle.2",
     "Measure about {rows} rows each of {a} and {b} before {metric} decides {suite}{@}: the "
     "present ones do not tell {va} from {vb}."},
    {"recommendation.rerun.dead.1",
     "Run {source} again: {n} of its {of} rows failed, and what stands in it says nothing about "
     "performance."},
    {"recommendation.rerun.dead.2",
     "Repeat the run behind {source}, for {n} of its {of} rows failed and there is nothing to "
     "judge performance by."},
    {"recommendation.rerun.dead.one.1",
     "Run {source} again: its {of} row failed, and what stands in it says nothing about "
     "performance."},
    {"recommendation.rerun.dead.one.2",
     "Repeat the run behind {source}, for its {of} row failed and there is nothing to judge "
     "performance by."},
    {"recommendation.rerun.part.1",
     "Repeat what failed in {source}: failure took {n} of its {of} rows out of the statistics."},
    {"recommendation.rerun.part.2",
     "Fill the gap in {source}, where {n} of {of} rows failed, before a decision depends on that "
     "file."},
    {"recommendation.first.1",
     "Send a request to {subject} before timing starts, or report the first apart: in {suite}{@} "
     "it waited {first} against a median of {rest}."},
    {"recommendation.first.2",
     "Time {subject} in {suite}{@} from the second request on, or list the first by itself: "
     "{first} against a median of {rest}."},
    {"recommendation.repeat.1",
     "Repeat {suite}{@} for {subject} until its spread can be told; {value} stands alone so far."},
    {"recommendation.repeat.2",
     "Give {subject} more runs in {suite}{@}: {value} is a single value and shows no spread."},
    {"recommendation.store.1",
     "Correct {source}, or mark how its {statistic} {metric} was computed: it stores {claimed} "
     "where the rows give {recomputed}."},
    {"recommendation.store.2",
     "Ask how the {statistic} {metric} in {source} was computed, or correct it: it stores "
     "{claimed} where the rows give {recomputed}."},
    {"recommendation.document.1",
     "Correct {source}: it gives {claimed} as the {statistic} {metric} of {subject}{@}, where the "
     "data hold {recomputed}."},
    {"recommendation.document.2",
     "Replace the {claimed} that {source} gives as the {statistic} {metric} of {subject}{@} by "
     "{recomputed}, which is what the data hold."},
    {"recommendation.document.plain.1",
     "Correct {source}: it gives {claimed} as the {metric} of {subject}{@}, where the data hold "
     "{recomputed}."},
    {"recommendation.document.plain.2",
     "Replace the {claimed} that {source} gives as the {metric} of {subject}{@} by {recomputed}, "
     "which is what the data hold."},
};
static const Wording kRisk[] = {
    {"risk.row.confounded",
     "| {factor} of {subject} in {suite} moves with {&}: tuning by it tunes the order of the sweep "
     "| Shuffle the order, warm up after each change |",
     {"risk", "mitigation"}},
    {"risk.row.cold",
     "| Cold and warm requests of {subject} stand side by side in {suite}: {first} against {rest} "
     "| Compare them apart |",
     {"risk", "mitigation"}},
    {"risk.row.failed",
     "| {n} of {of} rows failed and leave gaps | Repeat them before a decision rests on these "
     "files |",
     {"risk", "mitigation"}},
    {"risk.row.single",
     "| {value} in {suite} is a single run of {subject} | Repeat it before comparing |",
     {"risk", "mitigation"}},
    {"risk.row.stored",
     "| {source} stores {claimed}, its rows give {recomputed} | Take figures from raw rows |",
     {"risk", "mitigation"}},
    {"risk.row.document",
     "| {source} says {claimed} where the data hold {recomputed} | Cite the data, not the document "
     "|",
     {"risk", "mitigation"}},
};
static const Wording kRemark[] = {
    {"statement.quality.1",
     "No file in this folder measures the quality of the answers by model, so that no advice here "
     "weighs it against speed."},
    {"statement.fewer.1",
     "The rows carry no further advice: what is not named here was measured once, differs by no "
     "more than it scatters, or has nothing to be compared with."},
    {"statement.more.1",
     "There are further rows of this kind than the table has room for; a run over a part of the "
     "folder shows them."},
    {"statement.more.2",
     "The table ends here for the sake of its reader; a run over fewer files brings other rows."},
    {"statement.level.1",
     "An interval of a difference is wider than one of {level}, so that the comparisons of this "
     "report together, and not each by itself, keep that level."},
};

// "compare.higher.1.at2.of1" -> ".at2", ".of1": how a wording was expanded.
static std::string expansion(const std::string& id, const std::string& mark) {
    const auto at = id.find(mark);
    if (at == std::string::npos) return {};
    return id.substr(at, id.find('.', at + 1) - at);
}

static bool has_mark(const Wording& wording, std::string_view mark) {
    return wording.text.find(mark) != std::string_view::npos;
}

// The wordings of a rule, expanded as those of its ground; none where a rule cannot name what the
// ground names.
static std::vector<std::string> expanded(std::span<const Wording> all, const std::string& rule,
                                         const Proposition& ground) {
    std::vector<std::string> out;
    const std::string settings = expansion(ground.wordings.front(), ".at");
    const std::string list = expansion(ground.wordings.front(), ".of");
    const auto family = wordings_of(all, rule);
    for (const Wording& wording : all) {
        const bool own = std::find(family.begin(), family.end(), wording.id) != family.end();
        if (!own && wording.id != rule) continue;
        if (!settings.empty() && !has_mark(wording, "{@}")) continue;
        if (has_mark(wording, "{&}") && list.empty()) continue;
        out.push_back(std::string(wording.id) + settings + (has_mark(wording, "{&}") ? list : ""));
    }
    return out;
}

struct Rule {
    std::string kind;
    std::span<const Wording> wordings;
    std::string (*rule)(const Analysis&, const Proposition&);  // "" where it gives no advice
};

static void rest_on(Analysis& analysis, const Rule& from, std::size_t ground) {
    const Proposition& on = analysis.found[ground];
    const std::string rule = from.rule(analysis, on);
    if (rule.empty() || on.wordings.empty()) return;
    Proposition made{
        .kind = from.kind, .arguments = {{"because", Because{{ground}}}}, .slots = on.slots};
    made.wordings = expanded(from.wordings, rule, on);
    if (made.wordings.empty()) return;
    made.salience = on.salience;
    made.topic = from.kind;
    analysis.found.push_back(std::move(made));
}

static bool begins(const Proposition& found, std::string_view prefix) {
    return !found.wordings.empty() && found.wordings.front().starts_with(prefix);
}

static const Fact* fact_in(const Analysis& analysis, const Proposition& found,
                           const std::string& slot) {
    const auto at = found.slots.find(slot);
    if (at == found.slots.end()) return nullptr;
    const auto* link = std::get_if<FactSlot>(&at->second);
    return link == nullptr ? nullptr : &analysis.book.at(link->fact);
}

// Is the level that a sweep ends at the better one?
static bool gains(const Analysis& analysis, const Proposition& effect) {
    const Fact* change = fact_in(analysis, effect, "change");
    const Fact* low = fact_in(analysis, effect, "low");
    if (change == nullptr || low == nullptr) return false;
    const auto* metric = model::find_metric(low->metric);
    const bool up = std::get<double>(change->value) > 0;
    return metric != nullptr && up == (metric->polarity == model::Polarity::kHigherIsBetter);
}

// A tie of so few rows says that nobody knows, not that nothing is to be gained.
static bool rests_on_few(const Analysis& analysis, const Proposition& tie) {
    constexpr std::size_t kFew = 5;
    const Fact* first = fact_in(analysis, tie, "value");
    const Fact* second = fact_in(analysis, tie, "next");
    return first != nullptr && second != nullptr && std::min(first->n, second->n) < kFew;
}

static std::string advice(const Analysis& analysis, const Proposition& found) {
    if (begins(found, "best.configuration")) {
        return found.arguments.contains("tied") ? "" : "recommendation.configuration";
    }
    if (found.kind == "best" && found.arguments.contains("tied")) {
        return rests_on_few(analysis, found) ? "recommendation.more" : "recommendation.tied";
    }
    if (found.kind == "best" && !found.slots.contains("percent")) return {};
    if (found.kind == "best" && found.slots.contains("quality")) return "recommendation.quality";
    if (found.kind == "best") return "recommendation.choose";
    if (begins(found, "compare.quality")) return "recommendation.trade";
    if (begins(found, "effect.higher") || begins(found, "effect.lower")) {
        return gains(analysis, found) ? "recommendation.set" : "recommendation.unset";
    }
    if (begins(found, "no_reliable_difference.setting")) return "recommendation.keep";
    if (begins(found, "equivalent.setting")) return "recommendation.keep";
    if (begins(found, "confounded.cold")) return "recommendation.warm";
    if (begins(found, "confounded.first")) return "recommendation.sweep";
    if (found.kind == "no_reliable_difference" && found.slots.contains("rows")) {
        return "recommendation.settle";
    }
    if (begins(found, "failed_runs.dead.one")) return "recommendation.rerun.dead.one";
    if (begins(found, "failed_runs.dead")) return "recommendation.rerun.dead";
    if (begins(found, "failed_runs.file")) return "recommendation.rerun.part";
    if (found.kind == "cold_start") return "recommendation.first";
    // A stored number names its file, and what stands in it is not ours to repeat.
    if (found.kind == "single_observation" && found.slots.contains("subject") &&
        found.slots.contains("suite") && !found.arguments.contains("extreme")) {
        return "recommendation.repeat";
    }
    if (begins(found, "conflict.document.plain")) return "recommendation.document.plain";
    if (begins(found, "conflict.document")) return "recommendation.document";
    if (found.kind == "conflict" && found.slots.contains("statistic"))
        return "recommendation.store";
    return {};
}

static std::string danger(const Analysis&, const Proposition& found) {
    if (begins(found, "confounded.cold") || begins(found, "confounded.first")) {
        return "risk.row.confounded";
    }
    if (found.kind == "cold_start") return "risk.row.cold";
    if (begins(found, "failed_runs.1")) return "risk.row.failed";
    if (found.kind == "single_observation" && found.slots.contains("subject") &&
        found.slots.contains("suite") && !found.arguments.contains("extreme")) {
        return "risk.row.single";
    }
    if (begins(found, "conflict.document")) return "risk.row.document";
    if (found.kind == "conflict" && found.slots.contains("statistic")) return "risk.row.stored";
    return {};
}

static void find(Analysis& analysis, const Rule& rule) {
    const std::size_t before = analysis.found.size();
    for (std::size_t i = 0; i < before; ++i) rest_on(analysis, rule, i);
}

static void find_remarks(Analysis& analysis) {
    bool any_model = false;
    bool any_quality = false;
    for (const Series& series : analysis.series) {
        any_model = any_model || !series.model().empty();
        any_quality = any_quality || (!series.model().empty() && measures_quality(series.metric));
    }
    if (any_model && !any_quality) {
        analysis.found.push_back({.kind = "statement",
                                  .wordings = {"statement.quality.1"},
                                  .salience = 0.2,
                                  .topic = "remark/quality"});
    }
    constexpr std::ptrdiff_t kEnough = 3;
    if (std::count_if(analysis.found.begin(), analysis.found.end(), [](const Proposition& found) {
            return found.kind == "recommendation";
        }) < kEnough) {
        analysis.found.push_back({.kind = "statement",
                                  .wordings = {"statement.fewer.1"},
                                  .salience = 0.2,
                                  .topic = "remark/fewer"});
    }
    if (analysis.budget.comparisons() > 1) {
        analysis.found.push_back({.kind = "statement",
                                  .slots = {{"level", literal("95 %")}},
                                  .wordings = {"statement.level.1"},
                                  .salience = 0.2,
                                  .topic = "remark/level"});
    }
}

Finder recommendation_finder() {
    return {{kRecommendation}, [](Analysis& analysis) {
                find(analysis, {"recommendation", kRecommendation, advice});
            }};
}
Finder risk_finder() {
    return {{kRisk}, [](Analysis& analysis) { find(analysis, {"risk", kRisk, danger}); }};
}
Finder remark_finder() {
    return {{kRemark}, find_remarks};
}

}  // namespace chimera::facts
