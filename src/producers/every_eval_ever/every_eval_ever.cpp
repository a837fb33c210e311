// SPDX-License-Identifier: Apache-2.0
#include "producers/every_eval_ever/every_eval_ever.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesEveryEvalEver[] = {
    "evaluation_id|evaluation_results|source_metadata",
    "evaluation_results|model_info|retrieved_timestamp",
};

static constexpr Term kTermsEveryEvalEver[] = {
    {"score_details/score", "score"},
    // Each evaluation is of another task, and its score of another metric.
    {"evaluation_name", "", "", Meaning::kVariant},
    {"model_info/name", "", "", Meaning::kModel},
    {"metric_config", "", "", Meaning::kOther},
    {"evaluation_id", "", "", Meaning::kIdentifier},
    {"min_score", "", "", Meaning::kOther},
    {"max_score", "", "", Meaning::kOther},
    {"retrieved_timestamp", "", "", Meaning::kTime},
    {"schema_version", "", "", Meaning::kOther},
};

constinit const Producer kEveryEvalEver = {
    .id = "every-eval-ever",
    .title = "Every Eval Ever",
    .tested = "documented schema",
    .shapes = kShapesEveryEvalEver,
    .version = "schema_version",
    .terms = kTermsEveryEvalEver,
};

}  // namespace chimera::producers
