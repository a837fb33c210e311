// SPDX-License-Identifier: Apache-2.0
// pareto and dominated: throughput against time to first token. Who is beaten by nobody on both,
// and who is beaten on both by one other.
#include <algorithm>
#include <map>

#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kPareto[] = {
    {"pareto.1",
     "Weighing mean {rate} against median {wait} in {suite}, no other choice beats {&} on both."},
    {"pareto.2",
     "On mean {rate} and median {wait} together, the choice in {suite} is {&}: nothing else is "
     "ahead of it on both."},
    {"pareto.3",
     "{&} is what remains in {suite} when mean {rate} and median {wait} count together: no other "
     "choice is ahead on both."},
};
static const Wording kDominated[] = {
    {"dominated.1",
     "In {suite}, {loser} is behind {by} on both counts: its mean {rate} of {rl} and median {wait} "
     "of {wl} stand against {rb} and {wb}."},
    {"dominated.2",
     "{loser} loses to {by} in {suite} whichever counts: {rl} of mean {rate} and {wl} of median "
     "{wait}, against {rb} and {wb}."},
    {"dominated.3",
     "By both measures {by} is ahead of {loser} in {suite}: mean {rate} of {rb} against {rl}, "
     "median {wait} of {wb} against {wl}."},
    {"dominated.4",
     "Choosing {loser} over {by} in {suite} costs on both counts: mean {rate} of {rl} against "
     "{rb}, median {wait} of {wl} against {wb}."},
};

// One choice with both figures.
struct Choice {
    std::size_t rate_series = 0;
    std::size_t wait_series = 0;
    FactId rate = kNoFact;  // higher is better
    FactId wait = kNoFact;  // lower is better
};

// All choices of one suite that differ in their model alone.
struct Suite {
    std::vector<Choice> choices;
};

static bool is_rate(const model::Metric& metric) {
    return metric.headline && metric.polarity == model::Polarity::kHigherIsBetter &&
           metric.unit == "tok/s";
}

static std::string rest_of(const Scope& scope) {
    std::string out;
    for (const auto& [key, value] : scope) {
        if (key != "model") out += key + '=' + value + '\x1f';
    }
    return out;
}

static std::vector<Suite> suites_of(const Analysis& analysis) {
    std::map<Scope, std::size_t> waits;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        if (analysis.series[i].metric.id == "ttft_s") waits.emplace(analysis.series[i].scope, i);
    }
    std::map<std::string, Suite> by_rest;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!is_rate(series.metric) || series.model().empty() || series.suite().empty()) continue;
        if (series.scope.size() > 2) continue;
        const auto wait = waits.find(series.scope);
        if (wait == waits.end()) continue;
        const Choice choice{i, wait->second, analysis.summaries[i].mean,
                            analysis.summaries[wait->second].median};
        if (choice.rate == kNoFact || choice.wait == kNoFact) continue;
        by_rest[series.metric.id + rest_of(series.scope)].choices.push_back(choice);
    }
    std::vector<Suite> out;
    for (auto& [rest, suite] : by_rest) {
        if (suite.choices.size() >= 2) out.push_back(std::move(suite));
    }
    return out;
}

static bool beats(const Book& book, const Choice& a, const Choice& b) {
    const double rate = book.number(a.rate) - book.number(b.rate);
    const double wait = book.number(b.wait) - book.number(a.wait);
    return rate >= 0 && wait >= 0 && (rate > 0 || wait > 0);
}

// Is it behind on both counts, and apart from zero by the report's interval on throughput and on
// the wait?
static bool reliably_beats(Analysis& analysis, const Choice& a, const Choice& b) {
    if (!beats(analysis.book, a, b)) return false;
    const auto apart = [&](std::size_t first, std::size_t second) {
        const Series& x = analysis.series[first];
        const Series& y = analysis.series[second];
        const bool cold = has_cold_start(x) || has_cold_start(y);
        PairOp op{.op = cold ? "hl_ci" : "welch_ci",
                  .level = analysis.budget.level(Compared::kSeries)};
        if (alias_between(analysis, first, second).any()) return false;
        if (!settle_dependence(x, y, op)) return false;
        const FactId interval = analysis.book.of_pair(x, y, op);
        return interval != kNoFact && (analysis.book.interval(interval).first > 0 ||
                                       analysis.book.interval(interval).second < 0);
    };
    return apart(a.rate_series, b.rate_series) && apart(a.wait_series, b.wait_series);
}

static void fill(const Analysis& analysis, const Choice& of, Proposition& out) {
    const Series& series = analysis.series[of.rate_series];
    out.slots["rate"] = literal(series.metric.name);
    out.slots["wait"] = literal(model::find_metric("ttft_s")->name);
    out.slots["suite"] = suite_slot(series, of.rate);
    out.topic = "pareto/" + series.suite();
}

static void add_front(Analysis& analysis, const Suite& suite) {
    std::vector<FactId> members;
    std::vector<FactId> among;
    std::vector<FactId> named;
    for (const Choice& choice : suite.choices) {
        among.insert(among.end(), {choice.rate, choice.wait});
        const auto any = [&](const auto& ahead) {
            return std::any_of(suite.choices.begin(), suite.choices.end(), ahead);
        };
        if (any([&](const Choice& o) { return beats(analysis.book, o, choice); })) {
            // A set that noise has drawn is no finding.
            if (!any([&](const Choice& o) { return reliably_beats(analysis, o, choice); })) return;
            continue;
        }
        members.insert(members.end(), {choice.rate, choice.wait});
        named.push_back(choice.rate);
    }
    Proposition found{.kind = "pareto"};
    found.arguments = {{"members", members},
                       {"among", among},
                       {"axes", std::vector<std::string>{"mean", "median"}}};
    fill(analysis, suite.choices.front(), found);
    found.wordings = ids_of(kPareto, "pareto");
    if (!name_list(std::vector<std::string>(named.size()), found)) return;
    for (std::size_t i = 0; i < named.size(); ++i) {
        found.slots["l" + std::to_string(i + 1)] = scope_of("model", named[i]);
    }
    found.salience = salience({.size = 0.3, .certainty = 0.5, .breadth = 0.5, .surprise = 0.4});
    analysis.found.push_back(std::move(found));
}

static void find_fronts(Analysis& analysis) {
    for (const Suite& suite : suites_of(analysis)) add_front(analysis, suite);
}

static void find_dominated(Analysis& analysis) {
    for (const Suite& suite : suites_of(analysis)) {
        for (const Choice& loser : suite.choices) {
            const auto by = std::find_if(
                suite.choices.begin(), suite.choices.end(),
                [&](const Choice& other) { return reliably_beats(analysis, other, loser); });
            if (by == suite.choices.end()) continue;
            Proposition found{.kind = "dominated"};
            found.arguments = {{"loser", std::vector<FactId>{loser.rate, loser.wait}},
                               {"by", std::vector<FactId>{by->rate, by->wait}}};
            fill(analysis, loser, found);
            found.slots["loser"] = scope_of("model", loser.rate);
            found.slots["by"] = scope_of("model", by->rate);
            found.slots["rl"] = link(loser.rate);
            found.slots["wl"] = link(loser.wait);
            found.slots["rb"] = link(by->rate);
            found.slots["wb"] = link(by->wait);
            found.wordings = ids_of(kDominated, "dominated");
            found.salience = salience({.size = 0.3, .certainty = 0.4, .breadth = 0.5});
            analysis.found.push_back(std::move(found));
        }
    }
}

Finder pareto_finder() {
    return {{kPareto}, find_fronts};
}
Finder dominated_finder() {
    return {{kDominated}, find_dominated};
}

}  // namespace chimera::facts
