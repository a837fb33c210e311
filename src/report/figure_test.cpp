// SPDX-License-Identifier: Apache-2.0
// Both renderers show the same numbers, and those are the facts': read back out of the
// specification exactly, out of the picture as far as pixels tell.
#include "report/figure.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "core/decimal.h"
#include "report/child.h"
#include "report/draft_for_test.h"
#include "report/gnuplot.h"
#include "report/plotted.h"
#include "report/redacted.h"
#include "report/vega_lite.h"

namespace chimera::report {
namespace {

using Json = nlohmann::ordered_json;

const std::string kHostile = "</script>'; system('x') `id` \"%s\xE2\x80\xAE";

facts::Draft draft_with_figure() {
    facts::Draft draft = draft_for_test(kHostile);
    facts::Figure figure;
    figure.id = "fig-ranking";
    figure.kind = "ranking";
    figure.title = 0;
    figure.x = {"mean generation throughput", "tok/s"};
    figure.x.from_zero = true;
    figure.y = {"model", "", facts::Scale::kCategories, {"n:2", kHostile}};
    figure.notes = {"Faint points are single values."};
    facts::Mark best{facts::FactId{2}, facts::CategoryAt{0}};
    best.interval = 4;
    const facts::Mark second{facts::FactId{1}, facts::CategoryAt{1}};
    const facts::Mark cell{facts::CellOf{2, 1, 21.25}, facts::CategoryAt{0}};
    figure.series = {{"single values", facts::Shape::kFaint, {cell}, 0},
                     {"mean", facts::Shape::kPoint, {best, second}, 0}};
    draft.figures = {figure};
    facts::Block block{.is = facts::BlockIs::kFigure};
    draft.sections[0].blocks.push_back(block);
    return draft;
}

// The first number of "translate(12.50,8.00)" at `at`.
double pixel_after(const std::string& svg, std::size_t at) {
    at += std::string_view("translate(").size();
    return parse_double(svg.substr(at, svg.find(',', at) - at)).value_or(-1);
}

TEST(Figure, TheSpecificationHoldsTheFactsExactly) {
    const facts::Draft draft = draft_with_figure();
    const auto plot = plotted(draft.figures[0], draft.facts);
    ASSERT_TRUE(plot.ok());
    const Json spec = Json::parse(vega_lite(draft.figures[0], plot.value()));
    std::map<std::string, std::vector<double>> seen;
    for (const Json& layer : spec.at("layer")) {
        for (const Json& datum : layer.at("data").at("values")) {
            seen[datum.at("fact")].push_back(datum.at("x"));
            if (!datum.contains("low")) continue;
            EXPECT_EQ(datum.at("low"), 2.5814771699289363);
            EXPECT_EQ(datum.at("high"), 16.418522830071062);
        }
    }
    EXPECT_EQ(seen.at("F1"), std::vector<double>{11});
    EXPECT_EQ(seen.at("F2"), (std::vector<double>{21.25, 20.5, 20.5}));
    EXPECT_FALSE(spec.contains("title"));
    EXPECT_EQ(spec.at("width"), "container");
    EXPECT_EQ(spec.dump().find("\"expr\""), std::string::npos);
}

TEST(Figure, TheTableHasARowForEachMark) {
    const facts::Draft draft = draft_with_figure();
    const auto plot = plotted(draft.figures[0], draft.facts);
    ASSERT_TRUE(plot.ok());
    const FigureTable table = figure_table(draft.figures[0], plot.value(), draft.facts);
    EXPECT_EQ(table.columns,
              (std::vector<std::string>{"model", "series", "mean generation throughput (tok/s)",
                                        "95 % interval"}));
    std::vector<std::string> lines;
    for (const auto& row : table.rows) {
        std::string line;
        for (const auto& cell : row) {
            for (const Piece& piece : cell) {
                line += piece.text;
                if (piece.fact != facts::kNoFact) line += " of F" + std::to_string(piece.fact);
            }
            line += '|';
        }
        lines.push_back(line);
    }
    EXPECT_EQ(lines,
              (std::vector<std::string>{"n:2|single values|21.25 tok/s of F2||",
                                        "n:2|mean|20.5 tok/s of F2|2.58 to 16.42 tok/s of F4|",
                                        kHostile + "|mean|11.0 tok/s of F1||"}));
}

TEST(Figure, NamesReachGnuplotInQuotes) {
    EXPECT_EQ(gnuplot_string("a'b`c\n%d", Percent::kFormat),
              "'a''b\xCB\x8B"
              "c %%d'");
    EXPECT_EQ(gnuplot_string("100 %", Percent::kPlain), "'100 %'");
}

TEST(Figure, ThePictureShowsTheFacts) {
    facts::Draft draft = draft_with_figure();
    const auto svgs = draw_svgs(draft.figures, draft.facts);
    if (!svgs.ok()) GTEST_SKIP() << svgs.error().message;
    const std::string& svg = svgs.value()[0];
    // Ticks tell what a pixel is worth.
    std::map<double, double> ticks;
    for (auto at = svg.find("<text>"); at != std::string::npos; at = svg.find("<text>", at + 1)) {
        const auto value = parse_double(svg.substr(at + 6, svg.find('<', at + 6) - at - 6));
        if (value) ticks[*value] = pixel_after(svg, svg.rfind("translate(", at));
    }
    ASSERT_GE(ticks.size(), 2U) << svg;
    const auto [v0, p0] = *ticks.begin();
    const auto [v1, p1] = *ticks.rbegin();
    std::vector<double> seen;
    for (auto at = svg.find("' transform='translate("); at != std::string::npos;
         at = svg.find("' transform='translate(", at + 1)) {
        const double pixel = pixel_after(svg, svg.find("translate(", at));
        seen.push_back(v0 + (pixel - p0) / (p1 - p0) * (v1 - v0));
    }
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_NEAR(seen[0], 21.25, 0.03);
    EXPECT_NEAR(seen[1], 20.5, 0.03);
    EXPECT_NEAR(seen[2], 11, 0.03);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find("GNUPLOT"), std::string::npos);
    const auto again = draw_svgs(draft.figures, draft.facts);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(svg, again.value()[0]);
}

TEST(Figure, WithoutGnuplotTheReportSaysSo) {
    facts::Draft draft = draft_with_figure();
    ASSERT_EQ(::setenv("CHIMERA_GNUPLOT", "/nowhere/gnuplot", 1), 0);
    std::string why;
    EXPECT_TRUE(draw_pictures(draft, why).empty());
    ::unsetenv("CHIMERA_GNUPLOT");
    EXPECT_NE(why.find("not installed"), std::string::npos) << why;
    const model::RecordSet records = records_for_test();
    const auto document = compose(draft, records.sources);
    ASSERT_TRUE(document.ok()) << document.error().message;
    EXPECT_EQ(document.value().markdown.find("!["), std::string::npos);
    EXPECT_NE(document.value().markdown.find("gnuplot"), std::string::npos);
    ASSERT_EQ(document.value().figures.size(), 1U);
    EXPECT_EQ(document.value().figures[0].claim, 1U);
}

TEST(Figure, AProgramThatStallsOrFailsIsNamed) {
    EXPECT_EQ(run_child({"cat", {}}, "text").value(), "text");
    const auto stalled = run_child({"tail", {"-f", "/dev/null"}, 0.05}, "");
    ASSERT_FALSE(stalled.ok());
    EXPECT_NE(stalled.error().message.find("took longer"), std::string::npos);
    const auto failed = run_child({"cat", {"/nowhere"}}, "");
    ASSERT_FALSE(failed.ok());
    EXPECT_NE(failed.error().message.find("/nowhere"), std::string::npos);
    const auto greedy = run_child({"cat", {"/dev/zero"}, 10, 1000}, "");
    ASSERT_FALSE(greedy.ok());
    EXPECT_NE(greedy.error().message.find("more than it may"), std::string::npos);
}

TEST(Figure, RedactionReachesItsNames) {
    facts::Draft draft = draft_with_figure();
    draft.figures[0].series[0].name = "/home/ann/x";
    draft.figures[0].y.categories[1] = "ann@host";
    redact_draft(draft, [](std::string_view) { return std::string("hidden"); });
    EXPECT_EQ(draft.figures[0].series[0].name, "hidden");
    EXPECT_EQ(draft.figures[0].y.categories[1], "hidden");
}

}  // namespace
}  // namespace chimera::report
