// SPDX-License-Identifier: Apache-2.0
// The same measurement on several occasions: on other days, by other builds, in other runs. What
// was measured twice is set side by side with nothing else changed; which of the things that go
// with an occasion made a difference, its rows do not tell, unless builds took turns on the same
// days.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "facts/draft.h"
#include "facts/series.h"

namespace chimera::facts {

struct Analysis;

// Scope keys whose values follow each other in time: nothing is best among them.
bool is_occasion(std::string_view key);

// When each value of a series was taken, by what its source binds as `day`: Unix seconds, in the
// order of the values; empty where some value's time is unknown.
std::vector<std::int64_t> times_of_values(const model::RecordSet& records, const Series& series);

// One series whose rows were taken on several days, cut into days.
struct Timeline {
    std::size_t series = 0;    // index into Analysis::series
    std::vector<Series> days;  // in order, `day` in their scopes; two values or more each
};
std::vector<Timeline> find_timelines(const Analysis& analysis);

// How many comparisons the timelines allow.
std::size_t count_steps(const std::vector<Timeline>& timelines);

// What the two sides of a step differ in, as far as their rows tell.
enum class StepIs : std::uint8_t {
    kRun,    // the run, on one day or on days nobody knows
    kDay,    // the day
    kTurns,  // the build: both took turns on the same days, and days are compared with themselves
    kOtherDay,  // the build, each on days of its own
    kBuild,     // the build, on days nobody knows or that cannot be set side by side
};

// One thing measured on two occasions.
struct Step {
    StepIs is = StepIs::kRun;
    std::string key;  // the scope key they differ in: "run", "day", "build_commit"
    const Series* before = nullptr;
    const Series* after = nullptr;
    FactId from = kNoFact;      // mean or median before,
    FactId to = kNoFact;        // and after
    FactId interval = kNoFact;  // of after minus before, at the report's level
    bool by_median = false;
};

// The steps of the rankings in time, which are of series, and of the timelines: from each occasion
// to the next, and from the first to the last.
std::vector<Step> steps_of(Analysis& analysis);

}  // namespace chimera::facts
