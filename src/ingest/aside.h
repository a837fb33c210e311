// SPDX-License-Identifier: Apache-2.0
// What a tool writes that it did not measure: warm-up, aggregates of the rows beside them, zeros of
// requests that failed. And where its rows are.
#pragma once

#include <vector>

#include "model/record_set.h"
#include "producers/producer.h"

namespace chimera::ingest {

// Makes a table of the members of the object that the tool says holds rows, where their fields are
// so unlike that they stand in one row.
void part_rows(model::FileRecords& records, const producers::Producer& tool);

// {"itls": [[0.011, 0.012], [0.010, 0.011]]}: where the tool calls a metric so, lists of one length
// are lists as those of several lengths are, and no rows of fields "0" and "1".
void join_lists(model::FileRecords& records, const producers::Producer& tool);

// Leaves the rows that stay, one entry a row; a column that says nothing then is gone.
void keep_rows(model::Table& table, const std::vector<bool>& stays);

// Takes such rows out of their tables; those that are verdicts are kept as such.
void set_aside(model::FileRecords& records, const producers::Producer& tool);

// Makes such zeros absent. Columns must be read.
void forget_zeros(model::FileRecords& records, const producers::Producer& tool);

}  // namespace chimera::ingest
