// SPDX-License-Identifier: Apache-2.0
// The deterministic planner: which true propositions are said, in which section, in which order and
// wording. Salience decides; what is mandatory is never dropped.
#pragma once

#include "facts/analyse.h"
#include "facts/analysis.h"

namespace chimera::facts {

// Consumes the analysis' facts: those that the draft does not use are left out, the others numbered
// in the order in which the report first links them.
Draft plan(Analysis& analysis, const Options& options, double analysis_s);

}  // namespace chimera::facts
