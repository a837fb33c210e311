// SPDX-License-Identifier: Apache-2.0
// Files that the tools write today, on this machine: each is run, its result is reported on and the
// report verified. What the tool states of its own values must be what chimera computes from them.
// A tool that is not installed skips its test.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "servers/process.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {
namespace {

using nlohmann::json;

bool succeeds(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

class ToolRuns : public ::testing::Test {
protected:
    void SetUp() override { temp_.write("in/.keep", ""); }

    // The evidence of a report of what the tools wrote, which must verify.
    void report() {
        ASSERT_EQ(test::run("report '" + temp_.path("in") + "' -o '" + temp_.path("out") + "'"), 0);
        // What a tool measures differs from run to run: a report that fails is shown.
        const std::string said = temp_.path("said");
        ASSERT_EQ(
            test::run("verify '" + temp_.path("out/report.md") + "' '" + temp_.path("in") + "'",
                      said),
            0)
            << test::read_text(said);
        evidence_ = json::parse(test::read_text(temp_.path("out/evidence.json")));
        for (const json& fact : evidence_["facts"]) facts_[fact["id"]] = fact;
    }
    std::string tool() const {
        const json& source = evidence_["sources"][0];
        return source.contains("producer") ? source["producer"]["name"] : json("");
    }
    // Rows that set a stated figure beside ours, all of which must agree.
    std::size_t agreeing() const {
        std::size_t rows = 0;
        for (const json& claim : evidence_["claims"]) {
            if (claim["template"] != "statement.stated.row") continue;
            const double stated = facts_.at(claim["slots"]["stated"]["fact"])["value"];
            const double ours = facts_.at(claim["slots"]["recomputed"]["fact"])["value"];
            EXPECT_NEAR(stated, ours, 1e-6 * std::fabs(ours)) << claim["text"];
            ++rows;
        }
        return rows;
    }
    // Is there a fact of this metric over so many cells?
    bool measures(const std::string& metric, std::size_t n) const {
        for (const auto& [id, fact] : facts_) {
            if (fact.value("metric", "") == metric && fact["n"] == n) return true;
        }
        return false;
    }

    test::TempFolder temp_;
    json evidence_;
    std::map<std::string, json> facts_;
};

TEST_F(ToolRuns, Hyperfine) {
    if (!succeeds("hyperfine --version")) GTEST_SKIP() << "hyperfine is not installed";
    ASSERT_TRUE(succeeds("hyperfine -N --warmup 1 --runs 6 --export-json '" +
                         temp_.path("in/times.json") + "' true 'ls /'"));
    report();
    EXPECT_EQ(tool(), "hyperfine");
    // Mean, deviation, median, minimum and maximum of two commands.
    EXPECT_EQ(agreeing(), 10U);
    EXPECT_TRUE(measures("execution_time_ms", 6));
}

TEST_F(ToolRuns, GoogleBenchmark) {
    const std::string bench = CHIMERA_SORT_BENCH;
    if (bench.empty()) GTEST_SKIP() << "Google Benchmark is not installed";
    ASSERT_TRUE(succeeds("'" + bench +
                         "' --benchmark_min_time=0.005 --benchmark_repetitions=4 "
                         "--benchmark_out_format=json --benchmark_out='" +
                         temp_.path("in/sort.json") + "'"));
    report();
    EXPECT_EQ(tool(), "google-benchmark");
    // Its own aggregates stand beside the repetitions and are none of them.
    EXPECT_TRUE(measures("execution_time_ms", 4));
    EXPECT_TRUE(measures("cpu_time_ms", 4));
}

TEST_F(ToolRuns, PytestBenchmark) {
    const std::string python = "/usr/bin/python3";
    if (!succeeds(python + " -c 'import pytest_benchmark'"))
        GTEST_SKIP() << "pytest-benchmark is not installed";
    temp_.write("test_sort.py",
                "def test_sort(benchmark):\n"
                "    benchmark.pedantic(lambda: sorted(range(500)), rounds=6, iterations=2)\n");
    ASSERT_TRUE(succeeds("cd '" + temp_.root() + "' && " + python +
                         " -m pytest -q -p no:cacheprovider test_sort.py --benchmark-save-data "
                         "--benchmark-json='" +
                         temp_.path("in/bench.json") + "'"));
    report();
    EXPECT_EQ(tool(), "pytest-benchmark");
    EXPECT_EQ(agreeing(), 5U);
}

TEST_F(ToolRuns, Wrk) {
    if (!succeeds("command -v wrk")) GTEST_SKIP() << "wrk is not installed";
    const std::string port = std::to_string(test::free_port());
    const test::Process server({"/usr/bin/python3", "-m", "http.server", port, "--bind",
                                "127.0.0.1", "--directory", temp_.path("in")},
                               {}, temp_.path("server.log"));
    const std::string at = "http://127.0.0.1:" + port + "/";
    ASSERT_TRUE(
        succeeds("for i in $(seq 200); do /usr/bin/python3 -c \"import urllib.request; "
                 "urllib.request.urlopen('" +
                 at + "')\" 2>/dev/null && exit 0; done; exit 1"));
    ASSERT_EQ(std::system(("wrk -t1 -c2 -d1s --latency " + at + " > '" + temp_.path("in/wrk.txt") +
                           "' 2>/dev/null")
                              .c_str()),
              0);
    report();
    EXPECT_EQ(evidence_["sources"][0]["format"], "wrk");
    EXPECT_TRUE(measures("request_throughput", 1));
}

// A client that writes a line a request, against a real server with a real model.
TEST_F(ToolRuns, AClientOfLlamaCppServer) {
    const char* python = std::getenv("CHIMERA_PYTHON");
    const char* gguf = std::getenv("CHIMERA_TEST_GGUF");
    if (python == nullptr || gguf == nullptr ||
        !succeeds(std::string(python) + " -c 'import llama_cpp.server.app'"))
        GTEST_SKIP() << "CHIMERA_PYTHON and CHIMERA_TEST_GGUF name no llama_cpp.server and model";
    const std::string port = std::to_string(test::free_port());
    const test::Process server({python, "-m", "llama_cpp.server", "--model", gguf, "--model_alias",
                                "tiny", "--host", "127.0.0.1", "--port", port, "--n_ctx", "1024"},
                               {}, temp_.path("server.log"));
    const std::string at = "http://127.0.0.1:" + port;
    ASSERT_TRUE(
        succeeds("for i in $(seq 600); do /usr/bin/python3 -c \"import urllib.request; "
                 "urllib.request.urlopen('" +
                 at + "/v1/models')\" 2>/dev/null && exit 0; done; exit 1"))
        << test::read_text(temp_.path("server.log"));
    ASSERT_EQ(
        test::run("bench --quiet --no-calibration --base-url " + at +
                  " --requests 6 --max-tokens 8 --temperature 0 -o '" + temp_.path("in") + "'"),
        0);
    report();
    EXPECT_EQ(tool(), "chimera-stream");
    EXPECT_TRUE(measures("ttft_s", 6));
    EXPECT_TRUE(measures("e2e_latency_s", 6));
}

}  // namespace
}  // namespace chimera
