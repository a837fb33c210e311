// SPDX-License-Identifier: Apache-2.0
#include "fuzz/mutate.h"

#include <gtest/gtest.h>

#include <set>

namespace chimera::fuzz {
namespace {

TEST(Mutate, IsTheSameForTheSameSeed) {
    Rng a(7);
    Rng b(7);
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(mutate("a,b\n1,2\n", "{\"x\": 1}", a, 4096),
                  mutate("a,b\n1,2\n", "{\"x\": 1}", b, 4096));
    }
}

TEST(Mutate, MakesManyDifferentTextsWithinTheLimit) {
    Rng rng(1);
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string text =
            mutate("model,tokens_s\nm,12.5\nm,13.5\n", "| a | b |\n", rng, 256);
        EXPECT_LE(text.size(), 256U);
        seen.insert(text);
    }
    EXPECT_GT(seen.size(), 800U);
}

TEST(Mutate, TakesEmptyTexts) {
    Rng rng(3);
    for (int i = 0; i < 1000; ++i) EXPECT_LE(mutate("", "", rng, 64).size(), 64U);
}

}  // namespace
}  // namespace chimera::fuzz
