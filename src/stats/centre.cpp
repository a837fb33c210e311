// SPDX-License-Identifier: Apache-2.0
#include "stats/centre.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace chimera::stats {

bool all_finite(std::span<const double> sample) {
    // No early exit: without a branch the pass runs at the speed of memory. NaN fails the
    // comparison.
    bool finite = true;
    for (double x : sample) finite &= std::fabs(x) <= std::numeric_limits<double>::max();
    return finite;
}

std::optional<Centre> centre(std::span<const double> sample) {
    if (sample.empty()) return std::nullopt;
    Centre result{.n = sample.size(), .minimum = sample[0], .maximum = sample[0]};
    double high = 0;
    double low = 0;
    for (double x : sample) {
        const double next = high + x;
        const double taken = next - high;
        low += (high - (next - taken)) + (x - taken);
        high = next;
        result.minimum = std::min(result.minimum, x);
        result.maximum = std::max(result.maximum, x);
    }
    result.sum = high + low;
    if (!std::isfinite(result.sum)) return std::nullopt;
    const auto n = static_cast<double>(result.n);
    result.mean = std::clamp(result.sum / n, result.minimum, result.maximum);
    if (result.minimum < result.maximum) {
        result.residue = (std::fma(-result.mean, n, high) + low) / n;
    }
    return result;
}

double deviation_norm(std::span<const double> sample, const Centre& at) {
    // Squares of very large or very small deviations leave the range of a double, so those are
    // scaled by a power of two, which costs no digit. Halves keep the difference itself in range.
    const double reach = std::max(at.maximum / 2 - at.mean / 2, at.mean / 2 - at.minimum / 2);
    if (reach == 0) return 0;
    constexpr int kSafeExponent = 400;
    int exponent = std::ilogb(reach) + 1;
    if (std::abs(exponent) < kSafeExponent) exponent = 0;
    const double scale = std::ldexp(1.0, -exponent / 2);
    const double mean = at.mean * scale * scale;
    const double residue = at.residue * scale * scale;
    double squares = 0;
    for (double x : sample) {
        const double d = (x * scale * scale - mean) - residue;
        squares += d * d;
    }
    return std::sqrt(squares) / scale / scale;
}

double rounding_noise(double largest) {
    return 4 * std::numeric_limits<double>::epsilon() * largest;
}

std::vector<double> deviations(std::span<const double> sample, const Centre& at) {
    std::vector<double> result(sample.size());
    std::transform(sample.begin(), sample.end(), result.begin(),
                   [&](double x) { return (x - at.mean) - at.residue; });
    return result;
}

}  // namespace chimera::stats
