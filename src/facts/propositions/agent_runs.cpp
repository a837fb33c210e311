// SPDX-License-Identifier: Apache-2.0
// agent_runs: what runs of the two agents took, at once and one after the other
// (report/agent_runs.h writes such rows). Statements only: estimates, their differences and the
// intervals over the runs. The speedup is the mean time in turn over the mean time at once, its
// interval Fieller's; the efficiency is the speedup over the number of agents, in percent.
#include "facts/agent_runs.h"

#include <algorithm>
#include <array>
#include <map>

#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"statement.agents.once.1",
     "In this run, both agents at once took {at_once}, and one after the other {in_turn}, which is "
     "a speedup of {speedup} and an efficiency of {efficiency}."},
    {"statement.agents.runs.1",
     "Both agents at once took {at_once} on average over {n} runs, and one after the other "
     "{in_turn}, which is a speedup of {speedup} with an interval of {interval} over the runs."},
    {"statement.agents.wide.1",
     "Both agents at once took {at_once} on average over {n} runs, and one after the other "
     "{in_turn}, which is a ratio of {speedup}; the runs are too few or too unlike for an "
     "interval."},
    {"statement.agents.efficiency.1",
     "Per agent that is an efficiency of {efficiency}, which would be whole at a speedup equal to "
     "the number of agents."},
    {"statement.agents.unmeasured.1",
     "The agents were not run one after the other, so that nothing is known here of what running "
     "them at once gains."},
    {"statement.agents.beside", "What a call gives by itself and beside the other agent's:"},
    {"statement.agents.beside.row",
     "| {call} | {figure} | {alone} | {beside} | {change} | {interval} |",
     {"call", "figure", "by itself", "beside the other", "change", "its 95 % interval"}},
    {"statement.agents.row",
     "| {call} | {model} | {n} | {ttft} | {total} | {tokens} | {rate} |",
     {"call", "model", "runs", "first word after", "total", "tokens", "token rate"}},
    {"statement.agents.sign.1",
     "A difference below is Insight minus Collector, of the report calls that ran at once."},
    {"statement.agents.delta.row",
     "| {figure} | {a} | {b} | {gap} | {interval} |",
     {"figure", "Collector", "Insight", "Insight minus Collector", "its 95 % interval"}},
};

namespace {

// The series of the runs by metric, task and arm.
struct Runs {
    Analysis& analysis;
    std::map<std::array<std::string, 3>, std::size_t> series;

    const Series* find(const std::string& metric, const std::string& task,
                       const std::string& arm) const {
        const auto at = series.find({metric, task, arm});
        return at == series.end() ? nullptr : &analysis.series[at->second];
    }
    // Its mean, or its one value; kNoFact where there is none.
    FactId estimate(const Series* one) const {
        if (one == nullptr) return kNoFact;
        const auto i = static_cast<std::size_t>(one - analysis.series.data());
        const Summary& summary = analysis.summaries[i];
        return summary.mean != kNoFact ? summary.mean : summary.cell;
    }
};

struct RunFigure {
    const char* metric;
    const char* slot;
};

}  // namespace

static constexpr RunFigure kFigures[] = {{"ttft_s", "ttft"},
                                         {"e2e_latency_s", "total"},
                                         {"output_tokens", "tokens"},
                                         {"tokens_s", "rate"}};

static Runs runs_of(Analysis& analysis) {
    Runs out{analysis, {}};
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& one = analysis.series[i];
        const std::string& arm = scope_or_empty(one.scope, kArm);
        // Where all runs are of one arm, it is no part of a series' scope.
        out.series.emplace(
            std::array{one.metric.id, one.suite(), arm.empty() ? std::string(kAtOnceArm) : arm}, i);
    }
    return out;
}

static Slot or_dash(FactId fact) {
    return fact == kNoFact ? Slot(literal("–")) : Slot(link(fact));
}

static FactId interval_of(Analysis& analysis, const Series& a, const Series& b,
                          const std::string& op) {
    if (a.values.size() < 2 || b.values.size() < 2) return kNoFact;
    return analysis.book.of_pair(a, b, {.op = op, .level = 0.95});
}

static void add(Analysis& analysis, const std::string& wording, Slots slots,
                const std::string& topic) {
    Proposition found{.kind = "statement"};
    found.slots = std::move(slots);
    found.wordings = {wording};
    found.topic = topic;
    analysis.found.push_back(std::move(found));
}

static void find_speedup(const Runs& runs) {
    Analysis& analysis = runs.analysis;
    const Series* at_once = runs.find("e2e_latency_s", kWholeTask, kAtOnceArm);
    const Series* in_turn = runs.find("e2e_latency_s", kWholeTask, kInTurnArm);
    if (at_once == nullptr) return;
    if (in_turn == nullptr) {
        add(analysis, "statement.agents.unmeasured.1", {}, "agents/speedup");
        return;
    }
    const FactId before = runs.estimate(in_turn);
    const FactId after = runs.estimate(at_once);
    const FactId speedup = analysis.book.of_facts("ratio", before, after, "speedup");
    const FactId efficiency = analysis.book.of_efficiency(before, after);
    if (speedup == kNoFact || efficiency == kNoFact) return;
    Slots slots = {{"at_once", link(after)},
                   {"in_turn", link(before)},
                   {"speedup", link(speedup)},
                   {"efficiency", link(efficiency)}};
    const FactId interval = interval_of(analysis, *in_turn, *at_once, "ratio_ci");
    const FactId n = analysis.book.of_series(*at_once, "count", {}, std::nullopt);
    if (at_once->values.size() < 2) {
        add(analysis, "statement.agents.once.1", std::move(slots), "agents/speedup");
        return;
    }
    slots["n"] = link(n);
    slots["interval"] = or_dash(interval);
    add(analysis, interval == kNoFact ? "statement.agents.wide.1" : "statement.agents.runs.1",
        std::move(slots), "agents/speedup");
    add(analysis, "statement.agents.efficiency.1", {{"efficiency", link(efficiency)}},
        "agents/speedup.efficiency");
}

static void find_calls(const Runs& runs) {
    Analysis& analysis = runs.analysis;
    for (const std::string_view task : kTasks) {
        Slots slots;
        FactId any = kNoFact;
        const Series* one = nullptr;
        for (const RunFigure& figure : kFigures) {
            const Series* series = runs.find(figure.metric, std::string(task), kAtOnceArm);
            const FactId fact = runs.estimate(series);
            slots[figure.slot] = or_dash(fact);
            if (fact == kNoFact) continue;
            any = fact;
            one = series;
        }
        if (any == kNoFact) continue;
        slots["call"] = scope_of("suite", any);
        slots["model"] = one->model().empty() ? Slot(literal("–")) : Slot(scope_of("model", any));
        slots["n"] = one->values.size() < 2
                         ? Slot(literal("one"))
                         : link(analysis.book.of_series(*one, "count", {}, std::nullopt));
        add(analysis, "statement.agents.row", std::move(slots), "agents/calls");
    }
}

static void find_beside(const Runs& runs) {
    Analysis& analysis = runs.analysis;
    bool titled = false;
    for (const std::string_view task : kTasks) {
        for (const RunFigure& figure : kFigures) {
            const Series* alone = runs.find(figure.metric, std::string(task), kInTurnArm);
            const Series* beside = runs.find(figure.metric, std::string(task), kAtOnceArm);
            const FactId before = runs.estimate(alone);
            const FactId after = runs.estimate(beside);
            if (before == kNoFact || after == kNoFact || figure.metric == kTokens) continue;
            const FactId change =
                analysis.book.of_facts("percent_change", before, after, "change in percent");
            if (change == kNoFact) continue;
            if (!titled) add(analysis, "statement.agents.beside", {}, "agents/beside title");
            titled = true;
            add(analysis, "statement.agents.beside.row",
                {{"call", scope_of("suite", after)},
                 {"figure", literal(beside->metric.name)},
                 {"alone", link(before)},
                 {"beside", link(after)},
                 {"change", link(change)},
                 {"interval", or_dash(interval_of(analysis, *beside, *alone, "percent_ci"))}},
                "agents/beside");
        }
    }
}

static void find_deltas(const Runs& runs) {
    Analysis& analysis = runs.analysis;
    for (const RunFigure& figure : kFigures) {
        const Series* a = runs.find(figure.metric, kCollectorReport, kAtOnceArm);
        const Series* b = runs.find(figure.metric, kInsightReport, kAtOnceArm);
        const FactId of_a = runs.estimate(a);
        const FactId of_b = runs.estimate(b);
        if (of_a == kNoFact || of_b == kNoFact) continue;
        const FactId gap = analysis.book.of_facts("difference", of_b, of_a, "difference");
        if (gap == kNoFact) continue;
        // The runs pair the calls; where one failed they are taken as they are.
        const bool paired = a->values.size() == b->values.size();
        add(analysis, "statement.agents.delta.row",
            {{"figure", literal(a->metric.name)},
             {"a", link(of_a)},
             {"b", link(of_b)},
             {"gap", link(gap)},
             {"interval",
              or_dash(interval_of(analysis, *b, *a, paired ? "paired_ci" : "welch_ci"))}},
            "agents/delta");
    }
    add(analysis, "statement.agents.sign.1", {}, "agents/sign");
}

static void find(Analysis& analysis) {
    const auto is_whole = [](const Series& one) { return one.suite() == kWholeTask; };
    if (std::none_of(analysis.series.begin(), analysis.series.end(), is_whole)) return;
    const Runs runs = runs_of(analysis);
    if (runs.find("e2e_latency_s", kWholeTask, kAtOnceArm) == nullptr) return;
    find_speedup(runs);
    find_calls(runs);
    find_beside(runs);
    find_deltas(runs);
}

Finder agent_runs_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
