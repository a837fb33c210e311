// SPDX-License-Identifier: Apache-2.0
#include "facts/display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/decimal.h"

namespace chimera::facts {

static constexpr int kMostDecimals = 6;

// The position of the first significant digit: 0 for 3.2, -3 for 0.0045, 2 for 286.
static int magnitude(double value) {
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(value))));
}

int decimals_for(double value, std::optional<double> uncertainty, int source_decimals) {
    // What is so small that six decimals would show zeros alone keeps its first digits.
    const int cap = magnitude(value) < -5 ? 3 - magnitude(value) : kMostDecimals;
    const int most = std::clamp(source_decimals, 0, cap);
    const bool known = uncertainty && std::isfinite(*uncertainty) && *uncertainty > 0;
    if (!known) {
        if (value == 0 || !std::isfinite(value)) return std::min(most, 1);
        return std::clamp(3 - magnitude(value), 0, most);
    }
    return std::clamp(1 - magnitude(*uncertainty), 0, most);
}

// With an exponent where decimals beyond the usual ones were asked for: "9.87e-10".
static std::string number_text(double value, int decimals) {
    if (value == 0 || decimals <= kMostDecimals) return to_fixed(value, decimals);
    return fmt::format("{:.{}e}", value, std::max(0, decimals + magnitude(value)));
}

std::string with_unit(const std::string& number, const std::string& unit) {
    return unit.empty() ? number : number + " " + unit;
}

std::string display_number(double value, int decimals, const std::string& unit) {
    return with_unit(number_text(value, decimals), unit);
}

std::string display_interval(const Interval& value, int decimals, const std::string& unit) {
    return with_unit(
        number_text(value.first, decimals) + " to " + number_text(value.second, decimals), unit);
}

std::string display_count(double value) {
    return to_fixed(value, 0);
}

}  // namespace chimera::facts
