// SPDX-License-Identifier: Apache-2.0
#include "producers/google_benchmark/google_benchmark.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesGoogleBenchmark[] = {
    "benchmarks|real_time|cpu_time|time_unit|iterations",
    "name|iterations|real_time|cpu_time|time_unit",
};

static constexpr Term kTermsGoogleBenchmark[] = {
    {"real_time", "execution_time_ms", "ns"},
    {"cpu_time", "cpu_time_ms", "ns"},
    {"items_per_second", "sample_throughput", "samples/s"},
    {"name", "", "", Meaning::kVariant},
    {"run_name", "", "", Meaning::kIdentifier},
    {"run_type", "", "", Meaning::kVariant},
    {"aggregate_name", "", "", Meaning::kVariant},
    {"aggregate_unit", "", "", Meaning::kOther},
    // As many as the tool needs for its time; nobody chose them.
    {"iterations", "", "", Meaning::kOther},
    {"error_occurred", "", "", Meaning::kError},
    {"repetitions", "", "", Meaning::kOther},
    {"repetition_index", "", "", Meaning::kIdentifier},
    {"threads", "", "", Meaning::kParameter},
    {"family_index", "", "", Meaning::kIdentifier},
    {"per_family_instance_index", "", "", Meaning::kIdentifier},
    {"time_unit", "", "", Meaning::kOther},
    {"num_cpus", "", "", Meaning::kHardware},
    {"mhz_per_cpu", "", "", Meaning::kHardware},
    {"error_message", "", "", Meaning::kError},
};

// Its CSV tells an aggregate by the end of the name alone.
static constexpr Aside kAsideGoogleBenchmark[] = {
    {"run_type", "aggregate"}, {"name", "*_mean"}, {"name", "*_median"},
    {"name", "*_stddev"},      {"name", "*_cv"},
};

constinit const Producer kGoogleBenchmark = {
    .id = "google-benchmark",
    .title = "Google Benchmark",
    .tested = "1.7 (run by the tests where it is installed)",
    .shapes = kShapesGoogleBenchmark,
    .version = "library_version",
    .terms = kTermsGoogleBenchmark,
    .aside = kAsideGoogleBenchmark,
    .spread = Spread::kSample,
    .notes = "Its aggregates of the repetitions beside them are set aside.",
};

}  // namespace chimera::producers
