// SPDX-License-Identifier: Apache-2.0
#include "producers/chimera_stream/chimera_stream.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesChimeraStream[] = {
    "kind|experiment_id|model_name|phase|round|times|success",
};

// Its metrics go by their ids in their units: few need a term.
static constexpr Term kTermsChimeraStream[] = {
    {"experiment_id", "", "", Meaning::kSuite},
    {"engine_tokens_s", "engine_tokens_s", "tok/s"},
    {"run", "", "", Meaning::kOther},
    {"kind", "", "", Meaning::kOther},
    {"phase", "", "", Meaning::kOther},
    {"round", "", "", Meaning::kOther},
    {"index", "", "", Meaning::kOther},
    {"reason", "", "", Meaning::kOther},
    {"verdict", "", "", Meaning::kOther},
    {"what", "", "", Meaning::kOther},
    {"value", "", "", Meaning::kOther},
    {"limit", "", "", Meaning::kOther},
    {"finish", "", "", Meaning::kOther},
    {"tokens_by", "", "", Meaning::kOther},
    {"at_s", "", "", Meaning::kOther},
    // As the server counted them: what was asked for is a parameter.
    {"prompt_tokens", "", "", Meaning::kOther},
    {"cached_tokens", "", "", Meaning::kOther},
    // Moments of a load, and what a server says of itself.
    {"due_s", "", "", Meaning::kOther},
    {"taken_s", "", "", Meaning::kOther},
    {"connected_s", "", "", Meaning::kOther},
    {"sent_s", "", "", Meaning::kOther},
    {"head_s", "", "", Meaning::kOther},
    {"first_chunk_s", "", "", Meaning::kOther},
    {"first_token_s", "", "", Meaning::kOther},
    {"first_answer_s", "", "", Meaning::kOther},
    {"last_token_s", "", "", Meaning::kOther},
    {"end_s", "", "", Meaning::kOther},
    {"read_lag_s", "", "", Meaning::kOther},
};

// Only measured requests are measurements.
static constexpr Aside kAsideChimeraStream[] = {
    {"kind", "header"},  {"kind", "telemetry"}, {"kind", "run"},       {"kind", "verdict"},
    {"kind", "summary"}, {"phase", "warmup"},   {"phase", "cooldown"},
};

constinit const Producer kChimeraStream = {
    .id = "chimera-stream",
    .title = "chimera bench",
    .tested = "chimera-stream/1",
    .shapes = kShapesChimeraStream,
    .terms = kTermsChimeraStream,
    .aside = kAsideChimeraStream,
    .verdicts = Aside{"kind", "verdict"},
    .spread = Spread::kSample,
    .percentiles = "linear (type 7)",
    .notes =
        "Requests of the warm-up and the cool-down are left out; times count from when a request "
        "was sent, those after schedule from when it was due.",
};

}  // namespace chimera::producers
