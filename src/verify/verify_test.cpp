// SPDX-License-Identifier: Apache-2.0
// Whole verdicts: on reports without evidence, on changed input, on hostile evidence.
#include "verify/verify.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/rng.h"
#include "core/sha256.h"
#include "core/text.h"
#include "verify/case.h"

namespace chimera::verify {

namespace fs = std::filesystem;

static std::string read_all(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

static void write_all(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

// A copy of a case of the repository, gone when the test ends.
class Verdicts : public testing::Test {
protected:
    Verdicts()
        : folder_(fs::temp_directory_path() / ("chimera-verify-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~Verdicts() override { fs::remove_all(folder_); }

    void take(const std::string& name) {
        fs::remove_all(folder_);
        fs::copy(fs::path(CHIMERA_SOURCE_DIR) / "tests/verify" / name, folder_,
                 fs::copy_options::recursive);
    }
    fs::path path(const std::string& name) const { return folder_ / name; }
    void edit(const std::string& name, const std::string& from, const std::string& to) {
        const std::string text = read_all(path(name));
        ASSERT_NE(text.find(from), std::string::npos) << from;
        write_all(path(name), replace_all(text, from, to));
    }
    // The evidence's hash of the report is made to fit.
    void seal() {
        const std::string evidence = read_all(path("evidence.json"));
        const auto report = evidence.find("\"report\"");
        const auto at = evidence.find("\"sha256\": \"", report) + 11;
        std::string sealed = evidence;
        sealed.replace(at, 64, sha256_hex(read_all(path("report.md"))));
        write_all(path("evidence.json"), sealed);
    }
    Outcome judge() {
        const auto outcome =
            verify(path("report.md").string(), path("input").string(), {.jobs = 1});
        EXPECT_TRUE(outcome.ok());
        return outcome.ok() ? outcome.value() : Outcome{};
    }
    static bool says(const Outcome& outcome, const std::string& what) {
        const auto holds = [&](const auto& one) {
            return one.reason.find(what) != std::string::npos;
        };
        return std::any_of(outcome.failed_facts.begin(), outcome.failed_facts.end(), holds) ||
               std::any_of(outcome.claims.begin(), outcome.claims.end(), holds) ||
               std::any_of(outcome.unsupported.begin(), outcome.unsupported.end(), holds) ||
               std::any_of(outcome.problems.begin(), outcome.problems.end(), holds);
    }

    fs::path folder_;
};

TEST_F(Verdicts, GoodCase) {
    take("example");
    const Outcome outcome = judge();
    EXPECT_TRUE(outcome.verified);
    EXPECT_EQ(outcome.facts_ok, 4U);
    ASSERT_EQ(outcome.claims.size(), 2U);
    EXPECT_EQ(outcome.claims[0].line, 11U);
    EXPECT_EQ(outcome.claims[1].line, 15U);
}

TEST_F(Verdicts, ChangedText) {
    take("example");
    edit("report.md", "20.5 tok/s](#f2)", "21.5 tok/s](#f2)");
    const Outcome outcome = judge();
    EXPECT_FALSE(outcome.verified);
    EXPECT_TRUE(says(outcome, "differs from the one its evidence was written for"));
    ASSERT_FALSE(outcome.unsupported.empty());
    EXPECT_EQ(outcome.unsupported.back().line, 11U);
}

TEST_F(Verdicts, ChangedInput) {
    take("example");
    edit("input/a.csv", "10", "11");
    const Outcome outcome = judge();
    EXPECT_FALSE(outcome.verified);
    EXPECT_TRUE(says(outcome, "its sha256 is another"));
    EXPECT_EQ(outcome.facts_failed, 4U);
}

TEST_F(Verdicts, UnlistedFile) {
    take("example");
    write_all(path("input/more.CSV"), "a\n1\n");
    EXPECT_TRUE(says(judge(), "the evidence does not list it"));
    fs::remove(path("input/more.CSV"));
    write_all(path("input/more.txt"), "not covered");
    EXPECT_TRUE(judge().verified);
}

TEST_F(Verdicts, MissingFile) {
    take("rich");
    fs::remove(path("input/notes.md"));
    const Outcome outcome = judge();
    EXPECT_TRUE(says(outcome, "notes.md is not under the root"));
    EXPECT_EQ(outcome.facts_failed, 2U);
}

TEST_F(Verdicts, PathsStayUnderTheRoot) {
    take("example");
    for (const char* bad : {"../input/a.csv", "/etc/passwd", "x/../../a.csv", "a\\\\b.csv"}) {
        take("example");
        edit("evidence.json", "\"path\": \"a.csv\"", std::string("\"path\": \"") + bad + "\"");
        EXPECT_TRUE(says(judge(), "could lead out of the root")) << bad;
    }
}

TEST_F(Verdicts, HiddenRows) {
    take("example");
    // A sound row is called failed.
    edit("evidence.json", "\"cell=4,1-4,3\",\n     \"why\": \"refused\"",
         "\"cell=3,1-3,3\",\n     \"why\": \"12\"");
    EXPECT_TRUE(says(judge(), "which the file does not say there"));
}

TEST_F(Verdicts, IncompleteSample) {
    take("example");
    edit("evidence.json", "cell=2,2-3,2", "cell=2,2");
    edit("evidence.json", "\"value\": 11.0", "\"value\": 10.0");
    EXPECT_TRUE(says(judge(), "the sample lacks record 3 of a.csv"));
    take("example");
    edit("evidence.json", "cell=2,2-3,2", "cell=2,2-4,2");
    EXPECT_TRUE(says(judge(), "record 4 of a.csv is listed as failed"));
}

TEST_F(Verdicts, ForgedTemplate) {
    take("example");
    edit("evidence.json", "{b} ran at {v}, {d} above {a}.", "{b} ran at {v}, {d} below {a}.");
    edit("evidence.json", "](#f3) above", "](#f3) below");
    edit("report.md", "](#f3) above", "](#f3) below");
    seal();
    EXPECT_TRUE(says(judge(), "its words say the reverse"));
}

TEST_F(Verdicts, LevelOfAFamily) {
    take("rich");
    // Two comparisons at the level of one.
    edit("evidence.json", "\"level\": 0.975", "\"level\": 0.95");
    const Outcome outcome = judge();
    EXPECT_FALSE(outcome.verified);
    EXPECT_TRUE(says(outcome, "its value is"));
}

TEST(Family, ErrsInAtMostOneOfTwentyReports) {
    const Family pair{{{1, {0.975, Ground::kRows}}, {2, {0.975, Ground::kRows}}}};
    EXPECT_EQ(wrong_level(pair, 1), "");
    const Family greedy{{{1, {0.975, Ground::kRows}}, {2, {0.97, Ground::kStored}}}};
    EXPECT_NE(wrong_level(greedy, 1), "");
    EXPECT_NE(wrong_level(pair, 3), "");
}

TEST(Family, HasOneLevelForEachGround) {
    const Family split{{{1, {0.98, Ground::kRows}}, {2, {0.99, Ground::kStored}}}};
    EXPECT_EQ(wrong_level(split, 1), "");
    EXPECT_EQ(wrong_level(split, 2), "");
    // A wider berth for the one that was looked at first is no plan.
    const Family favoured{{{1, {0.98, Ground::kRows}}, {2, {0.99, Ground::kRows}}}};
    EXPECT_NE(wrong_level(favoured, 1), "");
}

TEST_F(Verdicts, SelfFiguresStayInTheirPlace) {
    take("rich");
    edit("report.md", "## Workflow Summary", "## Other Things");
    edit("evidence.json", "\"section\": \"Workflow Summary\"", "\"section\": \"Other Things\"");
    seal();
    EXPECT_TRUE(says(judge(), "a figure of this run itself"));
}

TEST_F(Verdicts, FreeWords) {
    const auto with = [&](const std::string& line) {
        take("rich");
        edit("report.md", "## 5. Recommendations\n", "## 5. Recommendations\n\n" + line + "\n");
        seal();
        return judge();
    };
    EXPECT_TRUE(says(with("It is 12 times better."), "the number is bound to no fact"));
    EXPECT_TRUE(says(with("Nothing to see."), "it is no claim of the evidence"));
    EXPECT_TRUE(says(with("<b>x</b>"), "HTML"));
    EXPECT_TRUE(says(with("### 3 wishes"), "no claim") ||
                says(with("### Part 3"), "bound to no fact"));
    EXPECT_TRUE(says(with("See `20.5 tok/s`."), "puts a number in code"));
    EXPECT_TRUE(says(with("See `conv_cuda_bench_it-qat`."), "the name of nothing"));
    EXPECT_TRUE(says(with("```python\n1\n```"), "a fence of no known kind"));
}

TEST_F(Verdicts, FenceOfFiles) {
    take("rich");
    edit("report.md", "Total files analyzed: 8", "Total files analyzed: 9");
    seal();
    EXPECT_TRUE(says(judge(), "8 files are listed"));
    take("rich");
    edit("report.md", "  - runs_summary.csv", "  - runs_summery.csv");
    seal();
    EXPECT_TRUE(says(judge(), "no such file"));
}

// Two runs of an old program: everything in it is invented or unbound.
TEST_F(Verdicts, ReportWithoutEvidence) {
    const std::string text =
        "# Report\n\n**Date:** 2025-11-15\n\nThe report covers 101 files, `conv_bench` among "
        "them.\n"
        "* `conv_cuda_bench_it-qat`: GPU benchmarks.\n* `gemma3_baseline.csv` is there.\n\n"
        "1. Throughput is 14.590837494496077 tokens/second with gemma3.\n\n"
        "| Metric | Mean | SD |\n|---|---|---|\n| Tokens | 14.59 | 0.5 |\n| GPU | 85 | 5 |\n\n"
        "```json\n{\"ram\": \"128GB\", \"batch_size\": 32}\n```\nthree of them; took 25.19s\n";
    write_all(path("old.md"), text);
    const std::string root = std::string(CHIMERA_SOURCE_DIR) + "/examples/chimera-101";
    const auto judged = verify(path("old.md").string(), root, {});
    ASSERT_TRUE(judged.ok());
    EXPECT_FALSE(judged.value().verified);
    EXPECT_FALSE(judged.value().has_evidence);
    const auto reason = [&](const std::string& piece) -> std::string {
        for (const auto& one : judged.value().unsupported) {
            if (one.text == piece) return one.reason;
        }
        return "not listed";
    };
    for (const char* piece : {"14.590837494496077", "14.59", "25.19s"}) {
        EXPECT_EQ(reason(piece), "equals no value under the root") << piece;
    }
    for (const char* piece : {"101", "0.5", "85", "5", "32", "128GB"}) {
        EXPECT_NE(reason(piece).find("but nothing binds it to an entity"), std::string::npos)
            << piece;
    }
    EXPECT_EQ(reason("conv_cuda_bench_it-qat"), "no such file under the root");
    EXPECT_NE(reason("conv_bench").find("no such file under the root"), std::string::npos);
    EXPECT_EQ(reason("gemma3_baseline.csv"), "not listed");
    EXPECT_EQ(reason("gemma3"), "not listed");
    EXPECT_NE(reason("2025-11-15"), "not listed");
    EXPECT_NE(reason("three"), "not listed");
    // Without a root nothing is known, and all the same everything is listed.
    const auto alone = verify(path("old.md").string(), std::nullopt, {});
    ASSERT_TRUE(alone.ok());
    EXPECT_GE(alone.value().unsupported.size(), 12U);
}

TEST_F(Verdicts, WhatCannotBeRead) {
    EXPECT_FALSE(verify(path("none.md").string(), std::nullopt, {}).ok());
    take("example");
    EXPECT_FALSE(verify(path("report.md").string(), path("nowhere").string(), {}).ok());
    const std::string deep(100000, '[');
    for (const std::string& bad : {std::string(), std::string("{"), std::string("[]"), deep,
                                   std::string("{\"schema\": \"other/1\"}")}) {
        write_all(path("evidence.json"), bad);
        EXPECT_FALSE(verify(path("report.md").string(), path("input").string(), {}).ok());
    }
    write_all(path("evidence.json"), "{\"schema\": \"chimera-evidence/1\"}");
    EXPECT_FALSE(judge().verified);
}

TEST_F(Verdicts, HostileArguments) {
    take("example");
    // A fact that rests on itself, a locator without end, a sample as large as they come.
    edit("evidence.json", "\"fact\": \"F1\"\n    }\n   ],\n   \"n\": 4",
         "\"fact\": \"F3\"\n    }\n   ],\n   \"n\": 4");
    EXPECT_TRUE(says(judge(), "rests on itself"));
    for (const char* bad : {"cell=1,1-4294967295,4294967295", "/a/[0-18446744073709551615]/b",
                            "line=1-99999999999", "cell=2,2;2,2", "", "doc=9/x"}) {
        take("example");
        edit("evidence.json", "cell=2,2-3,2", bad);
        EXPECT_FALSE(judge().verified) << bad;
    }
}

// Bytes changed at random: no crash, no hang, and never an error that is no verdict.
TEST_F(Verdicts, RandomBytes) {
    take("example");
    const std::string evidence = read_all(path("evidence.json"));
    const std::string report = read_all(path("report.md"));
    Rng rng(7);
    constexpr int kRounds = 300;
    for (int round = 0; round < kRounds; ++round) {
        std::string bad_evidence = evidence;
        std::string bad_report = report;
        for (int i = 0; i < 4; ++i) {
            std::string& text = round % 2 == 0 ? bad_evidence : bad_report;
            const auto at = static_cast<std::size_t>(below(rng, text.size()));
            const auto what = below(rng, 3);
            if (what == 0) text[at] = static_cast<char>(below(rng, 256));
            if (what == 1) text.erase(at, static_cast<std::size_t>(below(rng, 20)));
            if (what == 2)
                text.insert(at, text.substr(static_cast<std::size_t>(below(rng, text.size())), 30));
        }
        write_all(path("evidence.json"), bad_evidence);
        write_all(path("report.md"), bad_report);
        const auto outcome =
            verify(path("report.md").string(), path("input").string(), {.jobs = 1});
        if (bad_report != report && outcome.ok()) {
            EXPECT_FALSE(outcome.value().verified) << round;
        }
    }
}

}  // namespace chimera::verify
