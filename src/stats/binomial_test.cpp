// SPDX-License-Identifier: Apache-2.0
#include "stats/binomial.h"

#include <gtest/gtest.h>

namespace chimera::stats {
namespace {

// scipy.stats.binom.cdf(3, 20, 0.3), binom.cdf(0, 459, 0.01)
TEST(Binomial, CdfIsThatOfSciPy) {
    EXPECT_NEAR(binomial_cdf(3, 20, 0.3).value(), 0.107086804503731, 1e-14);
    EXPECT_NEAR(binomial_cdf(0, 459, 0.01).value(), 0.009920974201040626, 1e-14);
    EXPECT_EQ(binomial_cdf(20, 20, 0.3), 1.0);
    EXPECT_FALSE(binomial_cdf(21, 20, 0.3));
    EXPECT_FALSE(binomial_cdf(1, 20, 1.5));
}

// The floors that MLPerf publishes for its percentiles at a confidence of 99 %.
TEST(Binomial, FewestTrialsAreThoseOfMlperf) {
    EXPECT_EQ(fewest_trials(0, 0.99, 0.99), 459U);
    EXPECT_EQ(fewest_trials(1, 0.99, 0.99), 662U);
    EXPECT_EQ(fewest_trials(1, 0.90, 0.99), 64U);
}

TEST(Binomial, AShareIsAboveBelowOrNeither) {
    EXPECT_TRUE(share_is_above({662, 662}, 0.99, 0.99));
    EXPECT_FALSE(share_is_above({458, 458}, 0.99, 0.99));
    EXPECT_TRUE(share_is_below({90, 100}, 0.99, 0.95));
    EXPECT_FALSE(share_is_below({99, 100}, 0.99, 0.95));
    EXPECT_FALSE(share_is_above({0, 0}, 0.5, 0.95));
}

}  // namespace
}  // namespace chimera::stats
