// SPDX-License-Identifier: Apache-2.0
// Which series of single runs are samples of one thing. Runs stored one a file, or one a document
// of a file, are told apart by their settings first; what nothing tells apart then is pooled.
#pragma once

#include <vector>

#include "facts/series.h"
#include "model/record_set.h"

namespace chimera::facts {

// Adds the settings in which single runs differ to their scopes, drops lists that nothing tells
// apart, and makes one series of single rows that are replicates of one another.
void pool_runs(std::vector<Series>& all, const model::RecordSet& records);

}  // namespace chimera::facts
