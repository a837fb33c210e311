// SPDX-License-Identifier: Apache-2.0
// The cells that report.html shows behind a number, as they stand in the raw files.
#pragma once

#include "model/record_set.h"
#include "report/page.h"
#include "report/redacted.h"

namespace chimera::cli {

// Reads by the eyes of verify, which share nothing with those that the facts were made by: what the
// page shows is what a check would find. `records` must outlive the result; for one thread.
report::ReadCells cells_of(const model::RecordSet& records, const report::Redact& redact);

}  // namespace chimera::cli
