// SPDX-License-Identifier: Apache-2.0
// What the words beside a number of a document say it is: which metric, which statistic of it. The
// words are a column's heading, a row's label or a phrase of a sentence, in nobody's fixed writing:
// "**Mean TTFT (warm)**", "tokens_per_s", "peak throughput". Read with the registry alone, so that
// facts and verify take the same words for the same metric.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/metric.h"

namespace chimera::model {

struct ClaimWords {
    // A registered metric, or, where the words are a whole heading, one made of its name.
    Metric metric;
    // kRaw where no statistic is stated. "Best" and "peak" are the end that the metric's polarity
    // calls better, "worst" the other.
    Statistic statistic = Statistic::kRaw;
    double p = 0;      // kQuantile: 0.95
    double scale = 1;  // the written unit times scale is the metric's unit
    bool fits = true;  // false: the unit written beside the number is none of this metric
};

// The whole of `label` as a heading; nullopt where it names no metric, or two statistics at once.
// Words in brackets that are no unit are remarks.
std::optional<ClaimWords> read_claim_label(std::string_view label, std::string_view unit);

// The metric that a phrase names: the longest run of its words, at most five, that the registry
// knows. With `from_end` those nearest to its end are tried first ("Mean time to first token was"),
// else those nearest to its beginning.
std::optional<ClaimWords> read_claim_phrase(std::string_view phrase, std::string_view unit,
                                            bool from_end);

// A number without a name: tokens per second are a generation throughput.
std::optional<ClaimWords> read_claim_unit(std::string_view unit);

// The one statistic that the words state; nullopt where they state none or several.
std::optional<Statistic> stated_statistic(std::string_view words);

// May a document that says `claimed` mean what the data call `measured`? The same metric; or two
// that everyday words do not tell apart: the rates at which tokens are generated, the times that
// one operation takes.
bool may_mean(const Metric& claimed, const Metric& measured);

// Does a text tell its reader what to do: recommend, avoid, prefer, ... ?
bool advises(std::string_view text);

}  // namespace chimera::model
