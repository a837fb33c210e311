// SPDX-License-Identifier: Apache-2.0
// Units that a field of each row states: every row is read by its own.
#pragma once

#include "model/record_set.h"

namespace chimera::ingest {

// A table whose rows state different units becomes one table a unit (Table::only says which rows it
// holds), and the columns of each have that unit. In CSV, where columns are not told apart by what
// they stand in, a column "time_unit" speaks of the times that state no unit themselves. Numbers of
// rows that state none while others do are rejected. Before columns are read.
void part_units(model::FileRecords& records);

}  // namespace chimera::ingest
