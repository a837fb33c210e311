// SPDX-License-Identifier: Apache-2.0
// What the report says of its own making: the list of files, and figures that this run measured.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "facts/analysis.h"

namespace chimera::facts {

// The files under the root: a configuration from elsewhere is a source, and none of them.
std::vector<model::SourceIndex> files_of_root(const model::RecordSet& records);

// Files by format with the first five names and the latest modification.
std::string file_list(const model::RecordSet& records);

// Statements over self-measured facts: topics self/times and self/figures.
void find_self(Analysis& analysis, const std::map<std::string, double>& timings);

}  // namespace chimera::facts
