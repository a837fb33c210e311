// SPDX-License-Identifier: Apache-2.0
#include "facts/salience.h"

#include <algorithm>
#include <cmath>

namespace chimera::facts {

double salience(const Weight& weight) {
    const auto part = [](double value) { return std::clamp(value, 0.0, 1.0); };
    return 0.35 * part(weight.size) + 0.25 * part(weight.certainty) + 0.15 * part(weight.breadth) +
           0.25 * part(weight.surprise);
}

double size_of_percent(double percent) {
    constexpr double kLarge = 50;
    return std::min(1.0, std::fabs(percent) / kLarge);
}

double breadth_of(std::size_t rows) {
    constexpr double kThousand = 3;
    return rows == 0 ? 0 : std::min(1.0, std::log10(static_cast<double>(rows)) / kThousand);
}

}  // namespace chimera::facts
