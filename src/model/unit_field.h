// SPDX-License-Identifier: Apache-2.0
// A field that states the unit of those beside it: {"value": 82.05, "unit": "ms"}, and in Google
// Benchmark's files a column "time_unit". Who reads a file and who checks a report ask here alike.
#pragma once

#include <string_view>

namespace chimera::model {

// What a column's unit is called while its rows state different ones.
inline constexpr std::string_view kUnitsDiffer = "differs";

// "unit" and "units" in any case, and "time_unit", which speaks of times alone.
bool is_unit_field(std::string_view name);

// Does that field state the unit of its sibling `name`? Counts, ranks and squares have none, and a
// rate is no time.
bool states_unit_of(std::string_view unit_field, std::string_view name);

}  // namespace chimera::model
