// SPDX-License-Identifier: Apache-2.0
// Order statistics in O(n) without sorting, and without a copy of a long sample: a bracket around
// the wanted rank is taken from a few of its values, and only what lies in the bracket is kept.
// Internal to the room. Samples here are finite and not empty.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace chimera::stats {

// Hyndman & Fan's type 7 of the values or, given an origin, of their distances |x - origin|.
double select_quantile(std::span<const double> sample, double p,
                       std::optional<double> origin = std::nullopt);

// The value of that index in sorted order.
double select_index(std::span<const double> sample, std::size_t index);

}  // namespace chimera::stats
