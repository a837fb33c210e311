// SPDX-License-Identifier: Apache-2.0
// Where in a sample the values of some ranks stand, without sorting all of a long one: for figures
// that show a few of many values, each as the cell that it is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace chimera::stats {

// For each of `ranks` (from 0, ascending, below the size of the sample) the position of the value
// of that rank in ascending order; equal values keep the order in which they stand. The sample is
// finite.
std::vector<std::size_t> positions_of_ranks(std::span<const double> sample,
                                            std::span<const std::size_t> ranks);

}  // namespace chimera::stats
