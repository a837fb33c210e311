// SPDX-License-Identifier: Apache-2.0
#include "report/markdown.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/text.h"

namespace chimera::report {

TEST(Markdown, NothingLeavesItsPlace) {
    EXPECT_EQ(code_span("m:1", Place::kText), "`m:1`");
    EXPECT_EQ(code_span("", Place::kText), "`\"\"`");
    EXPECT_EQ(code_span("a|b", Place::kText), "`a|b`");
    EXPECT_EQ(code_span("a|b", Place::kTable), "`a\\|b`");
    EXPECT_EQ(one_line("a\r\nb\tc\xFF"), "a b c\xEF\xBF\xBD");
    EXPECT_EQ(plain("<b> [x]", Place::kText), "\\<b> \\[x\\]");
    EXPECT_EQ(fact_link(12, "286.5 tok/s", Place::kText), "[286.5 tok/s](#f12)");
    EXPECT_EQ(mixed("mean of `a|b`, <i>", Place::kTable), "mean of `a\\|b`, \\<i>");
    EXPECT_EQ(mixed("open ` tick", Place::kTable), "open \xCB\x8B tick");
    EXPECT_EQ(fence_body("a\n\n\n"), "a\n");
}

TEST(Markdown, AnyBytesGiveOneClosedSpan) {
    EXPECT_TRUE(rc::check([](const std::string& text) {
        const std::string span = code_span(text, Place::kTable);
        RC_ASSERT(std::count(span.begin(), span.end(), '`') == 2);
        RC_ASSERT(span.find('\n') == std::string::npos);
        RC_ASSERT(valid_utf8_prefix(span) == span.size());
        for (std::size_t at = span.find('|'); at != std::string::npos;
             at = span.find('|', at + 1)) {
            RC_ASSERT(span[at - 1] == '\\');
        }
    }));
}

}  // namespace chimera::report
