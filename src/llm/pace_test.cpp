// SPDX-License-Identifier: Apache-2.0
#include "llm/pace.h"

#include <gtest/gtest.h>

namespace chimera::llm {

TEST(Pace, AllThreadsWhereAllOfThemRun) {
    Pace pace(4);
    for (int i = 0; i < 100; ++i) {
        pace.took(0.1, 0.39);
        EXPECT_EQ(pace.threads(), 4);
    }
}

TEST(Pace, OneThreadBesideABusyProcessAndAllAgainAfterIt) {
    Pace pace(2);
    int alone = 0;
    for (int i = 0; i < 200; ++i) {
        // Two threads share two processors with a third: each runs for two thirds of its time.
        pace.took(0.1, pace.threads() == 2 ? 0.133 : 0.1);
        alone += pace.threads() == 1 ? 1 : 0;
    }
    EXPECT_GT(alone, 180);
    int after = 0;
    while (pace.threads() == 1 && after < 1000) {
        pace.took(0.1, 0.1);
        ++after;
    }
    EXPECT_LE(after, 64);
    for (int i = 0; i < 20; ++i) {
        pace.took(0.05, 0.0995);
        EXPECT_EQ(pace.threads(), 2);
    }
}

TEST(Pace, OneThreadStaysOne) {
    Pace pace(1);
    pace.took(0.1, 0.02);
    EXPECT_EQ(pace.threads(), 1);
}

}  // namespace chimera::llm
