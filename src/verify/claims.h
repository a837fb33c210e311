// SPDX-License-Identifier: Apache-2.0
// Every claim of the evidence, judged.
#pragma once

#include <vector>

#include "verify/body.h"
#include "verify/execute.h"
#include "verify/names.h"
#include "verify/report_text.h"
#include "verify/verify.h"

namespace chimera::verify {

std::vector<Verdict> judge_claims(Executor& executor, Names& names, const ReportText& text,
                                  const Placing& placing);

// Templates: registered for a known proposition, without digits and without names of the input.
void check_templates(const Evidence& evidence, std::vector<Problem>& problems);

}  // namespace chimera::verify
