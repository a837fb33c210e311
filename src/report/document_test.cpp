// SPDX-License-Identifier: Apache-2.0
#include "report/document.h"

#include <gtest/gtest.h>

#include "report/draft_for_test.h"

namespace chimera::report {

TEST(Compose, FollowsTheEvidenceFormatToTheLetter) {
    const auto records = records_for_test();
    const auto document = compose(draft_for_test(), records.sources);
    ASSERT_TRUE(document.ok()) << document.error().message;
    EXPECT_EQ(
        document.value().markdown,
        "# Technical Report: input\n"
        "\n"
        "**Date:** 2026-01-01  \n"
        "**Agent:** planner\n"
        "\n"
        "---\n"
        "\n"
        "## 4. Key Findings\n"
        "\n"
        "`n:2` ran at [20.5 tok/s](#f2), [9.5 tok/s](#f3) above `m:1`.\n"
        "\n"
        "| model | mean (tok/s) |\n"
        "|---|---|\n"
        "| `m:1` | [11.0](#f1) |\n"
        "\n"
        "## 5. Recommendations\n"
        "\n"
        "1. Prefer `n:2`.\n"
        "\n"
        "## Evidence\n"
        "\n"
        "| Fact | What | Value | How | Class |\n"
        "|---|---|---|---|---|\n"
        "| <a id=\"f1\"></a>F1 | mean generation throughput of `m:1` | 11.0 tok/s | mean of 2 "
        "cells of `a.csv` | measured |\n"
        "| <a id=\"f2\"></a>F2 | mean generation throughput of `n:2` | 20.5 tok/s | mean of 2 "
        "cells of `a.csv` | measured |\n"
        "| <a id=\"f3\"></a>F3 | F2 - F1 | 9.5 tok/s | difference of F2 and F1 | derived |\n");
    const std::vector<Claim>& claims = document.value().claims;
    ASSERT_EQ(claims.size(), 3U);
    EXPECT_EQ(claims[0].text, "`n:2` ran at [20.5 tok/s](#f2), [9.5 tok/s](#f3) above `m:1`.");
    EXPECT_EQ(claims[0].section, "4. Key Findings");
    EXPECT_EQ(claims[0].linked, (std::vector<facts::FactId>{2, 3}));
    EXPECT_EQ(claims[1].text, "| `m:1` | [11.0](#f1) |");
    EXPECT_EQ(claims[2].text, "Prefer `n:2`.");
    EXPECT_TRUE(claims[2].linked.empty());
}

TEST(Compose, AHostileNameStaysOneCellOfOneLine) {
    const auto records = records_for_test();
    const std::string name = "a|b`c\nd](#f9) <script>\x01 \xE2\x80\xAE";
    const auto document = compose(draft_for_test(name), records.sources);
    ASSERT_TRUE(document.ok()) << document.error().message;
    const std::vector<Claim>& claims = document.value().claims;
    EXPECT_EQ(claims[1].text,
              "| `a\\|b\xCB\x8B"
              "c d](#f9) <script>\xEF\xBF\xBD \xEF\xBF\xBD` | [11.0](#f1) |");
    EXPECT_NE(document.value().markdown.find("</a>F1 | mean generation throughput of `a\\|b\xCB\x8B"
                                             "c d](#f9) <script>\xEF\xBF\xBD \xEF\xBF\xBD` |"),
              std::string::npos);
    for (const Claim& claim : claims) {
        EXPECT_NE(document.value().markdown.find(claim.text), std::string::npos);
        EXPECT_EQ(claim.text.find('\n'), std::string::npos);
    }
}

TEST(Compose, LongNamesAreShortenedAfterTheFirstMentionWhereTheEndIsUnique) {
    auto draft = draft_for_test("some-organisation/a-model-7b");
    const auto records = records_for_test();
    auto document = compose(draft, records.sources);
    ASSERT_TRUE(document.ok());
    EXPECT_EQ(document.value().claims[1].text, "| `a-model-7b` | [11.0](#f1) |");

    draft.facts[1].scope["model"] = "other/a-model-7b";
    document = compose(draft, records.sources);
    ASSERT_TRUE(document.ok());
    EXPECT_EQ(document.value().claims[1].text, "| `some-organisation/a-model-7b` | [11.0](#f1) |");
}

TEST(Compose, SourcesAreCalledByTheirShortestUniqueEnd) {
    auto draft = draft_for_test();
    draft.templates.push_back({"file.1", "count", "{x} and {y} and {z}.", {}, {}});
    facts::Proposition files;
    files.kind = "count";
    files.slots = {
        {"x", facts::SourceSlot{0}}, {"y", facts::SourceSlot{1}}, {"z", facts::SourceSlot{2}}};
    draft.propositions.push_back(files);
    draft.sections[0].blocks.push_back({facts::BlockIs::kList, {{{3, "file.1"}}}, "", "", {}});
    const std::vector<model::Source> sources = {source_for_test("run/one/a.csv"),
                                                source_for_test("run/two/a.csv"),
                                                source_for_test("run/two/ba.csv")};
    const auto document = compose(draft, sources);
    ASSERT_TRUE(document.ok());
    EXPECT_EQ(document.value().claims[2].text, "`one/a.csv` and `two/a.csv` and `ba.csv`.");
}

TEST(Compose, SentencesOfAParagraphShareALineAndItemsAreNumbered) {
    auto draft = draft_for_test();
    draft.sections[0].blocks[0].items = {{{0, "compare.1"}, {2, "advice.1"}}, {{2, "advice.1"}}};
    draft.sections[1].blocks[0].items = {{{2, "advice.1"}}, {}, {{2, "advice.1"}}};
    const auto records = records_for_test();
    const auto document = compose(draft, records.sources);
    ASSERT_TRUE(document.ok());
    const std::string& text = document.value().markdown;
    EXPECT_NE(text.find("above `m:1`. Prefer `n:2`. Prefer `n:2`.\n"), std::string::npos);
    EXPECT_NE(text.find("1. Prefer `n:2`.\n2. Prefer `n:2`.\n"), std::string::npos);
}

TEST(Compose, FencesHoldTheirBodyAndCannotBeClosedByIt) {
    auto draft = draft_for_test();
    draft.sections[0].blocks.push_back(
        {facts::BlockIs::kFence, {}, "chimera-record", "{\"n\": 12}\n```\n# 7 heads\n", {}});
    const auto records = records_for_test();
    const auto document = compose(draft, records.sources);
    ASSERT_TRUE(document.ok()) << document.error().message;
    EXPECT_NE(document.value().markdown.find("```chimera-record\n{\"n\": 12}\n\xCB\x8B\xCB\x8B"
                                             "\xCB\x8B\n# 7 heads\n```\n"),
              std::string::npos);
}

static std::string why_not(const facts::Draft& draft) {
    const auto records = records_for_test();
    const auto document = compose(draft, records.sources);
    if (document.ok()) return "";
    EXPECT_EQ(document.error().code, ErrorCode::kInternal);
    return document.error().message;
}

TEST(Compose, FailsClosed) {
    auto draft = draft_for_test();
    draft.templates[0].text += " It has 7 layers.";
    EXPECT_NE(why_not(draft).find("the number 7"), std::string::npos);

    draft = draft_for_test();
    draft.templates[0].proposition = "best";
    EXPECT_NE(why_not(draft).find("template of another kind"), std::string::npos);

    draft = draft_for_test();
    draft.propositions[0].slots.erase("d");
    EXPECT_NE(why_not(draft).find("no slot d"), std::string::npos);

    draft = draft_for_test();
    draft.propositions[0].slots["d"] = facts::FactSlot{5};
    EXPECT_NE(why_not(draft).find("unknown fact"), std::string::npos);

    draft = draft_for_test();
    draft.propositions[0].slots["a"] = facts::ScopeSlot{"suite", 1};
    EXPECT_NE(why_not(draft).find("scope its fact lacks"), std::string::npos);

    draft = draft_for_test();
    draft.propositions.push_back(draft.propositions[1]);
    draft.propositions.back().mandatory = true;
    EXPECT_NE(why_not(draft).find("drops a mandatory finding"), std::string::npos);

    draft = draft_for_test();
    draft.sections[0].blocks.erase(draft.sections[0].blocks.begin());
    EXPECT_NE(why_not(draft).find("unsaid"), std::string::npos);

    draft = draft_for_test();
    draft.propositions[1].slots["mean"] = facts::LiteralSlot{"11.0"};
    EXPECT_NE(why_not(draft).find("the number 11.0"), std::string::npos);
}

}  // namespace chimera::report
