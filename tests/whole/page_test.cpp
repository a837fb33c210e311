// SPDX-License-Identifier: Apache-2.0
// report.html is checked like the report: a page in which something was altered is found out, even
// by somebody who wrote its new hash into the evidence.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/packed.h"
#include "core/rng.h"
#include "core/sha256.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {

namespace {

struct Case {
    std::string name;
    std::string from;
    std::string to;
};

}  // namespace

static std::string once(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The page with something else in its packed evidence.
static std::string with_data(const std::string& page, const Case& lie) {
    static constexpr std::string_view kOpen = "id=\"data\">";
    const std::size_t from = page.find(kOpen) + kOpen.size();
    const std::size_t to = page.find('<', from);
    const auto text = unpacked(std::string_view(page).substr(from, to - from), 1U << 26U);
    EXPECT_TRUE(text.ok());
    return page.substr(0, from) + packed(once(text.value(), lie.from, lie.to)) + page.substr(to);
}

class Page : public ::testing::Test {
protected:
    void SetUp() override {
        folder_.write("in/runs.csv",
                      "model,tokens_per_s\nalpha,10.5\nalpha,11.5\nalpha,12.5\nbeta,20.5\n"
                      "beta,21.5\nbeta,22.5\n");
        ASSERT_EQ(test::run("report " + folder_.path("in") + " -o " + folder_.path("out")), 0);
        page_ = test::read_text(folder_.path("out/report.html"));
        evidence_ = test::read_text(folder_.path("out/evidence.json"));
    }

    int verified() const {
        return test::run("verify " + folder_.path("out") + ' ' + folder_.path("in"));
    }
    // What verify says of another page whose hash the evidence has.
    int judged(const std::string& page) const {
        folder_.write("out/report.html", page);
        folder_.write("out/evidence.json", once(evidence_, sha256_hex(page_), sha256_hex(page)));
        return verified();
    }

    test::TempFolder folder_;
    std::string page_;
    std::string evidence_;
};

TEST_F(Page, IsVerifiedWithTheReport) {
    EXPECT_EQ(verified(), 0);
    folder_.write("out/report.html", page_ + '\n');
    EXPECT_EQ(verified(), 1);
}

TEST_F(Page, IsFoundOutWhereItsTextWasAltered) {
    const std::vector<Case> lies = {
        {"number", ">21.5 tok/s</a>", ">31.5 tok/s</a>"},
        {"number in a table", "<td class=\"n\"><a href=\"#f", "<td class=\"n\">9<a href=\"#f"},
        {"name", "<code>alpha</code>", "<code>beta</code>"},
        {"link", "<a href=\"#f1\">", "<a href=\"#f2\">"},
        {"word", "highest", "lowest"},
        {"hidden", "<span class=\"c\" id=\"C1\">", "<span class=\"c\" id=\"C1\" hidden>"},
        {"styled", "<span class=\"c\" id=\"C2\">", "<span class=\"sr\" id=\"C2\">"},
        {"comment", "<span class=\"c\" id=\"C1\">", "<span class=\"c\" id=\"C1\"><!-- "},
        {"anchor", ">C1</a>", ">1 % more</a>"},
        {"statement", "id=\"C2\"", "id=\"C3\""},
        {"fact", "<tr id=\"f1\"><th scope=\"row\">F1<td>",
         "<tr id=\"f1\"><th scope=\"row\">F1<td>not "},
        {"heading", "Key Findings</h2>", "Findings</h2>"},
        {"contents", "Key Findings</a>", "Findings</a>"},
        {"title", "Report: in</h1>", "Report: out</h1>"},
        {"count", "data-count=\"sources\">1<", "data-count=\"sources\">977<"},
        {"making", "The report was checked", "The report was proven"},
        {"picture", "</main>", "<img src=\"data:,\"></main>"},
        {"footer", "</body>", "<p>All of it is proven.</p></body>"},
    };
    for (const Case& lie : lies) {
        EXPECT_EQ(judged(once(page_, lie.from, lie.to)), 1) << lie.name;
    }
    EXPECT_EQ(judged(page_), 0);
}

TEST_F(Page, IsFoundOutWhereItsEvidenceWasAltered) {
    const std::vector<Case> lies = {
        {"cell", "\"21.5\"", "\"31.5\""},
        {"value", "\"v\":21.5", "\"v\":31.5"},
        {"unit", "\"u\":\"tok/s\"", "\"u\":\"ms\""},
        {"expression", "\"o\":\"mean\"", "\"o\":\"median\""},
        {"locator", "\"at\":[\"cell=2,2", "\"at\":[\"cell=3,2"},
        {"cells", "\"n\":3,\"cells\"", "\"n\":4,\"cells\""},
        {"scope", "{\"model\":\"alpha\"", "{\"model\":\"beta\""},
        {"file", "\"S1\":\"runs.csv\"", "\"S1\":\"other.csv\""},
        {"origin", "\"origins\":[\"template\"]", "\"origins\":[\"free-verified\"]"},
        {"more", "\"facts\":{", "\"facts\":{\"999\":{},"},
    };
    for (const Case& lie : lies) {
        EXPECT_EQ(judged(with_data(page_, lie)), 1) << lie.name;
    }
    const Case none{"none", "\"form\"", "\"form\""};
    EXPECT_EQ(judged(with_data(page_, none)), 0);
}

TEST_F(Page, IsFoundOutWhereAFigureWasAltered) {
    const std::vector<Case> words = {
        {"caption", "<figcaption>", "<figcaption>Proven: "},
        {"note", "Faint points are single values.", "Faint points are outliers."},
        {"title", "data-claim=\"C", "data-claim=\"C9"},
        {"link", "</figcaption>", "<a href=\"#f1\">9</a></figcaption>"},
        {"second", "</main>", "<figure id=\"fig\"><figcaption>More</figcaption></figure></main>"},
        {"open", "</figure>", ""},
        {"digit of a number", "<td>single values<td class=\"n\"><a href=\"#f4\">20.5",
         "<td>single values<td class=\"n\"><a href=\"#f4\">26.5"},
        {"number of another fact", "<td>single values<td class=\"n\"><a href=\"#f4\">",
         "<td>single values<td class=\"n\"><a href=\"#f3\">"},
        {"name of a row", "<tr><th scope=\"row\"><code>beta</code><td>single",
         "<tr><th scope=\"row\"><code>alpha</code><td>single"},
        {"series of a row", "<td>single values<td", "<td>mean generation throughput<td"},
        {"heading of numbers", "<th scope=\"col\">95 % interval",
         "<th scope=\"col\">99 % interval"},
        {"cell more", "<td>single values<td", "<td>single values<td><td"},
        {"row more", "<tr><th scope=\"row\"><code>beta</code><td>single",
         "<tr><th scope=\"row\"><code>beta</code><td>single values<tr><th "
         "scope=\"row\"><code>beta</code><td>single"},
        {"word behind the numbers", "</table></div></details>",
         "</table></div>All of them are proven.</details>"},
        {"folded text", "<main id=\"report\" tabindex=\"-1\">",
         "<main id=\"report\" tabindex=\"-1\"><details><summary></summary>"},
    };
    for (const Case& lie : words) {
        EXPECT_EQ(judged(once(page_, lie.from, lie.to)), 1) << lie.name;
    }
    const std::vector<Case> drawings = {
        {"mark", "\"x\":20.5", "\"x\":30.5"},
        {"category", "\"y\":\"beta\"", "\"y\":\"alpha\""},
        {"fact", "{\"fact\":\"F4\"", "{\"fact\":\"F2\""},
        {"shown", "\"shown\":\"20.5 tok/s\"", "\"shown\":\"90.5 tok/s\""},
        {"interval", "\"low\":19.0", "\"low\":11.0"},
        {"axis", "\"title\":\"mean generation", "\"title\":\"median generation"},
        {"unit", "throughput (tok/s)\"", "throughput (req/s)\""},
        {"range", "\"domain\":[0.0,", "\"domain\":[9.0,"},
        {"scale", "\"nice\":false", "\"nice\":false,\"type\":\"log\""},
        {"field", "\"field\":\"high\"", "\"field\":\"low\""},
        {"hidden", "\"opacity\":0.4", "\"opacity\":0"},
        {"faint", "\"opacity\":0.4", "\"opacity\":0.01"},
        {"colour", "\"#0072B2\"", "\"#FDFDFB\""},
        {"colours", "\"range\":[", "\"range\":[\"#D55E00\","},
        {"legend", "\"domain\":[\"single values\"", "\"domain\":[\"mean generation throughput\""},
        {"bent axis", "\"nice\":false", "\"nice\":false,\"range\":[300,0]"},
        {"kind", "{\"type\":\"rule\"", "{\"type\":\"area\""},
        {"transform", "\"layer\":[", "\"transform\":[],\"layer\":["},
        {"address", "\"data\":{", "\"data\":{\"url\":\"x\","},
        {"tooltip", "\"title\":\"value\"", "\"title\":\"record\""},
        {"series", "\"series\":\"single values\"", "\"series\":\"first values\""},
        {"layer", "\"layer\":[", "\"layer\":[{},"},
        {"another", "\"figures\":{", "\"figures\":{\"fig-more\":{},"},
    };
    for (const Case& lie : drawings) {
        EXPECT_EQ(judged(with_data(page_, lie)), 1) << lie.name;
    }
    EXPECT_EQ(judged(page_), 0);
}

class LargePage : public Page {
protected:
    void SetUp() override {
        Rng rng(7);
        for (int suite = 0; suite < 24; ++suite) {
            std::string rows = "model,tokens_per_s,ttft_ms,latency_ms\n";
            for (int i = 0; i < 100; ++i) {
                const int model = i / 5;
                rows += fmt::format(
                    "m{},{:.3f},{:.3f},{:.3f}\n", model, normal(rng, 20 + 10 * model, 0.5),
                    normal(rng, 300 - 8 * model, 0.5), normal(rng, 500 - 8 * model, 0.5));
            }
            folder_.write(fmt::format("in/suite{}_runs.csv", suite), rows);
        }
        ASSERT_EQ(test::run("report " + folder_.path("in") + " -o " + folder_.path("out")), 0);
        page_ = test::read_text(folder_.path("out/report.html"));
        evidence_ = test::read_text(folder_.path("out/evidence.json"));
    }
};

TEST_F(LargePage, SaysThatItsTableOfFactsIsNotTheWhole) {
    const std::string said = "The table has the first 3000 of ";
    ASSERT_NE(page_.find(said), std::string::npos);
    std::size_t rows = 0;
    for (auto at = page_.find("<tr id=\"f"); at != std::string::npos;
         at = page_.find("<tr id=\"f", at + 1)) {
        ++rows;
    }
    EXPECT_EQ(rows, 3000U);
    EXPECT_EQ(judged(page_), 0);
    const std::size_t from = page_.find("<p>" + said);
    const std::string sentence = page_.substr(from, page_.find("</p>", from) + 4 - from);
    const std::vector<Case> lies = {
        {"unsaid", sentence, ""},
        {"miscounted", said, "The table has the first 3000 of 9"},
        {"a row less", "<tr id=\"f1\">", "<tr>"},
    };
    for (const Case& lie : lies) {
        EXPECT_EQ(judged(once(page_, lie.from, lie.to)), 1) << lie.name;
    }
    // What the table leaves out is in the page all the same.
    const Case label{"label", "\"l\":\"", "\"l\":\"not "};
    EXPECT_EQ(judged(with_data(page_, label)), 1);
}

// A log so big that the page reads no more of it than it shows: the last model's rows stand behind
// all others, and each line has a list of another length.
class PageOfABigLog : public Page {
protected:
    void SetUp() override {
        std::string lines;
        Rng rng(41);
        for (int i = 0; lines.size() < (std::size_t{9} << 20U); ++i) {
            std::string gaps;
            for (std::size_t g = 0; g < 20 + below(rng, 5); ++g) {
                gaps += fmt::format("{}{}.25", g == 0 ? "" : ",", 10 + below(rng, 9));
            }
            const bool early = lines.size() < (std::size_t{8} << 20U);
            fmt::format_to(std::back_inserter(lines),
                           "{{\"model\":\"{}\",\"ttft_ms\":{}.5,\"itl_ms\":[{}]}}\n",
                           early ? "alpha" : "beta", 100 + below(rng, 50), gaps);
        }
        folder_.write("in/requests.jsonl", lines);
        ASSERT_EQ(test::run("report " + folder_.path("in") + " -o " + folder_.path("out")), 0);
        page_ = test::read_text(folder_.path("out/report.html"));
        evidence_ = test::read_text(folder_.path("out/evidence.json"));
    }
};

TEST_F(PageOfABigLog, ShowsItsFirstCellsAndCountsAll) {
    EXPECT_EQ(judged(page_), 0);
    // Whole lists on neighbouring lines have one address.
    EXPECT_NE(evidence_.find("/itl_ms/[0-23]"), std::string::npos);
    EXPECT_LT(evidence_.size(), 1U << 20U);
    EXPECT_EQ(judged(with_data(page_, {"a cell", "\"cells\":[\"1", "\"cells\":[\"2"})), 1);
    EXPECT_EQ(judged(with_data(page_, {"a count", ",\"cells\":[", "0,\"cells\":["})), 1);
}

// Rows of two models by turns: the sample of one is every other cell of the column.
TEST_F(Page, ShowsOfAScatteredSampleItsOwnCells) {
    std::string rows = "model,tokens_per_s\n";
    for (int i = 0; i < 200; ++i) {
        rows +=
            i % 2 == 0 ? fmt::format("alpha,1{}.5\n", i % 7) : fmt::format("beta,2{}.5\n", i % 9);
    }
    folder_.write("in/runs.csv", rows);
    ASSERT_EQ(test::run("report " + folder_.path("in") + " --force -o " + folder_.path("out")), 0);
    page_ = test::read_text(folder_.path("out/report.html"));
    evidence_ = test::read_text(folder_.path("out/evidence.json"));
    ASSERT_NE(evidence_.find("\"where\""), std::string::npos);
    EXPECT_EQ(judged(page_), 0);
    const std::string odd = "\"which\":[1,3,5";
    EXPECT_EQ(judged(with_data(page_, {"another cell", odd, "\"which\":[0,3,5"})), 1);
    EXPECT_EQ(judged(with_data(page_, {"a cell of the other", "\"cells\":[\"2", "\"cells\":[\"1"})),
              1);
}

}  // namespace chimera
