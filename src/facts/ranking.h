// SPDX-License-Identifier: Apache-2.0
// One comparison set put in order, with the interval of each difference that a sentence may rest
// on. Means are compared by Welch's interval; a latency that holds a cold start by its median and
// the Hodges-Lehmann interval, for one slow first request says nothing of the others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/book.h"
#include "facts/draft.h"
#include "facts/fact.h"

namespace chimera::facts {

struct Analysis;

// Series of one metric and suite that differ in exactly one scope key: what may be ranked.
struct ComparisonSet {
    std::string dimension;             // the key in which they differ: "model", "backend"
    std::vector<std::size_t> members;  // indices into Analysis::series, n >= 2 each
    std::vector<std::size_t> singles;  // members with n = 1: shown, never compared
};

struct Ranked {
    std::size_t series = 0;     // index into Analysis::series
    FactId estimate = kNoFact;  // its mean, or its median
};

struct Ranking {
    const ComparisonSet* set = nullptr;
    bool by_median = false;
    bool in_time = false;       // over runs or builds, in their order: nothing is best
    bool alone = true;          // no other set of this suite and metric: a superlative may be said
    std::vector<Ranked> order;  // better first
};

// The rankings of all sets of headline metrics with a known polarity; order undefined ones left
// out. Analysis::rankings holds them.
std::vector<Ranking> rankings_of(const Analysis& analysis);

// The interval of `a` minus `b` at the report's level; kNoFact where it is undefined, where one of
// the arms may not carry a direction, or where they differ in more than what they are ranked by.
FactId interval_between(Analysis& analysis, const Ranking& ranking, const Ranked& a,
                        const Ranked& b);

// The interval that suits the two arms: of means, or of medians; of the means of blocks where
// values lean on their neighbours. nullopt where they depend on them too much.
std::optional<PairOp> op_between(const Series& a, const Series& b, bool by_median, double level);

bool excludes_zero(const Analysis& analysis, FactId interval);

// Two neighbours of a ranking, or its ends, with the larger value first.
struct Contrast {
    const Ranking* ranking = nullptr;
    Ranked larger;
    Ranked smaller;
    FactId interval = kNoFact;  // larger - smaller
    bool reliable = false;      // it excludes 0
    bool ends = false;          // first against last
};

// Neighbours in each of Analysis::rankings that is not in time (occasions.h has those), and first
// against last where there are more than two. Analysis::contrasts holds them.
std::vector<Contrast> contrasts_of(Analysis& analysis);

// Slots that every sentence over a contrast can use: a, b, va, vb, metric, suite.
void fill_slots(const Analysis& analysis, const Contrast& contrast, Proposition& out);

}  // namespace chimera::facts
