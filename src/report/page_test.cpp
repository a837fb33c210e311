// SPDX-License-Identifier: Apache-2.0
#include "report/page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/packed.h"
#include "core/sha256.h"
#include "core/text.h"
#include "report/draft_for_test.h"
#include "report/page_asset.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

// The page of a draft, with a read that gives each cell the same text.
static std::string page_of(const facts::Draft& draft, const std::string& raw = "11") {
    const model::RecordSet records = records_for_test();
    auto document = compose(draft, records.sources);
    EXPECT_TRUE(document.ok()) << document.error().message;
    if (!document.ok()) return {};
    Meta meta;
    meta.version = "0.1.0";
    meta.command = "chimera report input";
    meta.started = "2026-01-01T00:00:00Z";
    const ReadCells read = [&](const facts::Cells&, std::size_t) {
        return ShownCells{2, {raw, raw}};
    };
    return page_html({draft, records.sources, document.value(), meta, {}, read});
}

static std::size_t count(std::string_view text, std::string_view part) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

// The page's own markup without what the build embeds, which is the same in every page.
static std::string without_assets(std::string page) {
    if (!page_script().empty()) page = replace_all(page, page_script(), "");
    return replace_all(page, page_style(), "");
}

static Json data_of(const std::string& page) {
    static constexpr std::string_view kOpen = "id=\"data\">";
    const std::size_t from = page.find(kOpen) + kOpen.size();
    const auto text = unpacked(page.substr(from, page.find('<', from) - from), 1U << 26U);
    EXPECT_TRUE(text.ok());
    return text.ok() ? Json::parse(text.value()) : Json();
}

TEST(Page, SaysTheSameAsTheReport) {
    const std::string page = page_of(draft_for_test());
    EXPECT_NE(
        page.find("<p><span class=\"c\" id=\"C1\"><code>n:2</code> ran at <a href=\"#f2\">20.5 "
                  "tok/s</a>, <a href=\"#f3\">9.5 tok/s</a> above <code>m:1</code>."),
        std::string::npos)
        << without_assets(page);
    EXPECT_NE(page.find("<tr id=\"C2\"><th scope=\"row\"><code>m:1</code><td class=\"n\"><a "
                        "href=\"#f1\">11.0</a>"),
              std::string::npos);
    EXPECT_NE(page.find("<ol>\n<li><span class=\"c\" id=\"C3\">Prefer <code>n:2</code>."),
              std::string::npos);
    EXPECT_EQ(count(page, "<tr id=\"f"), 3U);
    EXPECT_NE(page.find("<tr id=\"f3\"><th scope=\"row\">F3<td>F2 - F1<td class=\"n\">9.5 "
                        "tok/s<td>difference of "
                        "F2 and F1<td>derived"),
              std::string::npos);
}

TEST(Page, HoldsTheEvidence) {
    const Json data = data_of(page_of(draft_for_test()));
    EXPECT_EQ(data["form"], "chimera-page/1");
    EXPECT_EQ(data["sources"]["S1"], "a.csv");
    ASSERT_EQ(data["samples"].size(), 1U);  // shared by three facts
    EXPECT_EQ(data["samples"][0].dump(),
              R"({"source":"S1","at":["cell=2,2-3,2"],"n":2,"cells":["11","11"]})");
    EXPECT_EQ(data["facts"]["3"]["a"].dump(), R"(["F2","F1"])");
    EXPECT_EQ(data["facts"]["2"]["v"], 20.5);
    // F4 is linked by no sentence: what the table of facts would say stands here.
    EXPECT_EQ(data["facts"]["4"]["d"], "2.58 to 16.42 tok/s");
    EXPECT_FALSE(data["facts"]["1"].contains("d"));
    EXPECT_EQ(data["claims"].dump(), "[[0,0],[1,0],[2,0]]");
    EXPECT_EQ(data["templates"][1][0], "row.1");
}

TEST(Page, LetsOnlyItsOwnScriptAndStyleRun) {
    const std::string page = page_of(draft_for_test());
    const std::string script =
        page_script().empty() ? "'none'" : "'sha256-" + sha256_base64(page_script()) + '\'';
    EXPECT_NE(page.find("default-src 'none'; script-src " + script + "; style-src 'sha256-" +
                        sha256_base64(page_style()) + "'; img-src data:; base-uri 'none'"),
              std::string::npos);
    EXPECT_EQ(page.find("unsafe"), std::string::npos);
    EXPECT_LT(page.find("Content-Security-Policy"), page.find("<title>"));
    EXPECT_EQ(count(without_assets(page), "<script"), page_script().empty() ? 1U : 2U);
}

TEST(Page, TurnsNoTextIntoMarkup) {
    static constexpr std::string_view kHostile[] = {
        "</script><script>alert(x)</script>",
        "<img src=x onerror=alert(x)>",
        "\"><svg/onload=alert(x)>",
        "' onmouseover='alert(x)",
        "<!--<script>",
        "{{{body}}}{{>pieces}}{{#facts}}",
        "&lt;b&gt;&#60;i&#62;",
        "\xE2\x80\xAEtxt.exe\x1B[31m\x00",
        "a|b`c`|`<i>`",
    };
    for (const std::string_view name : kHostile) {
        const std::string hostile(name);
        facts::Draft draft = draft_for_test(hostile);
        draft.header.title = "T " + hostile;
        draft.header.fields.emplace_back("Model " + hostile, hostile);
        const std::string page = page_of(draft, hostile);
        const std::string own = without_assets(page);
        EXPECT_EQ(count(own, "<script"), page_script().empty() ? 1U : 2U) << name;
        EXPECT_EQ(count(own, "</script"), page_script().empty() ? 1U : 2U) << name;
        for (const char* bad :
             {"<img", "<svg", "<!--", "<i>", "<b>&", "' onm", "\x1B", "\xE2\x80\xAE"}) {
            EXPECT_EQ(own.find(bad), std::string::npos) << name << " gives " << bad;
        }
        // Nothing was dropped either: the page has as many cells and statements as ever.
        EXPECT_EQ(count(own, "<td"), count(without_assets(page_of(draft_for_test())), "<td"))
            << name;
        EXPECT_EQ(count(own, " id=\"C"), 3U) << name;
    }
}

TEST(Page, KeepsTheClockOutOfReproducibleOnes) {
    const facts::Draft draft = draft_for_test();
    const model::RecordSet records = records_for_test();
    const auto document = compose(draft, records.sources);
    ASSERT_TRUE(document.ok());
    Meta meta;
    meta.started = "2026-01-01T00:00:00Z";
    const PageInput input{draft, records.sources, document.value(), meta};
    EXPECT_NE(page_html(input).find("<time"), std::string::npos);
    meta.reproducible = true;
    EXPECT_EQ(page_html(input).find("<time"), std::string::npos);
}

}  // namespace chimera::report
