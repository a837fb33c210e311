// SPDX-License-Identifier: Apache-2.0
// From a RecordSet to runs: the rows of one table that share their scope are one run, and so is
// every row of aggregates. What counts twice (copies, twins) is left out and named.
#pragma once

#include <string>
#include <vector>

#include "model/record_set.h"
#include "results/run.h"

namespace chimera::results {

enum class Privacy { kRedact, kKeep };

struct Options {
    Privacy privacy = Privacy::kRedact;
};

struct LeftOut {
    std::string source;
    std::string reason;
};

// What of the files was not read, in one sentence for people; "" where all was.
std::string unread_text(const model::RecordSet& records);

struct Collected {
    std::vector<Run> runs;          // in the order of the sources and of their rows
    std::vector<LeftOut> left_out;  // sources without a run, and why
};

Collected collect(const model::RecordSet& records, const Options& options);

}  // namespace chimera::results
