// SPDX-License-Identifier: Apache-2.0
// From records to samples: which rows belong together. A series is all error-free rows of a source
// (or of several sources that hold one row each) that share a scope, and their values of one
// metric.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "facts/fact.h"
#include "model/metric.h"
#include "model/record_set.h"
#include "model/rows.h"
#include "stats/summary.h"

namespace chimera::facts {

using Scope = std::map<std::string, std::string>;

// The rows of one table column that a series takes its values from.
struct Part {
    const model::Table* table = nullptr;
    const model::Column* column = nullptr;
    model::Rows rows;
    // Scope keys that differ from row to row in this table, as `where` would name them.
    std::vector<Where> where;
};

struct Series {
    model::Metric metric;
    Scope scope;  // model, suite, run, variants, workload parameters
    std::vector<Part> parts;
    std::vector<double> values;  // in the metric's unit, in the order of the parts' rows
    int decimals = 0;            // most digits after the point that the source writes, in that unit
    Class kind = Class::kMeasured;
    stats::Description description;  // of the values
    std::vector<Operand> operands;   // the sample that this series is, one operand a part

    std::string model() const;
    std::string suite() const;
};

// One series a (table, scope, metric), ordered by suite, metric, scope; tables that count twice,
// failed rows and absent cells left out. Groups of single rows from several sources are pooled.
// `jobs` threads, all cores where it is 0; the outcome does not depend on them.
std::vector<Series> find_series(const model::RecordSet& records, unsigned jobs = 0);

// Do successive values lean on each other, though perhaps weakly: |acf1| > 0.1 with n >= 16? Then
// the means of blocks say more truly how sure a comparison is.
bool leans_on_neighbours(const Series& series);

// Digits after the point that the column's numbers have in the metric's unit: 81.5 ms is 0.0815 s.
int scaled_decimals(const model::Column& column);

// How the scope's value of `key` reads, "" where absent.
const std::string& scope_or_empty(const Scope& scope, const std::string& key);

}  // namespace chimera::facts
