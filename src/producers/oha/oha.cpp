// SPDX-License-Identifier: Apache-2.0
#include "producers/oha/oha.h"

namespace chimera::producers {

using model::Meaning;
using model::Statistic;
using model::Term;

static constexpr std::string_view kShapesOha[] = {
    "successRate|requestsPerSec|slowest|fastest",
    "success_rate|requests_per_sec|latency_ms|statusCodeDistribution",
};

static constexpr Term kTermsOha[] = {
    {"summary/slowest", "e2e_latency_s", "s", Meaning::kMetric, Statistic::kMax},
    {"summary/fastest", "e2e_latency_s", "s", Meaning::kMetric, Statistic::kMin},
    {"summary/average", "e2e_latency_s", "s", Meaning::kMetric, Statistic::kMean},
    {"latency_percentiles", "e2e_latency_s", "s"},
    // With --stats-success-breakdown.
    {"latency_percentiles_successful", "", "", Meaning::kOther},
    {"latency_percentiles_not_successful", "", "", Meaning::kOther},
    {"latency", "e2e_latency_s", "ms"},
    {"first_byte_percentiles", "ttfr_s", "s"},
    {"requests_per_sec", "request_throughput", "req/s"},
    // Rates of single seconds, and the parts of a connection.
    {"rps", "", "", Meaning::kOther},
    {"details", "", "", Meaning::kOther},
    {"success_rate", "success_rate"},
    {"total", "duration_s", "s"},
    {"size_per_request", "", "", Meaning::kOther},
    {"size_per_sec", "", "", Meaning::kOther},
    {"total_data", "", "", Meaning::kOther},
};

static constexpr Failures kFailuresOha[] = {
    {"errorDistribution", Failures::Are::kCounted},
    {"statusCodeDistribution", Failures::Are::kCounted},
};

constinit const Producer kOha = {
    .id = "oha",
    .title = "oha",
    .tested = "documented schema",
    .shapes = kShapesOha,
    .terms = kTermsOha,
    .failures = kFailuresOha,
    .notes = "Answers of any status count; statusCodeDistribution tells which.",
};

}  // namespace chimera::producers
