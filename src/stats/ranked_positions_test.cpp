// SPDX-License-Identifier: Apache-2.0
#include "stats/ranked_positions.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace chimera::stats {

static std::vector<std::size_t> by_sorting(const std::vector<double>& sample) {
    std::vector<std::size_t> order(sample.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return sample[a] < sample[b]; });
    return order;
}

static void expect_all_ranks(const std::vector<double>& sample) {
    std::vector<std::size_t> ranks(sample.size());
    std::iota(ranks.begin(), ranks.end(), std::size_t{0});
    EXPECT_EQ(positions_of_ranks(sample, ranks), by_sorting(sample));
}

TEST(RankedPositions, AreThoseOfTheSortedSample) {
    EXPECT_TRUE(rc::check("as sorting has them", [](std::vector<int> whole) {
        std::vector<double> sample;
        // Divided, so that many are equal.
        for (const int each : whole) sample.push_back(each / 7);
        const std::vector<std::size_t> order = by_sorting(sample);
        std::vector<std::size_t> ranks;
        std::vector<std::size_t> expected;
        for (std::size_t rank = 0; rank < order.size(); rank += 3) {
            ranks.push_back(rank);
            expected.push_back(order[rank]);
        }
        RC_ASSERT(positions_of_ranks(sample, ranks) == expected);
    }));
}

TEST(RankedPositions, OfLongSkewedConstantAndHugeSamples) {
    std::vector<double> skewed;
    for (int i = 0; i < 10'000; ++i) skewed.push_back(i * 7919 % 10'007);
    expect_all_ranks(skewed);
    skewed[17] = 1e300;
    expect_all_ranks(skewed);
    expect_all_ranks(std::vector<double>(1'000, 2.5));
    constexpr double kMost = std::numeric_limits<double>::max();
    expect_all_ranks({kMost, -kMost, 0, 5e-324, -5e-324, 0, kMost});
    expect_all_ranks({5e-324, 0, 1e-323});
    EXPECT_TRUE(positions_of_ranks({}, {}).empty());
}

}  // namespace chimera::stats
