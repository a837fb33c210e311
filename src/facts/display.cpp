// SPDX-License-Identifier: Apache-2.0
#include "facts/display.h"

#include <algorithm>
#include <cmath>

#include "core/decimal.h"

namespace chimera::facts {

static constexpr int kMostDecimals = 6;

// The position of the first significant digit: 0 for 3.2, -3 for 0.0045, 2 for 286.
static int magnitude(double value) {
    return static_cast<int>(std::floor(std::log10(std::fabs(value))));
}

int decimals_for(double value, std::optional<double> uncertainty, int source_decimals) {
    const int most = std::clamp(source_decimals, 0, kMostDecimals);
    const bool known = uncertainty && std::isfinite(*uncertainty) && *uncertainty > 0;
    if (!known) {
        if (value == 0 || !std::isfinite(value)) return std::min(most, 1);
        return std::clamp(3 - magnitude(value), 0, most);
    }
    return std::clamp(1 - magnitude(*uncertainty), 0, most);
}

std::string with_unit(const std::string& number, const std::string& unit) {
    return unit.empty() ? number : number + " " + unit;
}

std::string display_number(double value, int decimals, const std::string& unit) {
    return with_unit(to_fixed(value, decimals), unit);
}

std::string display_interval(const Interval& value, int decimals, const std::string& unit) {
    return with_unit(to_fixed(value.first, decimals) + " to " + to_fixed(value.second, decimals),
                     unit);
}

std::string display_count(double value) {
    return to_fixed(value, 0);
}

}  // namespace chimera::facts
