// SPDX-License-Identifier: Apache-2.0
#include "llm/token_trie.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace chimera::llm {

using Sequence = std::vector<TokenId>;

TEST(TokenWalk, OneSequenceIsForcedWhole) {
    TokenWalk walk({{1, 2, 3}});
    EXPECT_TRUE(walk.done());
    EXPECT_TRUE(walk.forced().empty());
    EXPECT_EQ(Sequence(walk.rest(walk.sequence()).begin(), walk.rest(walk.sequence()).end()),
              (Sequence{1, 2, 3}));
}

TEST(TokenWalk, EqualSequencesAreOne) {
    TokenWalk walk({{1, 2}, {1, 2}});
    EXPECT_TRUE(walk.done());
    EXPECT_EQ(walk.sequence(), 0U);
}

TEST(TokenWalk, AsksOnlyWhereSequencesPart) {
    TokenWalk walk({{7, 1, 2, 9}, {7, 1, 3, 9}, {7, 4, 9}});
    EXPECT_EQ(walk.forced(), (Sequence{7}));
    auto ways = walk.ways();
    ASSERT_EQ(ways.size(), 2U);
    EXPECT_EQ(ways[0].token, 1);
    EXPECT_EQ(ways[0].sequences, (std::vector<std::size_t>{0, 1}));
    walk.take(ways[0]);
    EXPECT_TRUE(walk.forced().empty());
    ways = walk.ways();
    ASSERT_EQ(ways.size(), 2U);
    walk.take(ways[1]);
    ASSERT_TRUE(walk.done());
    EXPECT_EQ(walk.sequence(), 1U);
    EXPECT_EQ(Sequence(walk.rest(walk.sequence()).begin(), walk.rest(walk.sequence()).end()),
              (Sequence{3, 9}));
}

TEST(TokenWalk, AnEndIsAWayToo) {
    TokenWalk walk({{1}, {1, 2}});
    EXPECT_EQ(walk.forced(), (Sequence{1}));
    const auto ways = walk.ways();
    ASSERT_EQ(ways.size(), 2U);
    EXPECT_EQ(ways[0].token, TokenWalk::kNoToken);
    walk.take(ways[0]);
    EXPECT_EQ(walk.sequence(), 0U);
    EXPECT_TRUE(walk.rest(walk.sequence()).empty());
}

// Whatever is chosen, what was passed and what is left make exactly one of the sequences.
TEST(TokenWalk, EveryPathIsASequence) {
    EXPECT_TRUE(rc::check([] {
        const auto sequences = *rc::gen::nonEmpty(rc::gen::container<std::vector<Sequence>>(
            rc::gen::container<Sequence>(rc::gen::inRange<TokenId>(0, 3))));
        TokenWalk walk(sequences);
        Sequence passed;
        while (!walk.done()) {
            const auto forced = walk.forced();
            passed.insert(passed.end(), forced.begin(), forced.end());
            const auto ways = walk.ways();
            RC_ASSERT(ways.size() > 1);
            const Way& way = ways[*rc::gen::inRange<std::size_t>(0, ways.size())];
            walk.take(way);
            if (!walk.done()) passed.push_back(way.token);
        }
        passed.insert(passed.end(), walk.rest(walk.sequence()).begin(),
                      walk.rest(walk.sequence()).end());
        RC_ASSERT(passed == sequences[walk.sequence()]);
    }));
}

}  // namespace chimera::llm
