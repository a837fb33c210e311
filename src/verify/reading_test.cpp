// SPDX-License-Identifier: Apache-2.0
// How raw bytes, locators and texts are read anew.
#include <gtest/gtest.h>

#include <string>

#include "verify/address.h"
#include "verify/csv_records.h"
#include "verify/failure_words.h"
#include "verify/json_tree.h"
#include "verify/known_values.h"
#include "verify/map_expression.h"
#include "verify/report_text.h"
#include "verify/shown.h"
#include "verify/wildcard.h"
#include "verify/words.h"

namespace chimera::verify {

TEST(CsvRecords, CountsEveryRecordAndResolvesQuotes) {
    const auto records =
        CsvRecords::parse("a,b\n\"x\ny\",\"say \"\"hi\"\"\"\r\n\n# note, \"open\n1,2,3\n", ',');
    ASSERT_EQ(records.records(), 5U);
    EXPECT_EQ(records.cell(2, 1), "x\ny");
    EXPECT_EQ(records.cell(2, 2), "say \"hi\"");
    EXPECT_EQ(records.cells(3), 1U);
    EXPECT_EQ(records.cell(5, 3), "3");
    EXPECT_EQ(records.cell(5, 4), "");
    EXPECT_EQ(records.cell(9, 1), "");
    EXPECT_EQ(records.find_column(1, " b "), 2U);
    EXPECT_EQ(records.find_column(1, "c"), 0U);
}

TEST(CsvRecords, AnOpenQuoteEndsWithTheFile) {
    const auto records = CsvRecords::parse("a\n\"never closed\n1\n", ',');
    EXPECT_EQ(records.records(), 2U);
    EXPECT_EQ(records.cell(2, 1), "never closed\n1\n");
}

TEST(CsvRecords, DecodesEncodings) {
    EXPECT_EQ(to_utf8(std::string("\xFF\xFE"
                                  "a\0\xE9\0",
                                  6),
                      ""),
              "a\xC3\xA9");
    EXPECT_EQ(to_utf8(std::string("\xFE\xFF\0a", 4), ""), "a");
    EXPECT_EQ(to_utf8("\xEF\xBB\xBFx", "utf-8"), "x");
    EXPECT_EQ(to_utf8("\xE9", "latin-1"), "\xC3\xA9");
    // Half a surrogate pair is no character.
    EXPECT_EQ(to_utf8(std::string("\x00\xD8", 2), "utf-16le"), "\xEF\xBF\xBD");
}

TEST(LooseNumber, TakesUnitsAndSeparatorsOff) {
    EXPECT_EQ(loose_number("1,234.5", CommaIs::kThousands), 1234.5);
    EXPECT_EQ(loose_number("22,80,000", CommaIs::kThousands), 2280000);
    EXPECT_EQ(loose_number("12.3 %", CommaIs::kThousands), 12.3);
    EXPECT_EQ(loose_number("\xE2\x88\x92"
                           "4 ms",
                           CommaIs::kThousands),
              -4);
    EXPECT_EQ(loose_number("3,5", CommaIs::kDecimal), 3.5);
    EXPECT_EQ(loose_number("3,5", CommaIs::kThousands), std::nullopt);
    EXPECT_EQ(loose_number("n/a", CommaIs::kThousands), std::nullopt);
}

TEST(JsonTree, AddressesWhatIsSound) {
    const std::string text = R"({"a/b": [1, {"x": "t\u00e9\n"}, NaN], "n": null})";
    const JsonTree tree = JsonTree::parse(text, false);
    ASSERT_EQ(tree.documents().size(), 1U);
    const JsonId root = tree.documents()[0];
    EXPECT_EQ(tree.number(tree.resolve(root, "/a~1b/0")), 1.0);
    EXPECT_EQ(tree.text(tree.resolve(root, "/a~1b/1/x")), "t\xC3\xA9\n");
    EXPECT_EQ(tree.number(tree.resolve(root, "/a~1b/2")), std::nullopt);
    EXPECT_EQ(tree.resolve(root, "/a~1b/3"), kNoJson);
    EXPECT_EQ(tree.resolve(root, "/a~1b/01x"), kNoJson);
    EXPECT_TRUE(tree.sound());
}

TEST(JsonTree, KeepsWhatStandsBeforeABreak) {
    const std::string text = R"({"results": [{"v": 1}, {"v": 2}, {"v": )";
    const JsonTree tree = JsonTree::parse(text, false);
    EXPECT_FALSE(tree.sound());
    ASSERT_EQ(tree.documents().size(), 1U);
    EXPECT_EQ(tree.number(tree.resolve(tree.documents()[0], "/results/1/v")), 2.0);
    EXPECT_EQ(tree.resolve(tree.documents()[0], "/results/2/v"), kNoJson);
}

TEST(JsonTree, ReadsSeveralDocumentsAndLines) {
    const JsonTree two = JsonTree::parse("{\"v\":1} {\"v\":2}", false);
    ASSERT_EQ(two.documents().size(), 2U);
    const JsonTree lines = JsonTree::parse("{\"v\":1}\n\nbad\n:::LOG {\"v\":4}\n", true);
    EXPECT_EQ(lines.document_on_line(2), kNoJson);
    EXPECT_EQ(lines.document_on_line(3), kNoJson);
    ASSERT_NE(lines.document_on_line(4), kNoJson);
    EXPECT_EQ(lines.number(lines.resolve(lines.document_on_line(4), "/v")), 4.0);
}

TEST(JsonTree, DepthCostsNoStack) {
    constexpr std::size_t kDeep = 200000;
    const std::string text = std::string(kDeep, '[') + std::string(kDeep, ']');
    EXPECT_EQ(JsonTree::parse(text, false).size(), kDeep);
    EXPECT_FALSE(JsonTree::parse(std::string(kDeep, '['), false).sound());
    EXPECT_FALSE(JsonTree::parse(std::string(kDeep, '{'), false).sound());
}

TEST(JsonTree, ManyMembersAreFound) {
    std::string text = "{";
    for (int i = 0; i < 1000; ++i)
        text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    text += "\"k5\":-5}";
    const JsonTree tree = JsonTree::parse(text, false);
    EXPECT_EQ(tree.number(tree.member(0, "k999")), 999.0);
    // Of two members with one name the first one counts, as for the reader.
    EXPECT_EQ(tree.number(tree.member(0, "k5")), 5.0);
    EXPECT_EQ(tree.member(0, "none"), kNoJson);
}

TEST(Address, TakesEveryForm) {
    const auto cells = parse_address("cell=2,6;4,6-37,6");
    ASSERT_TRUE(cells);
    ASSERT_EQ(cells->cells.size(), 2U);
    EXPECT_EQ(cells->cells[1].last_row, 37U);
    const auto pointer = parse_address("doc=2/results/[0-34]/tokens_s");
    ASSERT_TRUE(pointer);
    EXPECT_EQ(pointer->document, 2U);
    EXPECT_TRUE(pointer->segments[1].is_range);
    EXPECT_EQ(pointer->segments[1].last, 34U);
    const auto lines = parse_address("line=1-120000/metrics/ttft/value");
    ASSERT_TRUE(lines);
    EXPECT_EQ(lines->last_line, 120000U);
    EXPECT_EQ(lines->segments.size(), 3U);
    EXPECT_TRUE(parse_address("line=41"));
    EXPECT_TRUE(parse_address(""));
}

TEST(Address, RefusesWhatIsNone) {
    for (const char* text : {"cell=", "cell=0,1", "cell=5,1-2,1", "cell=1,1x", "cell=99999999999,1",
                             "line=0", "line=5-2", "line=x", "doc=0/x", "results/0", "line=1x"}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "/a";
    EXPECT_FALSE(parse_address(deep));
}

TEST(FailureWords, ReadWhatRowsSayOfThemselves) {
    EXPECT_TRUE(tells_failure("error", "connection refused", false));
    EXPECT_TRUE(tells_failure("Success", "FALSE", false));
    EXPECT_TRUE(tells_failure("run/status", "timed out", false));
    EXPECT_FALSE(tells_failure("error", "", false));
    EXPECT_FALSE(tells_failure("error", "None", false));
    // A standard error is no error.
    EXPECT_FALSE(tells_failure("error", "0.02", true));
    EXPECT_FALSE(tells_failure("status", "completed", false));
    EXPECT_FALSE(tells_failure("tokens_s", "failed", false));
}

TEST(MapExpression, IsArithmeticRowByRow) {
    const std::vector<std::vector<double>> samples{{10, 20}, {1, 2}, {4, 7}};
    const auto rows = map_rows("(a - b) / (c - 1)", samples);
    ASSERT_TRUE(rows.ok());
    EXPECT_EQ(rows.value(), (std::vector<double>{3, 3}));
    EXPECT_EQ(map_rows("-a + 2 * b", samples).value(), (std::vector<double>{-8, -16}));
    EXPECT_FALSE(map_rows("a +", samples).ok());
    EXPECT_FALSE(map_rows("d", samples).ok());
    EXPECT_FALSE(map_rows("a / (b - b)", samples).ok());
    EXPECT_FALSE(map_rows(std::string(900, '('), samples).ok());
    EXPECT_FALSE(map_rows("a - b", {{1, 2}, {1}}).ok());
}

static Fact fact_of(double value, const std::string& unit) {
    Fact fact;
    fact.id = 1;
    fact.value = value;
    fact.unit = unit;
    return fact;
}

TEST(Shown, IsARoundingWithTheUnit) {
    const Fact fact = fact_of(20.45, "tok/s");
    for (const char* good : {"20.45 tok/s", "20.5 tok/s", "20.4", "20", "20.450"}) {
        EXPECT_EQ(not_shown(good, fact), "") << good;
    }
    for (const char* bad : {"20.6 tok/s", "-20.5 tok/s", "20.5 ms", "20.46", "tok/s", "", "2045"}) {
        EXPECT_NE(not_shown(bad, fact), "") << bad;
    }
    EXPECT_EQ(not_shown("1,234", fact_of(1234, "")), "");
    EXPECT_NE(not_shown("1,23", fact_of(123, "")), "");
    EXPECT_EQ(not_shown("\xE2\x88\x92"
                        "3.2 %",
                        fact_of(-3.2, "%")),
              "");
    EXPECT_EQ(not_shown("three", fact_of(3, "")), "");
    EXPECT_EQ(not_shown("twice", fact_of(2, "")), "");
    EXPECT_EQ(not_shown("half", fact_of(50, "%")), "");
    EXPECT_NE(not_shown("four", fact_of(3, "")), "");
}

TEST(Shown, IntervalsAndTimes) {
    Fact interval = fact_of(0, "tok/s");
    interval.value = Interval{2.581, 16.419};
    EXPECT_EQ(not_shown("2.58 to 16.42 tok/s", interval), "");
    EXPECT_EQ(not_shown("[2.6, 16.4]", interval), "");
    EXPECT_NE(not_shown("2.58 to 16.43 tok/s", interval), "");
    EXPECT_NE(not_shown("2.58", interval), "");
    Fact time = fact_of(0, "");
    time.value = std::string("2025-11-14T18:54:07Z");
    EXPECT_EQ(not_shown("2025-11-14T18:54:07Z", time), "");
    EXPECT_EQ(not_shown("2025-11-14 18:54:07 UTC", time), "");
    EXPECT_EQ(not_shown("2025-11-14", time), "");
    EXPECT_NE(not_shown("2025-11-15", time), "");
}

TEST(Words, GatedStems) {
    EXPECT_EQ(gated_in("It is significantly faster."), (std::vector<std::string>{"significan"}));
    EXPECT_EQ(gated_in("unreliable"), (std::vector<std::string>{"reliabl"}));
    EXPECT_EQ(gated_in("unstable"), (std::vector<std::string>{"unstable"}));
    EXPECT_TRUE(gated_in("allow a durable almost-bestial overall caller to establish").empty());
}

TEST(Words, NumeralsThatMayNotStandFree) {
    EXPECT_EQ(free_numeral("the 95 % interval and p95 of both, the two, the first and once one"),
              "");
    EXPECT_EQ(free_numeral("about 12.5 of them"), "12.5");
    EXPECT_EQ(free_numeral("a 95 interval"), "95");
    EXPECT_EQ(free_numeral("p50"), "50");
    EXPECT_EQ(free_numeral("three of them"), "three");
    EXPECT_EQ(free_numeral("twice as high"), "twice");
    EXPECT_EQ(free_numeral("a threefold rise"), "threefold");
    EXPECT_EQ(free_numeral("two of them"), "two");
    EXPECT_EQ(free_numeral("x\xC2\xB2"), "\xC2\xB2");
    EXPECT_NE(free_numeral("\xEF\xBC\x95 of them"), "");
    EXPECT_EQ(free_numeral("a manifold scaffold"), "");
}

TEST(Wildcard, RedactionsStandForAnything) {
    EXPECT_TRUE(equals_with_redactions("open /home/u/x failed", "open [redacted] failed"));
    EXPECT_FALSE(equals_with_redactions("open x succeeded", "open [redacted] failed"));
    EXPECT_TRUE(contains_with_redactions("a long: key=abc end", "key=[redacted] end"));
    EXPECT_TRUE(equals_with_redactions("two\n lines", "two lines"));
    EXPECT_FALSE(equals_with_redactions("ab", "a"));
}

TEST(ReportText, KnowsItsLines) {
    const ReportText text = read_report(
        "# T\n\n**Date:** x\n\n---\n\n## 1. A\n\nOne. Two.\n- item\n 3. third\n\n| a | b "
        "|\n|---|---|\n"
        "| x \\| y | `p|q` |\n\n![f](f.svg)\n\n```chimera-prompt\n12\n```\n\n## Evidence\n\n| F "
        "|\n|---|\n"
        "| 1 |\n");
    ASSERT_EQ(text.header.size(), 2U);
    std::vector<std::string> content;
    for (const Line& line : text.body) {
        if (line.is == LineIs::kContent || line.is == LineIs::kRow) content.emplace_back(line.text);
    }
    EXPECT_EQ(content,
              (std::vector<std::string>{"One. Two.", "item", "third", "| x \\| y | `p|q` |"}));
    EXPECT_EQ(text.tables[0], (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(row_cells("| x \\| y | `p|q` |"), (std::vector<std::string>{"x \\| y", "`p|q`"}));
    ASSERT_EQ(text.fences.size(), 1U);
    EXPECT_EQ(text.fences[0].info, "chimera-prompt");
    EXPECT_EQ(text.appendix.size(), 2U);
    EXPECT_EQ(text.evidence_heading, 23U);
}

TEST(ReportText, PiecesOfALine) {
    std::string wrong;
    const auto pieces = pieces_of("a [1.5 s](#f12) `x` b", false, wrong);
    ASSERT_EQ(pieces.size(), 5U);
    EXPECT_EQ(pieces[1].is, PieceIs::kLink);
    EXPECT_EQ(pieces[1].fact, 12U);
    EXPECT_EQ(pieces[3].text, "x");
    EXPECT_EQ(wrong, "");
    for (const char* bad :
         {"[x](http://a)", "[x][y]", "<b>bold</b>", "`open", "<!-- 12 -->", "[a](#f0)"}) {
        wrong.clear();
        pieces_of(bad, false, wrong);
        EXPECT_NE(wrong, "") << bad;
    }
}

TEST(KnownValues, TokensOfNumbersTimesAndWords) {
    const auto tokens = number_tokens("gemma3 took 25.19s on 2025-11-14, 300-400 words, 1,234.5");
    std::vector<std::string> numbers;
    for (const auto& token : tokens) numbers.push_back(token.number);
    EXPECT_EQ(numbers, (std::vector<std::string>{"", "25.19", "", "300", "400", "1,234.5"}));
    EXPECT_EQ(tokens[0].is, NumberToken::Is::kWord);
    EXPECT_EQ(tokens[2].is, NumberToken::Is::kTime);
}

}  // namespace chimera::verify
