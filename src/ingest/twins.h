// SPDX-License-Identifier: Apache-2.0
// The same rows in another format or precision: a CSV beside its JSON, a rounded copy. They must
// enter a sample only once.
#pragma once

#include "model/record_set.h"

namespace chimera::ingest {

// Two raw tables of different sources are twins if they have equally many rows that did not fail
// (two or more, or one with three equal metrics), if all metrics that both hold agree in every row
// within half a unit in the last place of the coarser writing, if one of these varies, and if they
// are at least half of each table's metrics; times and settings that both write must be the same.
// The less precise one gets Table::counts_twice and its source `twin_of`; of equal ones the source
// that names no model itself, that has fewer tables, whose path sorts last.
void find_twins(model::RecordSet& records);

// The same of what two files of one folder state of equally many runs, one of them in text: three
// figures of one metric and statistic at least, all that both state agreeing within rounding, and
// half of what the shorter one states. The one that writes fewer digits
// counts twice.
void find_aggregate_twins(model::RecordSet& records);

}  // namespace chimera::ingest
