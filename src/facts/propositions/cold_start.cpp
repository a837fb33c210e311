// SPDX-License-Identifier: Apache-2.0
// cold_start: the first value of a latency series is more than three times the median of the
// series.
#include "facts/propositions/finders.h"
#include "facts/salience.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"cold_start.1",
     "The first request of {subject} in {suite}{@} waited {first}, against a median of {rest}: it "
     "carries a cold start."},
    {"cold_start.2",
     "A cold start opens {suite} for {subject}{@}: {first} for the first request, {rest} in the "
     "median."},
    {"cold_start.3",
     "{subject} pays for a cold start in {suite}{@}: its first request took {first}, the median "
     "one {rest}."},
    {"cold_start.4",
     "At {first}, the first request of {subject} in {suite}{@} is a cold start; the median request "
     "took {rest}."},
    {"cold_start.5",
     "In {suite}{@}, {subject} needed {first} for its first request, a cold start, and {rest} for "
     "the median one."},
    {"cold_start.load.1",
     "The first request of {subject} in {suite}{@} waited {first}, {share} of it for a load of "
     "{load}, against a median of {rest}."},
    {"cold_start.load.2",
     "Loading takes {share} of the {first} that the first request of {subject} waits in "
     "{suite}{@}, namely {load}; the median request waits {rest}."},
    {"cold_start.load.3",
     "A cold start opens {suite}{@} for {subject}: {first} for the first request, of which {load} "
     "or {share} is loading, and {rest} in the median."},
    {"cold_start.load.4",
     "{subject} spends {load} of its first {first} in {suite}{@} on loading, or {share}; the "
     "median request waits {rest}."},
    {"cold_start.load.5",
     "Of the {first} before the first token of {subject} in {suite}{@}, {load} went into loading, "
     "which is {share}; the median wait is {rest}."},
};

// The first cell of the load time in the same row, where the file has one.
static FactId load_of(Analysis& analysis, const Series& series) {
    const auto load = beside(analysis, series, "load_s");
    if (!load) return kNoFact;
    const Series& other = analysis.series[*load];
    const bool same_row = other.parts.front().rows.front() == series.parts.front().rows.front();
    return same_row ? analysis.book.of_nth(other, 0) : kNoFact;
}

static std::string_view family_of(Analysis& analysis, const Series& series, FactId first,
                                  Proposition& out) {
    static constexpr std::string_view kPlain = "cold_start";
    if (series.metric.id != "ttft_s") return kPlain;
    const FactId load = load_of(analysis, series);
    if (load == kNoFact) return kPlain;
    const FactId share = analysis.book.of_facts("share", load, first, "share of loading");
    if (share == kNoFact || analysis.book.number(share) > 100) return kPlain;
    out.slots["load"] = link(load);
    out.slots["share"] = link(share);
    return "cold_start.load";
}

static void find(Analysis& analysis) {
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!series.metric.headline || !has_cold_start(series)) continue;
        if (series.model().empty()) continue;
        const FactId first = analysis.book.of_nth(series, 0);
        const FactId rest = analysis.summaries[i].median;
        if (first == kNoFact || rest == kNoFact) continue;
        // The sentence sets it beside the median of all.
        if (!(series.values.front() > 3 * analysis.book.number(rest))) continue;
        Proposition found{.kind = "cold_start"};
        found.arguments = {{"first", first}, {"rest", rest}};
        found.slots = {{"first", link(first)},
                       {"rest", link(rest)},
                       {"subject", scope_of("model", rest)},
                       {"suite", suite_slot(series, rest)}};
        const auto ids = wordings_of(kWordings, family_of(analysis, series, first, found));
        if (!name_settings(series, "model", ids, found)) continue;
        const double times = series.values.front() / analysis.book.number(rest);
        found.salience = salience({.size = times / 100,
                                   .certainty = 0.6,
                                   .breadth = breadth_of(series.values.size()),
                                   .surprise = 0.3});
        found.topic = "cold/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

Finder cold_start_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
