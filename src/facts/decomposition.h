// SPDX-License-Identifier: Apache-2.0
// What a time to first token is made of in a file: some producers store load time plus prompt
// evaluation time under that name, not the wait of a client. The rows tell.
#pragma once

#include <string>
#include <vector>

#include "facts/analysis.h"

namespace chimera::facts {

// The tables whose time to first token is, in every row, load plus prompt evaluation within
// rounding.
std::vector<const model::Table*> tables_with_summed_ttft(const model::RecordSet& records);

// The facts that show it: the least and the largest remainder over all rows of those tables.
struct Remainder {
    FactId low = kNoFact;
    FactId high = kNoFact;
    FactId n = kNoFact;
    std::string ttft;  // the columns' names in the first of those tables
    std::string load;
    std::string prompt;
};
Remainder remainder_of(Analysis& analysis, const std::vector<const model::Table*>& tables);

}  // namespace chimera::facts
