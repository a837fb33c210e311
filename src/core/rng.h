// SPDX-License-Identifier: Apache-2.0
// Every random choice takes a seed that is saved with the run. The engine is std::mt19937_64, whose
// sequence the C++ standard fixes; the standard's distributions are not fixed, so they are ours.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace chimera {

using Rng = std::mt19937_64;

// Uniform in [0, bound): the high word of the 128-bit product (Lemire 2019), without rejection.
inline std::uint64_t below(Rng& rng, std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(rng()) * bound) >> 64U);
}

// Uniform in [0, 1) with 53 random bits.
inline double uniform(Rng& rng) {
    return static_cast<double>(rng() >> 11U) * 0x1.0p-53;
}

// Normal with this mean and deviation: the polar method (Marsaglia & Bray 1964), one value a call.
inline double normal(Rng& rng, double mean, double sd) {
    for (;;) {
        const double u = 2 * uniform(rng) - 1;
        const double v = 2 * uniform(rng) - 1;
        const double s = u * u + v * v;
        if (s > 0 && s < 1) return mean + sd * u * std::sqrt(-2 * std::log(s) / s);
    }
}

// Fisher-Yates, from the last element down (Knuth, TAOCP 2, algorithm P).
template <typename T>
void shuffle(std::vector<T>& items, Rng& rng) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(rng, i)]);
}

}  // namespace chimera
