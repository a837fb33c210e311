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
    std::vector<std::size_t> from;  // how many values lie in the bins before; one more than bins
    std::vector<std::uint16_t> of;  // each value
};

}  // namespace

static Bins bins_of(std::span<const double> sample) {
    // Values that are spread evenly leave some dozen to a bin of a long sample.
    constexpr std::size_t kMost = 4096;
    const std::size_t count = std::clamp<std::size_t>(sample.size() / 16, 1, kMost);
    const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
    const double per_unit = static_cast<double>(count) / (*high - *low);
    // A range that overflows, or is none, has one bin.
    const bool is_one = !std::isfinite(per_unit) || !(per_unit > 0);
    const std::int64_t last = is_one ? 0 : static_cast<std::int64_t>(count) - 1;
    Bins out{std::vector<std::size_t>(static_cast<std::size_t>(last) + 2, 0), {}};
    out.of.resize(sample.size());
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double place = is_one ? 0 : (sample[i] - *low) * per_unit;
        const std::int64_t bin = std::min(static_cast<std::int64_t>(place), last);
        out.of[i] = static_cast<std::uint16_t>(bin);
        ++out.from[static_cast<std::size_t>(bin) + 1];
    }
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
        const std::size_t at = bins.of[i];
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
