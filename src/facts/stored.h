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

// One row of a table of aggregates, and one metric of it: a fact for each statistic stored.
struct StoredRow {
    std::string
        setting;  // what tells the row from the others: "backend=jit"; empty where nothing does
    std::string name;  // where no such thing does: the object around it, "attention/forward"
    std::map<std::string, FactId> by_statistic;  // "mean", "sd", "median", "min", "max"
};

// The aggregates of one metric in one file for which there are no raw rows.
struct StoredGroup {
    model::SourceIndex source = 0;
    model::Metric metric;
    std::vector<StoredRow> rows;
};
std::vector<StoredGroup> stored_groups(Analysis& analysis);

}  // namespace chimera::facts
