// SPDX-License-Identifier: Apache-2.0
#include "llm/sampling.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace chimera::llm {

static std::array<std::size_t, 4> counts(const Draw& by, int times) {
    const std::array scores = {1.0, 3.0, 2.0, -1.0};
    std::array<std::size_t, 4> out{};
    Rng rng(7);
    for (int i = 0; i < times; ++i) ++out[draw(scores, by, rng)];
    return out;
}

TEST(Draw, WithoutTemperatureIsTheBest) {
    EXPECT_EQ(counts({.temperature = 0}, 100), (std::array<std::size_t, 4>{0, 100, 0, 0}));
}

TEST(Draw, TakesOfTheBestKOnly) {
    const auto drawn = counts({.temperature = 1, .top_k = 2}, 2'000);
    EXPECT_EQ(drawn[0] + drawn[3], 0U);
    EXPECT_GT(drawn[2], 0U);
}

// Weights are e^2 : e^1 : e^0 : e^-2, of which the first holds 0.657 and the first two 0.899.
TEST(Draw, TakesOfTheFewestThatHoldTheShare) {
    EXPECT_EQ(counts({.temperature = 1, .top_p = 0.6}, 100),
              (std::array<std::size_t, 4>{0, 100, 0, 0}));
    const auto two = counts({.temperature = 1, .top_p = 0.7}, 2'000);
    EXPECT_EQ(two[0] + two[3], 0U);
    EXPECT_GT(two[2], 0U);
}

TEST(Draw, DrawsByTheSoftmax) {
    constexpr int kTimes = 40'000;
    const auto drawn = counts({.temperature = 2}, kTimes);
    const double sum = std::exp(0.5) + std::exp(1.5) + std::exp(1.0) + std::exp(-0.5);
    const std::array expected = {std::exp(0.5), std::exp(1.5), std::exp(1.0), std::exp(-0.5)};
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const double share = static_cast<double>(drawn[i]) / kTimes;
        // Five standard errors.
        const double p = expected[i] / sum;
        EXPECT_NEAR(share, p, 5 * std::sqrt(p * (1 - p) / kTimes)) << i;
    }
}

TEST(Penalty, MakesAScoreLessLikelyWhateverItsSign) {
    EXPECT_DOUBLE_EQ(penalised(2, 1.25), 1.6);
    EXPECT_DOUBLE_EQ(penalised(-2, 1.25), -2.5);
    EXPECT_DOUBLE_EQ(penalised(2, 1), 2);
}

}  // namespace chimera::llm
