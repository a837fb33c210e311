// SPDX-License-Identifier: Apache-2.0
// Failed requests that a tool's file tells of beside its measurements: a list with the error of
// each request, a list of the failed ones, or how many there are for each reason.
#pragma once

#include "model/record_set.h"
#include "producers/producer.h"

namespace chimera::ingest {

// Moves them from the tables, in which they would be measurements or failed rows, to
// FileRecords::failed_requests. Before columns are read.
void take_failed_requests(model::FileRecords& records, const producers::Producer& tool);

}  // namespace chimera::ingest
