// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sources/walk.h"

namespace chimera::sources {

TEST(Glob, StarStopsAtASlashAndTwoStarsDoNot) {
    EXPECT_TRUE(glob_matches("*.csv", "a.csv"));
    EXPECT_FALSE(glob_matches("*.csv", "x/a.csv"));
    EXPECT_TRUE(glob_matches("x/*/a.csv", "x/y/a.csv"));
    EXPECT_FALSE(glob_matches("x/*/a.csv", "x/y/z/a.csv"));
    EXPECT_TRUE(glob_matches("x/**", "x/y/z/a.csv"));
    EXPECT_TRUE(glob_matches("**.csv", "x/y/a.csv"));
}

TEST(Glob, DeepFoldersMatchNoneOrWholeNames) {
    EXPECT_TRUE(glob_matches("**/a.csv", "a.csv"));
    EXPECT_TRUE(glob_matches("**/a.csv", "x/y/a.csv"));
    EXPECT_FALSE(glob_matches("**/a.csv", "x/ba.csv"));
    EXPECT_TRUE(glob_matches("x/**/a.csv", "x/a.csv"));
    EXPECT_TRUE(glob_matches("x/**/z/*.md", "x/1/2/z/n.md"));
    EXPECT_FALSE(glob_matches("x/**/z/*.md", "x/1/2/z/q/n.md"));
}

TEST(Glob, QuestionMarksSetsAndEscapes) {
    EXPECT_TRUE(glob_matches("run?.csv", "run1.csv"));
    EXPECT_FALSE(glob_matches("run?", "run/"));
    EXPECT_TRUE(glob_matches("[a-c]1", "b1"));
    EXPECT_FALSE(glob_matches("[!a-c]1", "b1"));
    EXPECT_TRUE(glob_matches("[]x]", "]"));
    EXPECT_TRUE(glob_matches("[abc", "[abc"));
    EXPECT_TRUE(glob_matches("\\*", "*"));
    EXPECT_FALSE(glob_matches("\\*", "x"));
    EXPECT_TRUE(glob_matches("", ""));
    EXPECT_FALSE(glob_matches("", "x"));
}

TEST(Glob, ManyStarsDoNotBlowUp) {
    std::string pattern;
    for (int i = 0; i < 40; ++i) pattern += "*a";
    EXPECT_FALSE(glob_matches(pattern + "b", std::string(400, 'a')));
}

TEST(Glob, ATextWithoutMarksMatchesExactlyItself) {
    EXPECT_TRUE(rc::check([] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab/.-")));
        const auto other =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab/.-")));
        RC_ASSERT(glob_matches(text, text));
        RC_ASSERT(glob_matches(text, other) == (text == other));
        RC_ASSERT(glob_matches("**", text));
    }));
}

}  // namespace chimera::sources
