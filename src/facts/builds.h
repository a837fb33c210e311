// SPDX-License-Identifier: Apache-2.0
// Which column, if any, says by what build a suite was measured: one in which its rows differ, and
// that does not only number them. Rows of different builds are never one sample.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "facts/series.h"

namespace chimera::facts {

struct Builds {
    std::map<std::string, std::string> column_of;  // by suite: the name of its column or field
    std::vector<std::string> columns;              // each once

    // "" where the suite of the table's rows has no build, or several suites stand in it.
    std::string of(const model::RecordSet& records, const model::Table& table) const;
};

Builds find_builds(const model::RecordSet& records, const std::vector<const model::Table*>& tables);

// Where every run has a build of its own, the build names the run. Where a run has one build and a
// build several runs, the runs are what is compared.
void drop_told_runs(const Builds& builds, std::vector<Series>& all);

}  // namespace chimera::facts
