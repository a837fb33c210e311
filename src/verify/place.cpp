// SPDX-License-Identifier: Apache-2.0
#include "verify/place.h"

namespace chimera::verify {

std::optional<Place> only_cell(const Fact& fact, Executor& executor) {
    if (fact.operands.size() != 1 || !fact.operands[0].is_cells()) return std::nullopt;
    const auto taken = executor.sample(fact.operands[0]);
    if (!taken.ok() || taken.value()->cells.size() != 1) return std::nullopt;
    const Cell& cell = taken.value()->cells[0];
    if (cell.in == Cell::In::kText && cell.column == 0) return std::nullopt;
    return Place{taken.value()->file, taken.value()->cells[0]};
}

bool stand_together(const Place& a, const Place& b) {
    return a.file == b.file && a.file->same_row(a.cell, b.cell);
}

}  // namespace chimera::verify
