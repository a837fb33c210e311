// SPDX-License-Identifier: Apache-2.0
// Two truths that stand in contrast, said in one sentence: who comes first and who comes last, who
// comes first and yet starts cold, a setting that moves nothing and one that nothing can be told
// of. Each part keeps its arguments and is verified by itself, within its own clause.
#include <algorithm>

#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kBest[] = {
    {"best.cold.1",
     "{winner} has the highest {metric} in {suite}{@}, {value} before {second} with {next}, yet "
     "its first request there took {first} against a median of {rest}."},
    {"best.cold.2",
     "In {suite}{@}, {winner} ranks first by {metric}, at {value} against the {next} of {second}, "
     "yet starts cold: {first} for its first request, {rest} in the median."},
    {"best.cold.3",
     "The highest {metric} in {suite}{@} is that of {winner}, {value} before {second} with {next}, "
     "but a cold start cost it {first} once, with {rest} as its median."},
    {"best.last.highest.1",
     "{winner} has the highest {metric} in {suite}{@}, {value} before {second} with {next}, while "
     "{last} comes last with {end}."},
    {"best.last.highest.2",
     "By {metric}, {winner} comes first in {suite}{@} with {value} and {second} follows with "
     "{next}, while {last} is last with {end}."},
    {"best.last.highest.3",
     "In {suite}{@}, {winner} ranks first by {metric}, at {value} against the {next} of {second}, "
     "while {last} ends the list with {end}."},
    {"best.last.lowest.1",
     "{winner} has the lowest {metric} in {suite}{@}, {value} before {second} with {next}, while "
     "{last} comes last with {end}."},
    {"best.last.lowest.2",
     "By {metric}, {winner} comes first in {suite}{@} with {value} and {second} follows with "
     "{next}, while {last} is last with {end}."},
    {"best.last.lowest.3",
     "In {suite}{@}, {winner} ranks first by {metric}, at {value} against the {next} of {second}, "
     "while {last} ends the list with {end}."},
};
static const Wording kNone[] = {
    {"no_reliable_difference.confounded.1",
     "{parameter} does not reliably move the {metric} of {subject} in {suite}{@}, {low} to {high}, "
     "while all {n} rows with {factor} at {level} come first after {&} changed."},
    {"no_reliable_difference.confounded.2",
     "For {subject} in {suite}{@}, {parameter} makes no reliable difference to {metric}, {low} to "
     "{high}, while all {n} rows with {factor} at {level} follow a change of {&}."},
    {"no_reliable_difference.confounded.3",
     "Moving {parameter} makes no reliable difference to the {metric} of {subject} in {suite}{@}, "
     "{low} to {high}, while all {n} rows with {factor} at {level} follow a change of {&}."},
};

static const Fact* fact_of(const Analysis& analysis, const Proposition& found,
                           const std::string& argument) {
    const auto at = found.arguments.find(argument);
    if (at == found.arguments.end()) return nullptr;
    const auto* id = std::get_if<FactId>(&at->second);
    return id == nullptr ? nullptr : &analysis.book.at(*id);
}

// The first with both, named under its settings as `first` is.
static Proposition joined(const Analysis& analysis, std::size_t first, std::size_t second) {
    const Proposition& a = analysis.found[first];
    const Proposition& b = analysis.found[second];
    Proposition out{.kind = a.kind, .arguments = a.arguments, .slots = a.slots};
    out.parts = {{a.kind, a.arguments}, {b.kind, b.arguments}};
    out.joins = {first, second};
    constexpr double kMore = 0.02;
    out.salience = std::min(1.0, std::max(a.salience, b.salience) + kMore);
    out.topic = "joined/" + a.topic;
    return out;
}

// "best.highest.1.at2" -> ".at2": how the wordings of a proposition were expanded.
static std::string expansion(const Proposition& found, std::string_view mark) {
    const std::string& id = found.wordings.front();
    const auto at = id.find(mark);
    return at == std::string::npos ? std::string() : id.substr(at, id.find('.', at + 1) - at);
}

static void add(Analysis& analysis, Proposition found, std::span<const Wording> all,
                std::string_view family) {
    const Proposition& first = analysis.found[found.joins.front()];
    const Proposition& second = analysis.found[found.joins.back()];
    for (const std::string_view id : wordings_of(all, family)) {
        found.wordings.push_back(std::string(id) + expansion(first, ".at") +
                                 expansion(second, ".of"));
    }
    analysis.found.push_back(std::move(found));
}

static bool begins(const Proposition& found, std::string_view prefix) {
    return !found.wordings.empty() && found.wordings.front().starts_with(prefix);
}

using Other = bool (*)(const Analysis&, const Proposition&, const Proposition&);

static std::size_t find_other(const Analysis& analysis, const Proposition& to, Other fits) {
    const auto at =
        std::find_if(analysis.found.begin(), analysis.found.end(),
                     [&](const Proposition& other) { return fits(analysis, to, other); });
    return static_cast<std::size_t>(at - analysis.found.begin());
}

static bool is_cold_start_of(const Analysis& analysis, const Proposition& best,
                             const Proposition& other) {
    if (other.kind != "cold_start") return false;
    const Fact* winner = fact_of(analysis, best, "winner");
    const Fact* first = fact_of(analysis, other, "first");
    return winner != nullptr && first != nullptr && winner->scope == first->scope;
}

static bool is_other_end_of(const Analysis& /*analysis*/, const Proposition& best,
                            const Proposition& other) {
    if (other.kind != "worst" || best.topic != other.topic) return false;
    const auto* mine = std::get_if<std::vector<FactId>>(&best.arguments.at("among"));
    const auto* theirs = std::get_if<std::vector<FactId>>(&other.arguments.at("among"));
    return mine != nullptr && theirs != nullptr && *mine == *theirs;
}

static bool is_flat_beside(const Analysis& analysis, const Proposition& confounded,
                           const Proposition& other) {
    if (!begins(other, "no_reliable_difference.setting")) return false;
    const Fact* rows = fact_of(analysis, confounded, "of");
    const Fact* low = fact_of(analysis, other, "b");
    if (rows == nullptr || low == nullptr || rows->metric != low->metric) return false;
    return std::all_of(rows->scope.begin(), rows->scope.end(), [&](const auto& key) {
        const auto at = low->scope.find(key.first);
        return at != low->scope.end() && at->second == key.second;
    });
}

static void join_best(Analysis& analysis, std::size_t i) {
    const Proposition& best = analysis.found[i];
    const bool highest = std::get<std::string>(best.arguments.at("direction")) == "highest";
    const std::size_t cold = find_other(analysis, best, is_cold_start_of);
    if (highest && cold < analysis.found.size()) {
        Proposition out = joined(analysis, i, cold);
        out.slots["first"] = analysis.found[cold].slots.at("first");
        out.slots["rest"] = analysis.found[cold].slots.at("rest");
        return add(analysis, std::move(out), kBest, "best.cold");
    }
    const std::size_t worst = find_other(analysis, best, is_other_end_of);
    if (worst == analysis.found.size()) return;
    Proposition out = joined(analysis, i, worst);
    out.slots["last"] = analysis.found[worst].slots.at("winner");
    out.slots["end"] = analysis.found[worst].slots.at("value");
    add(analysis, std::move(out), kBest, highest ? "best.last.highest" : "best.last.lowest");
}

static void join_confounded(Analysis& analysis, std::size_t i) {
    const std::size_t flat = find_other(analysis, analysis.found[i], is_flat_beside);
    if (flat == analysis.found.size()) return;
    Proposition out = joined(analysis, flat, i);
    for (const auto& [name, slot] : analysis.found[i].slots) {
        const bool listed = name.size() > 1 && name[0] == 'l' && name != "level";
        if (listed || name == "n" || name == "factor" || name == "level") out.slots[name] = slot;
    }
    out.slots["low"] = analysis.found[flat].slots.at("low");
    add(analysis, std::move(out), kNone, "no_reliable_difference.confounded");
}

static void find(Analysis& analysis) {
    const std::size_t before = analysis.found.size();
    for (std::size_t i = 0; i < before; ++i) {
        const Proposition& found = analysis.found[i];
        if (found.kind == "best" && !found.arguments.contains("tied")) join_best(analysis, i);
        if (begins(analysis.found[i], "confounded.first")) join_confounded(analysis, i);
    }
}

Finder joined_finder() {
    return {{kBest, kNone}, find};
}

}  // namespace chimera::facts
