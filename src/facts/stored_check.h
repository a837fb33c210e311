// SPDX-License-Identifier: Apache-2.0
// An aggregate that a file stores, and what the raw rows give that it should be of; and those for
// which there are no such rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "facts/fact.h"
#include "model/table.h"

namespace chimera::facts {

struct StoredCheck {
    // The summary names a suite of its own, and all rows are of one other.
    bool only_suite = false;
    const model::Table* summary = nullptr;
    const model::Column* column = nullptr;
    std::uint32_t row = 0;
    const model::Table* raw = nullptr;
    const model::Column* raw_column = nullptr;
    model::Rows raw_rows;
    std::vector<Where> where;  // which raw rows: the keys that both tables have
    std::string statistic;     // "mean", "median", "min", "max", "sd"
    std::string op;            // that, or what the tool means by it: "sd_pop", "quantile_nearest"
    double claimed = 0;        // both in the metric's unit
    double recomputed = 0;
    double tolerance = 0;      // half a unit in the last place of the claimed number
    double raw_tolerance = 0;  // half a unit in the last place of the raw rows
};

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

}  // namespace chimera::facts
