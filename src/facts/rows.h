// SPDX-License-Identifier: Apache-2.0
// Counting rows as evidence: a row is counted by one of its cells. `statistic` tells which rows a
// count is of: "rows" (each data row, failed or not), "failed" (those that the source's `failed`
// lists), "ok".
#pragma once

#include <string>
#include <vector>

#include "facts/analysis.h"

namespace chimera::facts {

struct RowCounts {
    FactId rows = kNoFact;
    FactId failed = kNoFact;  // kNoFact where none failed
    FactId ok = kNoFact;      // kNoFact where none succeeded
};

// Over all raw tables that count (duplicates and twins left out).
RowCounts count_rows(Analysis& analysis);

// Over one table.
RowCounts count_rows(Analysis& analysis, const model::Table& table);

// The raw tables that count.
std::vector<const model::Table*> counted_tables(const model::RecordSet& records);

// The failed rows with this reason, over all counted tables.
FactId count_failed_because(Analysis& analysis, const std::string& why);

}  // namespace chimera::facts
