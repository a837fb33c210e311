// SPDX-License-Identifier: Apache-2.0
// The program as a user runs it: a report of a folder, and `verify` on it; then the same on folders
// that were changed in one way each. What does not depend on the change must stay, and every report
// must verify.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::run;

void write_text(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    // Reports say when a file was modified; two of a test must not differ by that.
    fs::last_write_time(path, fs::file_time_type{} + std::chrono::hours(24));
}

// The report of a folder, verified.
std::string verified_report(const fs::path& root, const fs::path& out) {
    EXPECT_EQ(
        run("report '" + root.string() + "' -o '" + out.string() + "' --reproducible --force"), 0);
    EXPECT_EQ(run("verify '" + (out / "report.md").string() + "' '" + root.string() + "'"), 0)
        << out;
    return read_text(out / "report.md");
}

// The part of a report before its evidence.
std::string body(const std::string& report) {
    return report.substr(0, report.find("\n## Evidence"));
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

struct Request {
    std::string model;
    double tokens_s;
    double ttft_s;
};

std::vector<Request> runs_of(const std::vector<std::pair<std::string, double>>& models,
                             std::size_t n, Rng& rng) {
    std::vector<Request> runs;
    for (std::size_t i = 0; i < n; ++i) {
        for (const auto& [model, rate] : models) {
            const double speed = normal(rng, rate, 3);
            runs.push_back({model, speed, normal(rng, 0.2, 0.01)});
        }
    }
    return runs;
}

std::string csv_of(const std::vector<Request>& runs) {
    std::ostringstream out;
    out << "model,ttft_s,tokens_s,error\n";
    out.precision(8);
    for (const Request& one : runs)
        out << one.model << ',' << one.ttft_s << ',' << one.tokens_s << ",\n";
    return out.str();
}

TEST(Whole, TheExampleFoldersVerify) {
    const test::TempFolder temp;
    const fs::path examples = fs::path(CHIMERA_SOURCE_DIR) / "examples";
    for (const char* folder : {"chimera-101", "formats"}) {
        verified_report(examples / folder, fs::path(temp.root()) / folder);
    }
}

TEST(Whole, TwoRunsGiveTheSameBytes) {
    const test::TempFolder temp;
    const fs::path root = fs::path(CHIMERA_SOURCE_DIR) / "examples/chimera-101";
    const fs::path out(temp.root());
    const std::string report = "report '" + root.string() + "' --reproducible -o '" + out.string();
    ASSERT_EQ(run(report + "/a' --jobs 1"), 0);
    ASSERT_EQ(run(report + "/b' --jobs 4"), 0);
    EXPECT_EQ(read_text(out / "a/report.md"), read_text(out / "b/report.md"));
    EXPECT_EQ(read_text(out / "a/evidence.json"), read_text(out / "b/evidence.json"));
}

TEST(Whole, RenamedModelsChangeTheirNamesAlone) {
    const test::TempFolder temp;
    const fs::path root(temp.root());
    Rng rng(11);
    auto runs = runs_of({{"gemma:2b", 100}, {"qwen:7b", 140}, {"phi:3b", 102}}, 12, rng);
    write_text(root / "in/bench_runs.csv", csv_of(runs));
    const std::string before = verified_report(root / "in", root / "out");
    for (Request& one : runs) one.model = "renamed-" + one.model;
    write_text(root / "in/bench_runs.csv", csv_of(runs));
    std::string after = body(verified_report(root / "in", root / "out"));
    after = replace_all(after, "renamed-", "");
    const auto without_size = [](std::string text) {
        return text.substr(0, text.find("```chimera-record"));
    };
    EXPECT_EQ(without_size(body(before)), without_size(after));
}

TEST(Whole, ShuffledRowsKeepEveryMeanAndVerdict) {
    const test::TempFolder temp;
    const fs::path root(temp.root());
    Rng rng(12);
    auto runs = runs_of({{"gemma:2b", 100}, {"qwen:7b", 140}}, 9, rng);
    write_text(root / "in/bench_runs.csv", csv_of(runs));
    const std::string before = verified_report(root / "in", root / "out");
    shuffle(runs, rng);
    write_text(root / "in/bench_runs.csv", csv_of(runs));
    const std::string after = verified_report(root / "in", root / "out");
    const auto best = [](const std::string& text) {
        const auto at = text.find("`qwen:7b` has the highest mean");
        return at == std::string::npos ? std::string() : text.substr(at, 90);
    };
    EXPECT_FALSE(best(before).empty());
    EXPECT_EQ(best(before), best(after));
}

TEST(Whole, ADroppedMetricLeavesTheOthers) {
    const test::TempFolder temp;
    const fs::path root(temp.root());
    Rng rng(13);
    const auto runs = runs_of({{"gemma:2b", 100}, {"qwen:7b", 140}}, 9, rng);
    write_text(root / "in/bench_runs.csv", csv_of(runs));
    const std::string before = verified_report(root / "in", root / "out");
    std::ostringstream without;
    without << "model,tokens_s,error\n";
    without.precision(8);
    for (const Request& one : runs) without << one.model << ',' << one.tokens_s << ",\n";
    write_text(root / "in/bench_runs.csv", without.str());
    const std::string after = verified_report(root / "in", root / "out");
    EXPECT_GT(count(before, "ime to first token"), 0U);
    EXPECT_EQ(count(after, "ime to first token"), 0U);
    EXPECT_GT(count(after, "generation throughput"), 0U);
}

TEST(Whole, FourModelsOfOneDistributionAreNotRanked) {
    const test::TempFolder temp;
    const fs::path root(temp.root());
    Rng rng(14);
    // Five in a hundred such folders may show a difference: of twenty, three would be too many.
    std::size_t directed = 0;
    constexpr int kTrials = 20;
    for (int trial = 0; trial < kTrials; ++trial) {
        const auto runs =
            runs_of({{"a:1b", 100}, {"b:1b", 100}, {"c:1b", 100}, {"d:1b", 100}}, 10, rng);
        write_text(root / "in/bench_runs.csv", csv_of(runs));
        const std::string text = verified_report(root / "in", root / "out");
        const std::size_t words = count(text, "highest") + count(text, "higher") +
                                  count(text, "lower") + count(text, "rising") +
                                  count(text, "declining");
        directed += words > 0 ? 1 : 0;
        EXPECT_GT(count(text, "tied") + count(text, "o reliable difference"), 0U) << trial;
    }
    EXPECT_LE(directed, 2U);
}

TEST(Whole, AFailedRowIsCountedAndLeftOut) {
    const test::TempFolder temp;
    const fs::path root(temp.root());
    Rng rng(15);
    const auto runs = runs_of({{"gemma:2b", 100}, {"qwen:7b", 140}}, 9, rng);
    write_text(root / "in/bench_runs.csv", csv_of(runs) + "qwen:7b,0,0,connection refused\n");
    const std::string text = verified_report(root / "in", root / "out");
    EXPECT_NE(text.find("connection refused"), std::string::npos);
    EXPECT_NE(text.find("raw rows failed"), std::string::npos);
}

TEST(Whole, HostileRootsEndWithASentence) {
    const test::TempFolder temp;
    const fs::path root(temp.root());
    fs::create_directories(root / "empty");
    EXPECT_EQ(run("report '" + (root / "empty").string() + "' -o '" + (root / "o").string() + "'"),
              3);
    EXPECT_EQ(run("report '" + (root / "absent").string() + "' -o '" + (root / "o").string() + "'"),
              3);
    write_text(root / "deep/a.json", std::string(100000, '[') + std::string(100000, ']'));
    write_text(root / "deep/b.csv", "model,tokens_s\nm:1,10\nm:1,\"11\nbroken");
    write_text(
        root / "deep/c.json",
        "{\"model\": \"m:1\", \"results\": [{\"tokens_s\": 10}, {\"tokens_s\": NaN}, {\"tok");
    write_text(root / "deep/d.csv", std::string("\0\0\0\1\2", 5));
    write_text(root / "deep/e.jsonl", "{\"tokens_s\": 1}\n{oops\n\xff\xfe\n{\"tokens_s\": 2}\n");
    verified_report(root / "deep", root / "o");
    write_text(root / "one/a.csv", "tokens_s\n10.5\n");
    verified_report(root / "one", root / "o");
}

}  // namespace
}  // namespace chimera
