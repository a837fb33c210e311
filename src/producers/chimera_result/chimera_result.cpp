// SPDX-License-Identifier: Apache-2.0
#include "producers/chimera_result/chimera_result.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesChimeraResult[] = {
    "schema|experiment_id|model_name|metrics|status",
};

// Its metrics go by their ids in their units, so that they need no terms.
static constexpr Term kTermsChimeraResult[] = {
    {"status/ok", "request_count", "requests"}, {"status/failed", "failed_requests", "requests"},
    {"experiment_id", "", "", Meaning::kSuite}, {"provenance", "", "", Meaning::kOther},
    {"missing", "", "", Meaning::kOther},       {"reasons", "", "", Meaning::kOther},
    {"class", "", "", Meaning::kOther},         {"stated", "", "", Meaning::kOther},
    {"definition", "", "", Meaning::kOther},    {"spread", "", "", Meaning::kOther},
};

constinit const Producer kChimeraResult = {
    .id = "chimera",
    .title = "chimera-result/1",
    .tested = "what chimera export writes",
    .shapes = kShapesChimeraResult,
    .terms = kTermsChimeraResult,
    .percentiles = "linear (type 7)",
    .notes = "Every metric states its unit, its definition and of which kind its spread is.",
};

}  // namespace chimera::producers
