// SPDX-License-Identifier: Apache-2.0
// Aggregates that somebody stored beside raw rows, computed again from those rows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "facts/analysis.h"

namespace chimera::facts {

enum class Verdict { kBorneOut, kWithinRounding, kConflict };
Verdict verdict_of(const StoredCheck& check);
bool is_borne_out(const StoredCheck& check);

// Every stored mean, median, min, max and standard deviation for which raw rows of the same metric,
// model, suite and parameters were found: in the same file, else in the same folder, else anywhere.
// Analysis::stored holds them.
std::vector<StoredCheck> check_stored(const model::RecordSet& records);

// The stored number and the recomputed one as facts.
struct StoredFacts {
    FactId claimed = kNoFact;
    FactId recomputed = kNoFact;
};
StoredFacts facts_of(Analysis& analysis, const StoredCheck& check);

// One stored number as a fact, with the model and suite of its row.
FactId stored_cell(Analysis& analysis, const model::Table& table, const model::Column& column,
                   std::uint32_t row);

// What tells this row from the others of its table, in the file's own words; "" where nothing does.
std::string stored_setting(const model::Table& table, std::uint32_t row);

// Of a stored deviation or mean that the rows contradict, what it is instead, if it is that to its
// last place: the deviation of a population (over n), or the value of a single row. Else kNoFact.
FactId population_of(Analysis& analysis, const StoredCheck& check, FactId recomputed);
FactId single_row_of(Analysis& analysis, const StoredCheck& check);

// The least and the largest difference of many stored values from one raw row each; kNoFact where
// some stand for several rows or for rows of several tables.
struct Deviation {
    FactId n = kNoFact;
    FactId low = kNoFact;
    FactId high = kNoFact;
};
Deviation deviation_of(Analysis& analysis, const std::vector<StoredCheck>& checks);

// All of them. Analysis::stored_only holds them.
std::vector<StoredGroup> stored_groups(Analysis& analysis);

}  // namespace chimera::facts
