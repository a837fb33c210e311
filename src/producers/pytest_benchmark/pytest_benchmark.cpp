// SPDX-License-Identifier: Apache-2.0
#include "producers/pytest_benchmark/pytest_benchmark.h"

namespace chimera::producers {

using model::Meaning;
using model::Statistic;
using model::Term;

static constexpr std::string_view kShapesPytestBenchmark[] = {
    "machine_info|commit_info|benchmarks|stats",
    "benchmarks|stats|iqr_outliers|rounds",
};

static constexpr Term kTermsPytestBenchmark[] = {
    {"data", "execution_time_ms", "s"},
    {"stats/mean", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMean},
    {"stats/stddev", "execution_time_ms", "s", Meaning::kMetric, Statistic::kSd},
    {"stats/median", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMedian},
    {"stats/min", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMin},
    {"stats/max", "execution_time_ms", "s", Meaning::kMetric, Statistic::kMax},
    {"iqr", "", "", Meaning::kOther},
    {"q1", "", "", Meaning::kOther},
    {"q3", "", "", Meaning::kOther},
    {"ld15iqr", "", "", Meaning::kOther},
    {"hd15iqr", "", "", Meaning::kOther},
    {"ops", "", "", Meaning::kOther},
    {"total", "", "", Meaning::kOther},
    {"outliers", "", "", Meaning::kOther},
    {"stddev_outliers", "", "", Meaning::kOther},
    {"iqr_outliers", "", "", Meaning::kOther},
    {"rounds", "", "", Meaning::kInput},
    {"name", "", "", Meaning::kVariant},
    {"fullname", "", "", Meaning::kOther},
    {"group", "", "", Meaning::kOther},
    {"param", "", "", Meaning::kOther},
};

constinit const Producer kPytestBenchmark = {
    .id = "pytest-benchmark",
    .title = "pytest-benchmark",
    .tested = "5.1 (run by the tests where it is installed)",
    .shapes = kShapesPytestBenchmark,
    .version = "version",
    .terms = kTermsPytestBenchmark,
    .spread = Spread::kSample,
};

}  // namespace chimera::producers
