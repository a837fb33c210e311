// SPDX-License-Identifier: Apache-2.0
// metrics.json: what this run measured of itself, what it counted, and the statistics of every
// measured group, for programs that want numbers and no prose. Durations stay here even in a
// reproducible run, so this is the one file that differs between two of them.
#pragma once

#include <string>

#include "model/record_set.h"
#include "report/document.h"
#include "report/meta.h"

namespace chimera::report {

std::string metrics_json(const model::RecordSet& records, const facts::Draft& draft,
                         const Document& document, const Meta& meta);

}  // namespace chimera::report
