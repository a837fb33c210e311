// SPDX-License-Identifier: Apache-2.0
// Facts over cells of a text result: what they say is what the lines say, or they fall.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/sha256.h"
#include "core/text.h"
#include "verify/evidence.h"
#include "verify/execute.h"
#include "verify/input.h"

namespace chimera::verify {

namespace fs = std::filesystem;

static const std::string kSummary =
    "MLPerf Results Summary\n"
    "Scenario : Server\n"
    "Result is : VALID\n"
    "Mean latency (ns)               : 9716742157\n"
    "99.00 percentile latency (ns)   : 30354675329\n"
    "min_duration (ms): 600000\n";

static const std::string kBench =
    "BenchmarkModel/name=m/step=ttft 1 152000000 ns/op\n"
    "BenchmarkModel/name=m/step=ttft 1 149000000 ns/op\n"
    "BenchmarkModel/name=m/step=ttft 1 151000000 ns/op\n"
    "BenchmarkModel/name=m/step=load 1 151000000 ns/op\n";

static const std::string kDetail =
    R"(:::MLLOG {"key": "loadgen_version", "value": "5.1", "time_ms": 0.5})"
    "\n"
    R"(:::MLLOG {"key": "result_mean_latency_ns", "value": 9716742157, "time_ms": 8.25})"
    "\n";

// A folder with the three files, and evidence of one fact over them.
class TextFacts : public testing::Test {
protected:
    void SetUp() override {
        root_ = fs::temp_directory_path() / ("chimera-text-" + std::to_string(::getpid()));
        fs::create_directories(root_);
        write("a.txt", kSummary);
        write("b.txt", kBench);
        write("c.txt", kDetail);
        write("d.md", "A mean latency of 12 ms.\n");
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(root_ / name, std::ios::binary) << text;
    }

    static std::string source(int id, const std::string& path, const std::string& text,
                              const std::string& format, const std::string& role) {
        return R"({"id":"S)" + std::to_string(id) + R"(","path":")" + path + R"(","sha256":")" +
               sha256_hex(text) + R"(","bytes":)" + std::to_string(text.size()) +
               R"(,"modified":"2026-01-01T00:00:00Z","format":")" + format + R"(","role":")" +
               role + R"(","bind":{"suite":{"column":")" + (id == 2 ? "step" : "Scenario") +
               R"("}}})";
    }

    // What is wrong with this fact; "" where it holds.
    std::string judged(const std::string& fact, const std::string& format = "mlperf-summary") {
        const std::string text =
            R"({"schema":"chimera-evidence/1","report":{"path":"r.md","sha256":""},"sources":[)" +
            source(1, "a.txt", kSummary, format, "summary") + "," +
            source(2, "b.txt", kBench, "ollama-bench", "raw") + "," +
            source(3, "c.txt", kDetail, "mlperf-detail", "summary") + "," +
            source(4, "d.md", "A mean latency of 12 ms.\n", "markdown", "summary") +
            R"(],"facts":[)" + fact + R"(],"templates":{},"claims":[]})";
        const auto evidence = read_evidence(text);
        if (!evidence.ok()) return evidence.error().message;
        const auto input = open_input(evidence.value(), root_.string(), 1);
        if (!input.ok()) return input.error().message;
        problems_ = input.value().problems;
        Executor executor(evidence.value(), input.value());
        return executor.execute(1).reason;
    }

    fs::path root_;
    std::vector<PlaceAndText> problems_;
};

static const std::string kMean =
    R"({"id":"F1","label":"x","value":9716.742157,"unit":"ms","op":"cell",)"
    R"("operands":[{"source":"S1","at":["line=4"],"raw":"9716742157","scale":0.000001}],)"
    R"("n":1,"class":"summary",)"
    R"("metric":"latency_ms","statistic":"mean","scope":{"suite":"Server"},"display":"9717 ms"})";

TEST_F(TextFacts, CellOfALineHolds) {
    EXPECT_EQ(judged(kMean), "");
    EXPECT_TRUE(problems_.empty()) << problems_[0].at << problems_[0].text;
}

TEST_F(TextFacts, EveryOtherTellingFalls) {
    const auto with = [](const std::string& from, const std::string& to) {
        EXPECT_NE(kMean.find(from), std::string::npos) << from;
        return replace_all(kMean, from, to);
    };
    // Another digit, another line, another place in it, part of a number.
    EXPECT_NE(judged(with("\"9716742157\"", "\"9716742158\"")), "");
    EXPECT_NE(judged(with("line=4", "line=5")), "");
    EXPECT_NE(judged(with("\"scale\"", "\"nth\":2,\"scale\"")), "");
    EXPECT_NE(judged(with("\"9716742157\"", "\"9716\"")), "");
    EXPECT_NE(judged(with("9716.742157", "9716.75")), "");
    // Another scale, unit, metric, statistic, scope, class.
    EXPECT_NE(judged(with("0.000001", "0.001")), "");
    EXPECT_NE(judged(with("\"unit\":\"ms\"", "\"unit\":\"s\"")), "");
    EXPECT_NE(judged(with("latency_ms", "ttft_s")), "");
    EXPECT_NE(judged(with("\"mean\"", "\"median\"")), "");
    EXPECT_NE(judged(with("\"mean\"", "\"p99\"")), "");
    EXPECT_NE(judged(with("\"Server\"", "\"Offline\"")), "");
    EXPECT_NE(judged(with("\"summary\"", "\"measured\"")), "");
}

TEST_F(TextFacts, PercentileIsNoMean) {
    const std::string p99 = replace_all(
        replace_all(replace_all(kMean, "line=4", "line=5"), "9716742157", "30354675329"),
        "9716.742157", "30354.675329");
    const std::string shown = replace_all(p99, "9717 ms", "30355 ms");
    EXPECT_NE(judged(shown), "");
    EXPECT_EQ(judged(replace_all(shown, "\"mean\"", "\"p99\"")), "");
}

TEST_F(TextFacts, FormatIsToldByTheContent) {
    judged(kMean, "wrk");
    ASSERT_FALSE(problems_.empty());
    EXPECT_EQ(problems_[0].text, "is read as `wrk`, and is none");
}

TEST_F(TextFacts, UnlistedResultIsMissed) {
    write("e.txt", kBench + "\n");
    write("notes.txt", "buy milk\n");
    judged(kMean);
    ASSERT_EQ(problems_.size(), 1U);
    EXPECT_EQ(problems_[0].at, "e.txt");
}

static std::string mean_of(const std::string& lines, const std::string& value) {
    return R"({"id":"F1","label":"x","value":)" + value +
           R"(,"unit":"s","op":"mean","operands":[)" + lines +
           R"(],"n":3,"class":"measured","metric":"ttft_s","statistic":"mean",)"
           R"("scope":{"suite":"ttft"},"display":"0.15 s"})";
}

static std::string ns_at(int line, const std::string& raw) {
    return R"({"source":"S2","at":["line=)" + std::to_string(line) + R"("],"raw":")" + raw +
           R"(","scale":1e-09})";
}

TEST_F(TextFacts, CellsOfOneColumnAreASampleIfAllAreThere) {
    const std::string two = ns_at(1, "152000000") + "," + ns_at(2, "149000000");
    EXPECT_EQ(judged(mean_of(two + "," + ns_at(3, "151000000"), "0.15066666666666667")), "");
    EXPECT_NE(judged(replace_all(mean_of(two, "0.1505"), "\"n\":3", "\"n\":2")), "");
    EXPECT_NE(judged(mean_of(two + "," + ns_at(2, "149000000"), "0.15")), "");
    // The load time of the last line is no time to first token.
    EXPECT_NE(judged(mean_of(two + "," + ns_at(4, "151000000"), "0.15066666666666667")), "");
}

TEST_F(TextFacts, PointerBehindAPrefix) {
    std::string fact = replace_all(kMean, "\"S1\"", "\"S3\"");
    fact = replace_all(fact, R"("line=4"],"raw":"9716742157")", R"("line=2/value"])");
    fact = replace_all(fact, R"("scope":{"suite":"Server"})", R"("scope":{})");
    EXPECT_EQ(judged(fact), "");
    EXPECT_NE(judged(replace_all(fact, "/value", "/time_ms")), "");
    EXPECT_NE(judged(replace_all(fact, "line=2", "line=1")), "");
    EXPECT_NE(judged(replace_all(fact, "line=2", "line=1-2")), "");
}

TEST_F(TextFacts, ProseMeasuresNothing) {
    const std::string fact =
        R"({"id":"F1","label":"x","value":12,"unit":"ms","op":"cell","operands":[{"source":"S4",)"
        R"("at":["line=1"],"raw":"12"}],"n":1,"class":"summary","metric":"latency_ms",)"
        R"("statistic":"mean","scope":{},"display":"12 ms"})";
    EXPECT_EQ(judged(fact), "a line of prose measures nothing");
}

}  // namespace chimera::verify
