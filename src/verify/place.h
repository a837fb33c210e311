// SPDX-License-Identifier: Apache-2.0
// Where the one cell of a fact stands.
#pragma once

#include <optional>

#include "verify/execute.h"

namespace chimera::verify {

struct Place {
    SourceFile* file = nullptr;
    Cell cell;
};

// Absent where the fact is over more than one cell, or over a line of text as such.
std::optional<Place> only_cell(const Fact& fact, Executor& executor);

// The same record, or the same JSON object.
bool stand_together(const Place& a, const Place& b);

}  // namespace chimera::verify
