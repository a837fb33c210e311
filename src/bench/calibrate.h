// SPDX-License-Identifier: Apache-2.0
// The client against a server on this machine whose times are known.
#pragma once

#include <optional>

#include "bench/plan.h"
#include "bench/verdict.h"
#include "core/result.h"

namespace chimera::bench {

// `concurrency` streams at once, of 50 ms to the first token and 10 ms to each further one: takes
// about a third of a second. Fewer streams where this process may not open enough connections. With
// a rate, as many requests a second for half a second.
struct CalibrationLoad {
    std::size_t concurrency = 1;
    std::optional<double> rate;
};
Result<Calibration> calibrate(const CalibrationLoad& load);

// How many connections this process may open at once; its limit is raised as far as it may be.
std::size_t most_connections();

// Each user of a closed load has a connection of its own. Errors: input_error where a point of the
// plan has more than this process may open.
Status check_connections(const Plan& plan);

}  // namespace chimera::bench
