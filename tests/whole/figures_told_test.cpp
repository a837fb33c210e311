// SPDX-License-Identifier: Apache-2.0
// The figures of a whole report: each is verified, and each lie about one is caught, in the
// evidence, in the text and in the picture.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/sha256.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "support/told_report.h"

namespace chimera {
namespace {

using test::between;

// Three models over two suites, each measured six times; "<b>&'`$(x)" is one of their names.
std::string rows_for_test() {
    std::string out = "model,suite,tokens_s,ttft_s\n";
    const std::string names[] = {"elm:1b-q4_0", "elm:1b-q8_0", "\"<b>&'`$(touch x)\""};
    for (int model = 0; model < 3; ++model) {
        for (int suite = 0; suite < 2; ++suite) {
            for (int row = 0; row < 6; ++row) {
                out += names[model] + ',' + (suite == 0 ? "chat" : "code") + ',' +
                       std::to_string(100 + 40 * model + 3 * suite) + '.' + std::to_string(row) +
                       ",0." + std::to_string(30 - 5 * model + row) + '\n';
            }
        }
    }
    return out;
}

bool has_gnuplot() {
    return std::system("command -v gnuplot >/dev/null 2>&1") == 0;
}

// The first occurrence alone.
std::string once(const std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    return at == std::string::npos ? text : text.substr(0, at) + to + text.substr(at + from.size());
}

class FiguresTold : public ::testing::Test {
protected:
    void SetUp() override {
        temp_.write("in/runs.csv", rows_for_test());
        pictures_ = has_gnuplot();
        const std::string kind = pictures_ ? "svg" : "none";
        ASSERT_EQ(test::run("report '" + temp_.path("in") + "' --reproducible --figures " + kind +
                            " --format md -o '" + temp_.path("out") + "'"),
                  0);
        report_ = test::read_text(temp_.path("out/report.md"));
        evidence_ = test::read_text(temp_.path("out/evidence.json"));
        figures_ = evidence_.substr(evidence_.find("\"figures\": ["));
        ASSERT_NE(figures_, evidence_);
    }

    // verify's exit code where report and evidence are these; the evidence's hash is made to fit.
    int verified(const std::string& report, std::string evidence) {
        evidence = replace_all(std::move(evidence), sha256_hex(report_), sha256_hex(report));
        temp_.write("out/report.md", report);
        temp_.write("out/evidence.json", evidence);
        return test::run("verify '" + temp_.path("out/report.md") + "' '" + temp_.path("in") + "'");
    }
    // The same where only the figures' part of the evidence was changed.
    int with_figures(const std::string& figures) {
        EXPECT_NE(figures, figures_);
        return verified(report_, replace_all(evidence_, figures_, figures));
    }
    std::string first_picture() const { return between(report_, "](figures/", ")"); }

    test::TempFolder temp_;
    bool pictures_ = false;
    std::string report_;
    std::string evidence_;
    std::string figures_;
};

TEST_F(FiguresTold, TheTruthHolds) {
    EXPECT_EQ(verified(report_, evidence_), 0);
    EXPECT_NE(figures_.find("\"kind\":\"ranking\""), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists("x"));
}

TEST_F(FiguresTold, AnotherFactIsCaught) {
    // The fact of a mean, and that of the next.
    const auto at = figures_.find(",\"interval\":");
    const auto from = figures_.rfind("\"fact\":\"F", at);
    const auto next = figures_.find("\"fact\":\"F", at);
    ASSERT_NE(next, std::string::npos);
    const std::string fact = between(figures_.substr(from), "\"fact\":\"", "\"");
    const std::string other = between(figures_.substr(next), "\"fact\":\"", "\"");
    ASSERT_NE(fact, other);
    const std::string rest = figures_.substr(from);
    EXPECT_EQ(with_figures(figures_.substr(0, from) + once(rest, fact, other)), 1);
    EXPECT_EQ(with_figures(once(figures_, "\"fact\":\"F", "\"fact\":\"F9999")), 1);
}

TEST_F(FiguresTold, SwappedCategoriesAreCaught) {
    const std::string list = between(figures_, "\"categories\":[", "]");
    const auto comma = list.find("\",\"");
    ASSERT_NE(comma, std::string::npos);
    const std::string first = list.substr(0, comma + 1);
    const std::string rest = list.substr(comma + 2);
    EXPECT_EQ(with_figures(once(figures_, list, rest + ',' + first)), 1);
}

TEST_F(FiguresTold, AnotherTitleIsCaught) {
    // The last figure under the title of the first, which is true and speaks of something else.
    const auto last = figures_.rfind("{\"id\":\"fig-");
    const std::string whole = figures_.substr(last);
    const std::string own = between(whole, "\"title\":\"", "\"");
    const std::string lent = between(figures_, "\"title\":\"", "\"");
    std::string told =
        once(whole, between(whole, "\"claim\":\"", "\""), between(figures_, "\"claim\":\"", "\""));
    EXPECT_EQ(with_figures(figures_.substr(0, last) + told), 1);
    told = figures_.substr(0, last) + once(told, own, lent);
    const auto picture = report_.rfind("![");
    const auto end = report_.find("](figures/", picture);
    const std::string report = report_.substr(0, picture) + "![" + lent + report_.substr(end);
    EXPECT_EQ(verified(report, replace_all(evidence_, figures_, told)), 1);
    const std::string title = between(figures_, "\"title\":\"", "\"");
    EXPECT_EQ(with_figures(once(figures_, title, title + " Twice so.")), 1);
}

TEST_F(FiguresTold, OtherNotesUnitsAndIntervalsAreCaught) {
    EXPECT_EQ(with_figures(once(figures_, "Faint points are single values.", "All is well.")), 1);
    EXPECT_EQ(with_figures(replace_all(figures_, "\"unit\":\"tok/s\"", "\"unit\":\"req/s\"")), 1);
    EXPECT_EQ(with_figures(replace_all(figures_, "mean generation", "median generation")), 1);
    const std::string interval = between(figures_, "\"interval\":\"", "\"");
    const auto second = figures_.find("\"interval\":\"", figures_.find("\"interval\":\"") + 1);
    const std::string other = between(figures_.substr(second), "\"interval\":\"", "\"");
    ASSERT_NE(interval, other);
    EXPECT_EQ(with_figures(once(figures_, "\"interval\":\"" + interval, "\"interval\":\"" + other)),
              1);
}

TEST_F(FiguresTold, AnotherCellIsCaught) {
    const std::string value = between(figures_, "\"cell\":0,\"value\":", "}");
    ASSERT_FALSE(value.empty());
    EXPECT_EQ(with_figures(once(figures_, "\"cell\":0,\"value\":" + value,
                                "\"cell\":0,\"value\":" + value + "7")),
              1);
    EXPECT_EQ(with_figures(once(figures_, "\"cell\":0,", "\"cell\":1,")), 1);
}

TEST_F(FiguresTold, ARemovedFigureIsCaught) {
    if (!pictures_) GTEST_SKIP() << "no gnuplot here";
    const std::string picture = "](figures/" + first_picture() + ")";
    const auto at = report_.find(picture);
    const auto line = report_.rfind('\n', at) + 1;
    const std::string image = report_.substr(line, at + picture.size() - line);
    EXPECT_EQ(verified(replace_all(report_, image, ""), evidence_), 1);
    EXPECT_EQ(verified(replace_all(report_, picture, "](figures/other.svg)"), evidence_), 1);
    EXPECT_EQ(verified(replace_all(report_, image, "![It is 99 times faster]" + picture.substr(1)),
                       evidence_),
              1);
    EXPECT_EQ(with_figures("\"figures\": []\n}\n"), 1);
}

TEST_F(FiguresTold, AnAlteredPictureIsCaughtWithAHashThatFits) {
    if (!pictures_) GTEST_SKIP() << "no gnuplot here";
    const std::string id = "figures/" + between(figures_, "{\"id\":\"fig-ranking", "\"");
    const std::string path = replace_all(id, "figures/", "out/figures/fig-ranking") + ".svg";
    const std::string svg = test::read_text(temp_.path(path));
    ASSERT_FALSE(svg.empty()) << path;
    const auto lie = [&](const std::string& from, const std::string& to) {
        const auto at = svg.rfind(from);
        ASSERT_NE(at, std::string::npos) << from;
        const std::string told = svg.substr(0, at) + to + svg.substr(at + from.size());
        temp_.write(path, told);
        EXPECT_EQ(verified(report_, evidence_), 1) << from;
        EXPECT_EQ(verified(report_, replace_all(evidence_, sha256_hex(svg), sha256_hex(told))), 1)
            << from;
    };
    lie("<use ", "<g ");
    const std::string at = between(svg.substr(svg.rfind("<use ")), "translate(", ",");
    lie("translate(" + at, "translate(1" + at);
    lie(">elm:1b-q4_0<", ">elm:1b-q8_0<");
    lie("</svg>", "<script>1</script></svg>");
    const auto first = svg.find("L", svg.find("gnuplot_plot_2"));
    lie(svg.substr(first, 4), "L1" + svg.substr(first + 2, 2));
    lie(">100<", ">200<");
}

// One model at five lengths of the context and six batch sizes, four rows at each.
std::string swept_rows() {
    std::string out = "model,suite,num_ctx,batch_size,run,tokens_s,ttft_s\n";
    for (const int context : {512, 1024, 2048, 4096, 8192}) {
        for (const int batch : {1, 2, 4, 8, 16, 32}) {
            for (int run = 0; run < 4; ++run) {
                const int spread = (context / 512 * 7 + batch * 3 + run * 5) % 4;
                out += "m:1b,sweep," + std::to_string(context) + ',' + std::to_string(batch) + ',' +
                       std::to_string(run) + ',' + std::to_string(60 + batch - context / 512) +
                       '.' + std::to_string(spread) + ",0." +
                       std::to_string(100 + context / 32 + spread) + '\n';
            }
        }
    }
    return out;
}

TEST(Figures, LinesThatDifferInASettingAreCalledByItAndVerify) {
    test::TempFolder temp;
    temp.write("in/runs.csv", swept_rows());
    const std::string kind = has_gnuplot() ? "svg" : "none";
    ASSERT_EQ(test::run("report '" + temp.path("in") + "' --figures " + kind + " -o '" +
                        temp.path("out") + "'"),
              0);
    EXPECT_EQ(test::run("verify '" + temp.path("out/report.md") + "' '" + temp.path("in") + "'"),
              0);
    const std::string evidence = test::read_text(temp.path("out/evidence.json"));
    const std::string sweep = evidence.substr(evidence.find("\"kind\":\"sweep\""));
    const auto first = sweep.find("\"name\":\"batch_size=2\"");
    ASSERT_NE(first, std::string::npos) << sweep.substr(0, 2000);
    // In the order of their numbers, not of their letters.
    EXPECT_LT(first, sweep.find("\"name\":\"batch_size=16\""));
}

// What is small beyond six decimals keeps its digits, and below zero there is no percentage.
TEST(Figures, TinyAndNegativeValuesVerify) {
    test::TempFolder temp;
    std::string rows = "model,suite,tokens_s,latency_ms\n";
    for (int row = 0; row < 6; ++row) {
        const std::string digit = std::to_string(row);
        rows += "tiny,range,9.8" + digit + "e-10,-30." + digit + "\nnegative,range,-5." + digit +
                ",3." + digit + "\nhuge,range,1.0" + digit + "e12,50." + digit + '\n';
    }
    temp.write("in/runs.csv", rows);
    ASSERT_EQ(test::run("report '" + temp.path("in") + "' -o '" + temp.path("out") + "'"), 0);
    EXPECT_EQ(test::run("verify '" + temp.path("out/report.md") + "' '" + temp.path("in") + "'"),
              0);
    const std::string report = test::read_text(temp.path("out/report.md"));
    EXPECT_NE(report.find("e-10](#f"), std::string::npos);
    EXPECT_EQ(report.find("[0.000000]"), std::string::npos);
}

}  // namespace
}  // namespace chimera
