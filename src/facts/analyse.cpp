// SPDX-License-Identifier: Apache-2.0
#include "facts/analyse.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/clock.h"
#include "facts/agent_runs.h"
#include "facts/analysis.h"
#include "facts/planner.h"
#include "facts/propositions/finders.h"
#include "facts/stored.h"

namespace chimera::facts {

// More sets than this are not compared: a folder of so many variants is tabulated.
static constexpr std::size_t kMostSets = 500;
static constexpr std::size_t kMostTrials = 1'000;

static std::string key_without(const Series& series, const std::string& dimension) {
    std::string key = series.metric.id;
    for (const auto& [name, value] : series.scope) {
        if (name != dimension) key += '\x1f' + name + '\x1e' + value;
    }
    return key;
}

static std::vector<ComparisonSet> comparison_sets(const std::vector<Series>& series) {
    std::set<std::string> dimensions;
    for (const Series& one : series) {
        for (const auto& [key, value] : one.scope) {
            if (key != "suite") dimensions.insert(key);
        }
    }
    std::vector<ComparisonSet> out;
    for (const std::string& dimension : dimensions) {
        std::map<std::string, ComparisonSet> by_rest;
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (!series[i].scope.contains(dimension)) continue;
            ComparisonSet& set = by_rest[key_without(series[i], dimension)];
            set.dimension = dimension;
            (series[i].values.size() >= 2 ? set.members : set.singles).push_back(i);
        }
        for (auto& [rest, set] : by_rest) {
            if (set.members.size() >= 2 && out.size() < kMostSets) out.push_back(std::move(set));
        }
    }
    return out;
}

// Every setting of every sweep, with its two arms where the grid has them.
static std::vector<Trial> trials_of(const Analysis& analysis) {
    std::vector<Trial> out;
    for (std::size_t s = 0; s < analysis.sweeps.size(); ++s) {
        const Sweep& sweep = analysis.sweeps[s];
        for (std::size_t f = 0; f < sweep.factors.size() && out.size() < kMostTrials; ++f) {
            const Factor& factor = sweep.factors[f];
            if (factor.column->reading.meaning != model::Meaning::kParameter) continue;
            out.push_back({s, f, arms_of(analysis.series[sweep.series], sweep, factor)});
        }
    }
    return out;
}

// The series with their summaries, before anything is found of them.
static Analysis summarised(const model::RecordSet& records, unsigned jobs) {
    Analysis analysis{.records = records, .jobs = jobs};
    analysis.series = find_series(records, jobs);
    for (const Series& series : analysis.series) {
        analysis.summaries.push_back(analysis.book.summarise(series));
    }
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const auto& parts = analysis.series[i].parts;
        if (parts.size() == 1) analysis.series_of[parts.front().table].push_back(i);
    }
    return analysis;
}

Draft analyse_agent_runs(const model::RecordSet& records, Header header) {
    Analysis analysis = summarised(records, 1);
    agent_runs_finder().find(analysis);
    return plan_agent_runs(analysis, std::move(header));
}

Draft analyse(const model::RecordSet& records, const Options& options) {
    const Stopwatch analysing;
    Analysis analysis = summarised(records, options.jobs);
    analysis.stored = check_stored(records);
    analysis.stored_only = stored_groups(analysis);
    analysis.mislabels = find_mislabels(analysis);
    analysis.alternatives = find_alternatives(analysis);
    analysis.contests = find_contests(analysis);
    analysis.bare_keys = bare_keys_of(analysis.series);
    analysis.sets = comparison_sets(analysis.series);
    analysis.sweeps = find_sweeps(analysis.series);
    analysis.trials = trials_of(analysis);
    analysis.configurations = find_configurations(analysis);
    analysis.timelines = find_timelines(analysis);
    analysis.budget = budget_of(analysis);
    analysis.rankings = rankings_of(analysis);
    analysis.contrasts = contrasts_of(analysis);
    analysis.steps = steps_of(analysis);
    for (const Finder& finder : finders()) finder.find(analysis);
    const double analysis_s = analysing.seconds();
    return plan(analysis, options, analysis_s);
}

}  // namespace chimera::facts
