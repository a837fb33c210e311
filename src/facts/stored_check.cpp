// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "facts/stored.h"

namespace chimera::facts {

Verdict verdict_of(const StoredCheck& check) {
    const double gap = std::fabs(check.claimed - check.recomputed);
    // The last bits of a sum depend on its order.
    const double noise = 1e-9 * std::fabs(check.claimed);
    if (gap <= check.tolerance) return Verdict::kBorneOut;
    return gap <= check.tolerance + check.raw_tolerance + noise ? Verdict::kWithinRounding
                                                                : Verdict::kConflict;
}

bool is_borne_out(const StoredCheck& check) {
    return verdict_of(check) == Verdict::kBorneOut;
}

}  // namespace chimera::facts
