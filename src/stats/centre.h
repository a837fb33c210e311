// SPDX-License-Identifier: Apache-2.0
// Where a sample lies and how far it reaches from there, so exactly that an offset (1e9 + small)
// costs no digits. Everything in the room that squares a deviation begins here. Internal to the
// room.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace chimera::stats {

bool all_finite(std::span<const double> sample);

// The true mean is mean + residue to about twice the precision of a double; min <= mean <= max, and
// a constant sample has exactly its value as mean. `sum` is compensated (Neumaier 1974).
struct Centre {
    std::size_t n = 0;
    double sum = 0;
    double mean = 0;
    double residue = 0;
    double minimum = 0;
    double maximum = 0;
};

// n >= 1; nullopt too where a value is not finite or the sum overflows.
std::optional<Centre> centre(std::span<const double> sample);

// sqrt(sum (x_i - mean)^2), in a second pass about the exact mean; 0 only for a constant sample.
// More exact than one pass of Welford (its error grows with mean / sd, this one's does not) and
// faster.
double deviation_norm(std::span<const double> sample, const Centre& at);

// A spread that the arithmetic on values up to `largest` in magnitude explains by itself.
double rounding_noise(double largest);

// x_i - mean, each to nearly full precision.
std::vector<double> deviations(std::span<const double> sample, const Centre& at);

}  // namespace chimera::stats
