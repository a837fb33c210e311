// SPDX-License-Identifier: Apache-2.0
#include "stats/ranked_positions.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace chimera::stats {

using Placed = std::pair<double, std::size_t>;

namespace {

// Intervals of equal width from the smallest to the largest value, in ascending order.
struct Bins {
    double low = 0;
    double per_unit = 0;
    std::vector<std::size_t> from;  // how many values lie in the bins before; one more than bins

    std::size_t of(double value) const {
        const auto at = static_cast<std::size_t>((value - low) * per_unit);
        return std::min(at, from.size() - 2);
    }
};

}  // namespace

static Bins bins_of(std::span<const double> sample) {
    // Values that are spread evenly leave some dozen to a bin of a long sample.
    constexpr std::size_t kMost = 4096;
    const std::size_t count = std::clamp<std::size_t>(sample.size() / 16, 1, kMost);
    const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
    Bins out{*low, static_cast<double>(count) / (*high - *low), {}};
    out.from.assign(count + 1, 0);
    // A range that overflows, or is none, has one bin.
    if (!std::isfinite(out.per_unit) || !(out.per_unit > 0)) {
        out.per_unit = 0;
        out.from.assign(2, 0);
    }
    for (const double value : sample) ++out.from[out.of(value) + 1];
    for (std::size_t bin = 1; bin < out.from.size(); ++bin) out.from[bin] += out.from[bin - 1];
    return out;
}

std::vector<std::size_t> positions_of_ranks(std::span<const double> sample,
                                            std::span<const std::size_t> ranks) {
    if (sample.empty() || ranks.empty()) return {};
    const Bins bins = bins_of(sample);
    std::vector<std::vector<Placed>> values(bins.from.size() - 1);
    std::vector<char> is_wanted(values.size(), 0);
    std::vector<std::size_t> bin_of_rank;
    std::size_t bin = 0;
    for (const std::size_t rank : ranks) {
        while (bins.from[bin + 1] <= rank) ++bin;
        bin_of_rank.push_back(bin);
        is_wanted[bin] = 1;
    }
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const std::size_t at = bins.of(sample[i]);
        if (is_wanted[at] != 0) values[at].emplace_back(sample[i], i);
    }
    for (std::vector<Placed>& of_bin : values) std::sort(of_bin.begin(), of_bin.end());
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const std::size_t at = bin_of_rank[i];
        out.push_back(values[at][ranks[i] - bins.from[at]].second);
    }
    return out;
}

}  // namespace chimera::stats
