// SPDX-License-Identifier: Apache-2.0
// Column names that are no metric: parameters, models, errors, time stamps, what must not be shown.
#pragma once

#include <optional>
#include <string>

#include "model/column_name.h"
#include "model/metric.h"

namespace chimera::model {

// By the whole name (lower case, words joined by '_'), as meaning_table.inc lists it.
std::optional<Meaning> exact_meaning(const std::string& name);
// By the table's patterns ("*_timestamp").
std::optional<Meaning> pattern_meaning(const std::string& name);

// What the segments above the last one say: all of "settings/..." is parameters, of
// "environment/..." hardware, of "error/..." an error.
std::optional<Meaning> context_meaning(const ColumnName& name);

}  // namespace chimera::model
