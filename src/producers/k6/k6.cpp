// SPDX-License-Identifier: Apache-2.0
#include "producers/k6/k6.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesK6[] = {
    "http_req_duration|http_reqs|iterations|vus",
    "http_req_duration|http_reqs|http_req_waiting",
};

static constexpr Term kTermsK6[] = {
    {"http_req_duration", "e2e_latency_s", "ms"},
    {"http_req_waiting", "ttfr_s", "ms"},
    {"http_reqs/rate", "request_throughput", "req/s"},
    {"http_reqs/count", "request_count", "requests"},
    // Of the rate of failed requests the passes are those that failed.
    {"http_req_failed/passes", "failed_requests", "requests"},
    {"test_run_duration", "duration_s", "ms"},
    {"count", "", "", Meaning::kOther},
    {"iteration_duration", "execution_time_ms", "ms"},
    {"vus", "", "", Meaning::kParameter},
    {"vus_max", "", "", Meaning::kParameter},
    {"rate", "", "", Meaning::kOther},
    {"passes", "", "", Meaning::kOther},
    {"fails", "", "", Meaning::kOther},
    {"thresholds", "", "", Meaning::kOther},
};

constinit const Producer kK6 = {
    .id = "k6",
    .title = "k6",
    .tested = "documented schema of the summary",
    .shapes = kShapesK6,
    .terms = kTermsK6,
    .percentiles = "linear (type 7)",
    .notes = "http_req_waiting is the time to the first byte, of whatever kind.",
};

}  // namespace chimera::producers
