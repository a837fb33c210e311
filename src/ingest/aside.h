// SPDX-License-Identifier: Apache-2.0
// What a tool writes that it did not measure: warm-up, aggregates of the rows beside them, zeros of
// requests that failed. And where its rows are.
#pragma once

#include "model/record_set.h"
#include "producers/producer.h"

namespace chimera::ingest {

// Makes a table of the members of the object that the tool says holds rows, where their fields are
// so unlike that they stand in one row.
void part_rows(model::FileRecords& records, const producers::Producer& tool);

// Takes such rows out of their tables.
void set_aside(model::FileRecords& records, const producers::Producer& tool);

// Makes such zeros absent. Columns must be read.
void forget_zeros(model::FileRecords& records, const producers::Producer& tool);

}  // namespace chimera::ingest
