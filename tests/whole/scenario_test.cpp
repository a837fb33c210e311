// SPDX-License-Identifier: Apache-2.0
// Scenarios: what runs of the two agents leave behind, and what is said of how long they took.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::run;

const char* kRows =
    "model,tokens_s\n"
    "a,100.1\na,101.2\na,99.7\na,100.9\n"
    "b,50.3\nb,51.1\nb,49.2\nb,50.8\n";

class Scenario : public testing::Test {
protected:
    void SetUp() override { temp_.write("in/runs.csv", kRows); }

    int report(const std::string& flags) {
        return run("report '" + temp_.path("in") + "' -o '" + temp_.path("out") + "' " + flags);
    }
    int verify(const std::string& report, const std::string& root) {
        return run("verify '" + temp_.path("out/" + report) + "' '" + temp_.path(root) + "'");
    }
    std::string text(const std::string& name) { return read_text(temp_.path("out/" + name)); }

    // The field of each row of measured/runs.csv, by the heading of its column.
    std::vector<std::string> column(const std::string& heading) {
        std::vector<std::string> out;
        std::size_t at = 0;
        const std::string rows = text("measured/runs.csv");
        for (const std::string_view line : split(trim(rows), '\n')) {
            const auto cells = split(line, ',');
            if (out.empty() && at == 0) {
                while (at < cells.size() && cells[at] != heading) ++at;
                EXPECT_LT(at, cells.size()) << heading;
                continue;
            }
            out.emplace_back(cells.at(at));
        }
        return out;
    }

    test::TempFolder temp_;
};

TEST_F(Scenario, EveryReportOfEveryRunIsVerified) {
    ASSERT_EQ(report("--llm random --scenario baseline-vs-chimera --chimera-temperature 0.25 "
                     "--runs 3 --measure-concurrency"),
              0);
    for (const char* folder : {"run_1/", "run_2/", "run_3/"}) {
        for (const char* name : {"report.md", "collector_report.md", "insight_report.md"}) {
            EXPECT_EQ(verify(std::string(folder) + name, "in"), 0) << folder << name;
        }
        EXPECT_EQ(verify(std::string(folder) + "combined_report.md",
                         "out/" + std::string(folder) + "measured"),
                  0)
            << text(std::string(folder) + "combined_report.md");
        EXPECT_TRUE(fs::exists(temp_.path("out/" + std::string(folder) + "metrics.json")));
    }
    EXPECT_EQ(verify("summary.md", "out/measured"), 0) << text("summary.md");
    EXPECT_NE(text("run_1/report.md"), text("run_2/report.md")) << "each run has a seed of its own";
    EXPECT_NE(text("summary.json").find("\"scenario\": \"baseline-vs-chimera\""),
              std::string::npos);
    const auto temperatures = column("temperature");
    const auto tasks = column("task");
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        EXPECT_EQ(temperatures[i], tasks[i].starts_with("insight") ? "0.25" : "") << tasks[i];
    }
}

TEST_F(Scenario, ArmsAreInterleavedAndEachIsThereOnceARun) {
    ASSERT_EQ(report("--llm random --runs 4 --measure-concurrency"), 0);
    std::vector<std::string> order;
    const auto arms = column("arm");
    const auto tasks = column("task");
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (tasks[i] == "both agents") order.push_back(arms[i]);
    }
    EXPECT_EQ(order,
              (std::vector<std::string>{"concurrent", "sequential", "sequential", "concurrent",
                                        "concurrent", "sequential", "sequential", "concurrent"}));
}

TEST_F(Scenario, WhatWasNotRunIsNotSaid) {
    ASSERT_EQ(report("--llm random --runs 2"), 0);
    const std::string summary = text("summary.md");
    EXPECT_NE(summary.find("nothing is known here of what running them at once gains"),
              std::string::npos);
    EXPECT_EQ(summary.find("speedup"), std::string::npos);
    EXPECT_EQ(verify("summary.md", "out/measured"), 0);
}

TEST_F(Scenario, ANumberOfARunThatIsChangedIsFound) {
    ASSERT_EQ(report("--llm random --runs 3 --measure-concurrency"), 0);
    const std::string rows = text("measured/runs.csv");
    const auto at = rows.find("both agents,random,random,,,,,,,,") + 33;
    std::string lied = rows;
    lied[at] = lied[at] == '9' ? '8' : '9';
    temp_.write("out/measured/runs.csv", lied);
    EXPECT_EQ(verify("summary.md", "out/measured"), 1);
}

TEST_F(Scenario, AnotherReportTakesTheFoldersPlace) {
    ASSERT_EQ(report("--llm random --runs 1"), 0);
    ASSERT_EQ(report("--llm random --runs 1"), 0) << "a folder of runs is known to be ours";
    ASSERT_EQ(report("--llm off"), 0);
    EXPECT_FALSE(fs::exists(temp_.path("out/summary.md")));
    EXPECT_TRUE(fs::exists(temp_.path("out/report.md")));
}

TEST_F(Scenario, WhatCannotBeIsRefused) {
    for (const char* flags :
         {"--llm random --scenario chimera", "--llm random --runs 0", "--llm off --runs 2",
          "--llm random --chimera-temperature 0.2",
          "--llm random --scenario chimera-homo --chimera2-temperature 0.2",
          "--llm random --scenario baseline-vs-chimera --chimera-num-gpu 4",
          "--llm random --runs 2 --reproducible", "--llm random --measure-concurrency --sequential",
          "--llm random --wording verse"}) {
        EXPECT_EQ(report(flags), 2) << flags;
    }
    EXPECT_FALSE(fs::exists(temp_.path("out")));
}

}  // namespace
}  // namespace chimera
