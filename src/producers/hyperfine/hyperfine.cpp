// SPDX-License-Identifier: Apache-2.0
#include "producers/hyperfine/hyperfine.h"

namespace chimera::producers {

using model::Meaning;
using model::Statistic;
using model::Term;

static constexpr std::string_view kShapesHyperfine[] = {
    "results|command|times|exit_codes",
    "results|command|mean|stddev|user|system",
    "command|mean|stddev|median|user|system|min|max",
};

static constexpr Term kTermsHyperfine[] = {
    // Seconds throughout.
    {"times", "execution_time_ms", "s"},
    {"mean", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMean},
    {"stddev", "execution_time_ms", "s", Meaning::kMetric, Statistic::kSd},
    {"median", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMedian},
    {"min", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMin},
    {"max", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMax},
    {"user", "cpu_time_ms", "s", Meaning::kMetric, Statistic::kMean},
    {"system", "", "", Meaning::kOther},
    {"command", "", "", Meaning::kVariant},
    {"exit_codes", "", "", Meaning::kOther},
    {"exit_code", "", "", Meaning::kOther},
    {"memory_usage_byte", "", "", Meaning::kOther},
};

constinit const Producer kHyperfine = {
    .id = "hyperfine",
    .title = "hyperfine",
    .tested = "1.15 (run by the tests where it is installed)",
    .shapes = kShapesHyperfine,
    .terms = kTermsHyperfine,
    .spread = Spread::kSample,
};

}  // namespace chimera::producers
