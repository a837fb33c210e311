// SPDX-License-Identifier: Apache-2.0
// The registry's synonyms, for read_column: which metrics a bare column name can mean.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/metric.h"
#include "model/unit.h"

namespace chimera::model {

struct Synonym {
    const Metric* metric = nullptr;
    Statistic statistic = Statistic::kRaw;  // the name is that aggregate of the metric
    std::optional<Unit> unit;               // what the file means where it does not state a unit
    bool needs_unit = false;                // this metric only where a fitting unit is stated
};

// In the registry's order; empty where no row lists `name` (lower case, words joined by '_').
std::span<const Synonym> find_synonyms(const std::string& name);

}  // namespace chimera::model
