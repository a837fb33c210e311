// SPDX-License-Identifier: Apache-2.0
// An aggregate that a file stores, and what the raw rows give that it should be of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/fact.h"
#include "model/table.h"

namespace chimera::facts {

struct StoredCheck {
    const model::Table* summary = nullptr;
    const model::Column* column = nullptr;
    std::uint32_t row = 0;
    const model::Table* raw = nullptr;
    const model::Column* raw_column = nullptr;
    std::vector<std::uint32_t> raw_rows;
    std::vector<Where> where;  // which raw rows: the keys that both tables have
    std::string op;            // "mean", "median", "min", "max", "sd"
    double claimed = 0;        // both in the metric's unit
    double recomputed = 0;
    double tolerance = 0;      // half a unit in the last place of the claimed number
    double raw_tolerance = 0;  // half a unit in the last place of the raw rows
};

}  // namespace chimera::facts
