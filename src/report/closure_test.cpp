// SPDX-License-Identifier: Apache-2.0
#include "report/closure.h"

#include <gtest/gtest.h>

#include "facts/analysis.h"

namespace chimera::report {

TEST(Unbound, NumbersInLinksAndNamesInCodeAreBound) {
    for (const char* line :
         {"", "`m:1` ran at [286.5 tok/s](#f12).", "The interval at the 95 % level and the p95.",
          "both models, one of the two, once, the first", "[three](#f3) files",
          "[a \\] 12](#f3) and `3 [x](y) <b>`", "a \\< b \\[c\\]", "| `a\\|9` | [1](#f2) |"}) {
        EXPECT_EQ(unbound(line), std::nullopt) << line;
    }
}

TEST(Unbound, EverythingElseIsNot) {
    EXPECT_EQ(unbound("ran at 12.5 tok/s"), "the number 12.5");
    EXPECT_EQ(unbound("a 99 % level"), "the number 99");
    EXPECT_EQ(unbound("two models"), "the number word \"two\"");
    EXPECT_EQ(unbound("Twice as fast"), "the number word \"twice\"");
    EXPECT_EQ(unbound("a tenfold rise"), "the number word \"tenfold\"");
    EXPECT_EQ(unbound("[12](http://x)"), "a link that is bound to no fact");
    EXPECT_EQ(unbound("[12][f2]"), "a link that is bound to no fact");
    EXPECT_EQ(unbound("an `open span"), "an open code span");
    EXPECT_EQ(unbound("a <b>12</b>"), "a piece of HTML");
    EXPECT_EQ(unbound("xp95"), "the number 95");
}

TEST(CheckClosure, HeadingNumbersAndItemNumbersAreFreeAndFencesAreNotRead) {
    EXPECT_TRUE(check_closure("# Run 7\n**Date:** 2026\n---\n\n## 3. Analysis\n### 3.1 More\n1. x\n"
                              "12. y\n- z\n```chimera-files\n12\n```\n")
                    .ok());
    EXPECT_FALSE(check_closure("---\n## Top 10\n").ok());
    EXPECT_FALSE(check_closure("---\n1. x 2\n").ok());
    EXPECT_FALSE(check_closure("---\n12 files\n").ok());
    EXPECT_FALSE(check_closure("---\n- 12 files\n").ok());
    EXPECT_FALSE(check_closure("---\n```a\n```\n7\n").ok());
}

// Whatever the slots are filled with, the words around them state no number.
TEST(Unbound, NoRegisteredTemplateHoldsANumberOfItsOwn) {
    ASSERT_FALSE(facts::all_templates().empty());
    for (const facts::Template& wording : facts::all_templates()) {
        std::string filled;
        for (const char c : wording.text) filled += c == '{' || c == '}' ? '`' : c;
        EXPECT_EQ(unbound(filled), std::nullopt) << wording.id << ": " << wording.text;
        for (const std::string& column : wording.columns) {
            EXPECT_EQ(unbound(column), std::nullopt) << wording.id << ": " << column;
        }
    }
}

}  // namespace chimera::report
