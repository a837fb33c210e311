// SPDX-License-Identifier: Apache-2.0
// Which rows of a table are one run, and what a run's cells say of it beside its metrics.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record_set.h"
#include "model/rows.h"
#include "results/run.h"

namespace chimera::results {

using model::Rows;
// What a text may say to others.
using Shown = std::function<std::string(std::string_view)>;

struct TableRows {
    const model::RecordSet& records;
    const model::Table& table;
    Rows rows;  // ascending, failed ones too
};

// Each row is an aggregate of several measurements, hence a run of its own.
bool holds_aggregates(const model::Table& table);

// The rows of a table by scope, in the order of their first rows. A table that would fall into more
// than 10,000 runs is parted by model and suite alone.
std::vector<Rows> runs_of(const model::RecordSet& records, const model::Table& table);

// A run whose cells lie in more places than this names none of them.
inline constexpr std::size_t kMostAddresses = 256;

// Do the rows lie in more than kMostAddresses stretches of neighbours?
bool are_scattered(const model::Table& table, const Rows& rows);

// The rows' addresses: "cell=2,1-37,6", "/results/[0-34]"; empty where they are scattered.
std::vector<std::string> locate_rows(const model::Table& table, const Rows& rows);

// A text as a setting: true and false, a number as it would be written, else the text.
Scalar scalar_of(std::string_view text, const Shown& shown);

// Everything but the metrics and the producer.
Run describe_run(const TableRows& of, const Shown& shown);

}  // namespace chimera::results
