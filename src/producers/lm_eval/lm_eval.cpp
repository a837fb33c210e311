// SPDX-License-Identifier: Apache-2.0
#include "producers/lm_eval/lm_eval.h"

namespace chimera::producers {

using model::Meaning;
using model::Term;

static constexpr std::string_view kShapesLmEval[] = {
    "results|configs|versions|n-shot",
    "results|lm_eval_version",
    "results|higher_is_better|n-samples",
};

static constexpr Term kTermsLmEval[] = {
    // A metric and the filter of its answers: "acc,none".
    {"acc_none", "accuracy"},
    {"acc", "accuracy"},
    {"acc_norm_none", "accuracy_normalised"},
    {"acc_norm", "accuracy_normalised"},
    {"exact_match_strict_match", "exact_match"},
    {"exact_match_none", "exact_match"},
    {"exact_match_flexible_extract", "exact_match_flexible"},
    {"word_perplexity_none", "word_perplexity"},
    {"perplexity_none", "perplexity"},
    {"f1_none", "f_score"},
    {"exact_match_remove_whitespace", "exact_match"},
    {"byte_perplexity_none", "byte_perplexity"},
    {"bits_per_byte_none", "bits_per_byte"},
    {"pass_1_create_test", "pass_at_1"},
    {"total_evaluation_time", "duration_s", "s"},
    // Once more what stands under "results".
    {"groups/acc_none", "", "", Meaning::kOther},
    {"groups/acc_norm_none", "", "", Meaning::kOther},
    {"groups/exact_match_none", "", "", Meaning::kOther},
    {"groups/exact_match_strict_match", "", "", Meaning::kOther},
    {"groups/exact_match_flexible_extract", "", "", Meaning::kOther},
    {"groups", "", "", Meaning::kOther},
    {"exact_match_stderr_remove_whitespace", "", "", Meaning::kOther},
    {"byte_perplexity_stderr_none", "", "", Meaning::kOther},
    {"bits_per_byte_stderr_none", "", "", Meaning::kOther},
    {"pass_1_stderr_create_test", "", "", Meaning::kOther},
    {"acc_stderr_none", "", "", Meaning::kOther},
    {"acc_norm_stderr_none", "", "", Meaning::kOther},
    {"exact_match_stderr_strict_match", "", "", Meaning::kOther},
    {"exact_match_stderr_flexible_extract", "", "", Meaning::kOther},
    {"word_perplexity_stderr_none", "", "", Meaning::kOther},
    {"perplexity_stderr_none", "", "", Meaning::kOther},
    {"f1_stderr_none", "", "", Meaning::kOther},
    {"alias", "", "", Meaning::kIdentifier},
    // The library that ran the model, which model_name names.
    {"config/model", "", "", Meaning::kParameter},
    {"configs", "", "", Meaning::kOther},
    {"versions", "", "", Meaning::kOther},
    {"higher_is_better", "", "", Meaning::kOther},
};

constinit const Producer kLmEval = {
    .id = "lm-eval",
    .title = "lm-evaluation-harness",
    .tested = "documented schema of 0.4",
    .shapes = kShapesLmEval,
    .version = "lm_eval_version",
    .terms = kTermsLmEval,
    .rows_under = "results",
};

}  // namespace chimera::producers
