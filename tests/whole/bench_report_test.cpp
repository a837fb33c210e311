// SPDX-License-Identifier: Apache-2.0
// From a server to a verified report in two commands, the server being one whose times are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/mock_server.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "support/test_model.h"

namespace chimera {
namespace {

using nlohmann::json;
using test::run;

bench::MockServer server_of(const bench::MockSettings& settings) {
    auto server = bench::MockServer::start(settings);
    EXPECT_TRUE(server.ok());
    return std::move(server).value();
}

std::string quoted(const std::string& text) {
    return "'" + text + "'";
}

std::vector<json> lines_in(const std::string& folder) {
    std::vector<json> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::istringstream text(test::read_text(entry.path()));
        for (std::string line; std::getline(text, line);) out.push_back(json::parse(line));
    }
    return out;
}

std::vector<json> of_kind(const std::vector<json>& lines, const std::string& kind) {
    std::vector<json> out;
    for (const json& line : lines) {
        if (line["kind"] == kind) out.push_back(line);
    }
    return out;
}

std::string only_file(const std::string& folder) {
    std::string out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) out = entry.path();
    return out;
}

// Each line satisfies the stream's schema.
void expect_valid(const std::string& folder) {
    EXPECT_EQ(run("validate " + quoted(only_file(folder))), 0);
}

TEST(BenchToReport, EveryRequestIsKeptAndTheReportOfItVerifies) {
    const test::TempFolder folder;
    const auto server = server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 6});
    const std::string results = folder.path("results");
    ASSERT_EQ(run("bench --base-url " + server.url() +
                  " --sweep concurrency=1,3 --requests 12 --rounds 2 --no-calibration -o " +
                  quoted(results)),
              0);
    const auto lines = lines_in(results);
    expect_valid(results);
    EXPECT_EQ(lines.front()["kind"], "header");
    EXPECT_EQ(lines.front()["schema"], "chimera-stream/1");
    EXPECT_EQ(lines.back()["kind"], "summary");
    // Two points of two rounds, each with a request to warm up.
    EXPECT_EQ(of_kind(lines, "request").size(), 2U * 2 * (12 + 1));
    const auto runs = of_kind(lines, "run");
    ASSERT_EQ(runs.size(), 2U);
    for (const json& one : runs) {
        EXPECT_EQ(one["completed"], 24);
        EXPECT_EQ(one["metrics"]["itl_ms"]["n"], 24 * 5);
        EXPECT_GE(one["metrics"]["ttft_s"]["min"].get<double>(), 0.0099);
    }
    const std::string report = folder.path("report");
    ASSERT_EQ(run("report " + quoted(results) + " -o " + quoted(report)), 0);
    EXPECT_EQ(run("verify " + quoted(report + "/report.md") + " " + quoted(results)), 0);
    const std::string text = test::read_text(report + "/report.md");
    EXPECT_NE(text.find("`concurrency=3`"), std::string::npos);
    // The warm-up is no measurement.
    const json evidence = json::parse(test::read_text(report + "/evidence.json"));
    bool found = false;
    for (const json& fact : evidence["facts"]) {
        if (fact.value("metric", "") != "ttft_s" || fact.value("statistic", "") != "mean") continue;
        found = true;
        EXPECT_EQ(fact["n"], 24);
    }
    EXPECT_TRUE(found);
}

// Twenty requests to a server that breaks off every fourth.
int bench_of_drops(const std::string& results) {
    const auto server = server_of({.ttft_s = 0.01,
                                   .itl_s = 0.001,
                                   .tokens = 6,
                                   .fault = bench::Fault::kDrop,
                                   .fault_every = 4});
    return run("bench --base-url " + server.url() +
               " --concurrency 2 --requests 20 --warmup 0 --no-calibration -o " + quoted(results));
}

TEST(BenchToReport, FailuresAreCountedAndEnterNoStatistic) {
    const test::TempFolder folder;
    const std::string results = folder.path("results");
    ASSERT_EQ(bench_of_drops(results), 0);
    const auto runs = of_kind(lines_in(results), "run");
    ASSERT_EQ(runs.size(), 1U);
    expect_valid(results);
    EXPECT_EQ(runs[0]["failed"], 5);
    EXPECT_EQ(runs[0]["reasons"]["broken_off"], 5);
    // On a busy machine the client is a limit too, and says so.
    const auto verdicts = runs[0]["verdicts"].get<std::vector<std::string>>();
    EXPECT_NE(std::find(verdicts.begin(), verdicts.end(), "server-cut"), verdicts.end());
    EXPECT_EQ(runs[0]["metrics"]["ttft_s"]["n"], 15);
    const std::string report = folder.path("report");
    ASSERT_EQ(run("report " + quoted(results) + " -o " + quoted(report)), 0);
    EXPECT_EQ(run("verify " + quoted(report + "/report.md") + " " + quoted(results)), 0);
}

// What stands in a verdict line is told, with its figure, and nothing else is.
TEST(BenchToReport, AVerdictTravelsIntoTheReportAndCannotBeForged) {
    const test::TempFolder folder;
    const std::string results = folder.path("results");
    ASSERT_EQ(bench_of_drops(results), 0);
    const auto lines = lines_in(results);
    const auto verdicts = of_kind(lines, "verdict");
    ASSERT_FALSE(verdicts.empty());
    EXPECT_EQ(verdicts.size(), of_kind(lines, "run")[0]["because"].size());
    const std::string report = folder.path("report");
    const std::string check = "verify " + quoted(report + "/report.md") + " " + quoted(results);
    ASSERT_EQ(run("report " + quoted(results) + " --llm off --format md,json -o " + quoted(report)),
              0);
    ASSERT_EQ(run(check), 0);
    const std::string text = test::read_text(report + "/report.md");
    EXPECT_NE(text.find("`server-cut`"), std::string::npos);
    const std::string evidence = test::read_text(report + "/evidence.json");
    const auto forged = [&](const std::string& from, const std::string& to) {
        for (const auto& [name, original] :
             {std::pair("/report.md", text), std::pair("/evidence.json", evidence)}) {
            folder.write("report" + std::string(name), replace_all(original, from, to));
        }
        return run(check);
    };
    EXPECT_EQ(forged("server-cut", "ok"), 1);
    EXPECT_EQ(forged("requests that the server did not answer to the end", "requests"), 1);
    EXPECT_EQ(forged("\"limit\"", "\"value\""), 1);
    EXPECT_EQ(forged("nothing of this", "stands there"), 0);
}

// The first run of a scope whose name does not begin so; "" where there is none.
static std::string run_not_of(const std::string& prefix, const std::string& evidence) {
    const std::string key = "\"run\":\"";
    for (std::size_t at = evidence.find(key); at != std::string::npos;
         at = evidence.find(key, at + 1)) {
        const std::size_t from = at + key.size();
        if (evidence.compare(from, prefix.size(), prefix) == 0) continue;
        return evidence.substr(from, evidence.find('"', from) - from);
    }
    return {};
}

// The names of two files tell them apart as runs; the rows of one name runs of their own.
TEST(BenchToReport, TwoResultsInOneFolderOfWhichOneIsDoubtedVerify) {
    const test::TempFolder folder;
    const std::string results = folder.path("results");
    const auto sound = server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 6});
    const auto cached =
        server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 6, .cached_tokens = 10});
    for (const auto* server : {&sound, &cached}) {
        ASSERT_EQ(
            run("bench --base-url " + server->url() +
                " --sweep concurrency=1,2 --requests 8 --no-calibration -o " + quoted(results)),
            0);
    }
    const std::string report = folder.path("report");
    const std::string check = "verify " + quoted(report + "/report.md") + " " + quoted(results);
    ASSERT_EQ(run("report " + quoted(results) + " --llm off --format md,json -o " + quoted(report)),
              0);
    ASSERT_EQ(run(check), 0);
    const std::string evidence = test::read_text(report + "/evidence.json");
    const auto told = [&](const std::string& from, const std::string& to) {
        const std::string lie = replace_all(evidence, from, to);
        EXPECT_TRUE(lie != evidence) << from;
        folder.write("report/evidence.json", lie);
        return run(check);
    };
    EXPECT_EQ(told("{\"run\":\"concurrency=1\"", "{\"run\":\"concurrency=2\""), 1);
    EXPECT_EQ(told("{\"run\":\"concurrency=1\"", "{\"run\":\"concurrency=7\""), 1);
    // The run that a file's name tells is no other file's: the part of it that differs, which is
    // the second of its start, or the process where both began in one.
    const std::string told_by_name = run_not_of("concurrency=", evidence);
    ASSERT_FALSE(told_by_name.empty());
    EXPECT_EQ(told("\"run\":\"" + told_by_name + "\"", "\"run\":\"" + told_by_name + "0\""), 1);
}

TEST(BenchToReport, TheFileOfAServersModelIsTold) {
    const test::TempFolder folder;
    const auto server = server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 4});
    const auto told = [&](const std::string& file, const std::string& to) {
        EXPECT_EQ(run("bench --base-url " + server.url() + " --requests 2 --no-calibration " +
                      "--model-file " + quoted(file) + " -o " + quoted(folder.path(to))),
                  0);
        return lines_in(folder.path(to)).front()["environment"]["model_file"];
    };
    folder.write("weights.bin", "no GGUF file");
    const json other = told(folder.path("weights.bin"), "other");
    EXPECT_EQ(other["sha256"].get<std::string>().size(), 64U);
    EXPECT_FALSE(other.contains("metadata"));
    if (!std::filesystem::exists(test::model_path())) GTEST_SKIP() << "no model here";
    const json gguf = told(test::model_path(), "gguf");
    EXPECT_TRUE(gguf["metadata"].contains("general.architecture")) << gguf;
}

TEST(BenchToReport, AModelInThisProcessIsMeasuredAndItsReportVerifies) {
    if (!std::filesystem::exists(test::model_path())) GTEST_SKIP() << "no model here";
    const test::TempFolder folder;
    const std::string results = folder.path("results");
    ASSERT_EQ(run("bench --llm embedded --model " + quoted(test::model_path()) +
                  " --prompt-tokens 16,32 --gen-tokens 4 --rounds 3 -o " + quoted(results)),
              0);
    const auto lines = lines_in(results);
    const json& model = lines.front()["environment"]["model"];
    EXPECT_EQ(model["sha256"].get<std::string>().size(), 64U);
    EXPECT_TRUE(model["metadata"].contains("general.architecture"));
    EXPECT_GT(model["load_s"].get<double>(), 0);
    expect_valid(results);
    EXPECT_EQ(of_kind(lines, "test").size(), 3U * 3);
    EXPECT_EQ(of_kind(lines, "request").size(), 2U * 3);
    EXPECT_EQ(of_kind(lines, "run").size(), 5U);
    for (const json& request : of_kind(lines, "request")) {
        EXPECT_EQ(request["itl_ms"].size(), 3U);
        EXPECT_EQ(request["tokens_by"], "engine");
    }
    // Nobody sent anything.
    for (const json& one : of_kind(lines, "run")) EXPECT_FALSE(one.contains("client"));
    const std::string report = folder.path("report");
    ASSERT_EQ(run("report " + quoted(results) + " --llm off -o " + quoted(report)), 0);
    EXPECT_EQ(run("verify " + quoted(report + "/report.md") + " " + quoted(results)), 0);
    const std::string text = test::read_text(report + "/report.md");
    EXPECT_NE(text.find("ngine throughput"), std::string::npos);
}

// Loads one after the other, and the machine beside them, on one clock.
TEST(BenchToReport, AllTimesOfAStreamHaveOneOrigin) {
    const test::TempFolder folder;
    const auto server = server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 4});
    const std::string results = folder.path("results");
    ASSERT_EQ(run("bench --base-url " + server.url() +
                  " --sweep rate=40,80 --requests 4 --rounds 2 --no-calibration --telemetry 10ms "
                  "-o " +
                  quoted(results)),
              0);
    const auto lines = lines_in(results);
    EXPECT_FALSE(lines.front()["started_at"].get<std::string>().empty());
    double ended_s = 0;
    std::pair<std::string, std::string> load;
    std::size_t loads = 0;
    for (const json& request : of_kind(lines, "request")) {
        const std::pair here{request["run"].get<std::string>() + request["round"].dump(),
                             request["phase"].get<std::string>()};
        const json& times = request["times"];
        if (here != load) {
            // What belongs to another load began when the one before had ended.
            EXPECT_GE(times["due_s"].get<double>(), ended_s);
            load = here;
            ++loads;
        }
        EXPECT_LE(times["due_s"], times["end_s"]);
        ended_s = std::max(ended_s, times["end_s"].get<double>());
    }
    EXPECT_EQ(loads, 2U * 2 * 2);
    const auto telemetry = of_kind(lines, "telemetry");
    ASSERT_GE(telemetry.size(), 2U);
    const json first = of_kind(lines, "request").front();
    EXPECT_LE(telemetry.front()["at_s"], first["times"]["end_s"]);
    EXPECT_GE(telemetry.back()["at_s"].get<double>(), ended_s);
    expect_valid(results);
}

// Arms that differ in how they ask differ in their parameters.
TEST(BenchToReport, WhatChangesTheLoadStandsAmongTheParameters) {
    const test::TempFolder folder;
    const auto server = server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 4});
    const auto parameters_of = [&](const std::string& name, const std::string& flags) {
        EXPECT_EQ(run("bench --base-url " + server.url() + " --requests 3 --no-calibration " +
                      flags + " -o " + quoted(folder.path(name))),
                  0);
        return of_kind(lines_in(folder.path(name)), "run").front()["parameters"];
    };
    const json closed = parameters_of("a", "--max-tokens 4 --ignore-eos");
    EXPECT_EQ(closed, (json{{"concurrency", 1},
                            {"max_tokens", 4},
                            {"ignore_eos", true},
                            {"prompt_source", "built-in"},
                            {"cache_bust", true}}));
    const json open =
        parameters_of("b", "--rate 50 --arrival gamma:2 --max-concurrency 2 --repeat-prompts");
    EXPECT_EQ(open, (json{{"max_concurrency", 2},
                          {"request_rate", 50},
                          {"arrival", "gamma:2"},
                          {"prompt_source", "built-in"},
                          {"cache_bust", false}}));
    const json stages = parameters_of("c", "--stage 50:1s --prompt-tokens 9");
    EXPECT_EQ(stages["stages"], "50:1s");
    EXPECT_EQ(stages["prompt_source"], "synthetic");
}

// The signal comes once the first request stands in the file, whenever that is.
TEST(BenchToReport, ATermSignalEndsItCleanlyAndKeepsWhatWasMeasured) {
    const test::TempFolder folder;
    const auto server = server_of({.ttft_s = 0.01, .itl_s = 0.001, .tokens = 4});
    const std::string results = folder.path("results");
    const std::string command = std::string(CHIMERA_BINARY) + " bench --base-url " + server.url() +
                                " --duration 1h --warmup 0 --no-calibration -o " + quoted(results) +
                                " >/dev/null 2>&1 & pid=$!; until grep -qs '\"request\"' " +
                                quoted(results) +
                                "/*.jsonl; do :; done; kill -TERM $pid; wait $pid";
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 0);
    const auto lines = lines_in(results);
    EXPECT_EQ(lines.back()["kind"], "summary");
    EXPECT_EQ(lines.back()["cut"], true);
    EXPECT_FALSE(of_kind(lines, "run").empty());
    expect_valid(results);
    const std::string report = folder.path("report");
    ASSERT_EQ(run("report " + quoted(results) + " --llm off -o " + quoted(report)), 0);
    EXPECT_EQ(run("verify " + quoted(report + "/report.md") + " " + quoted(results)), 0);
}

TEST(BenchToReport, FlagsThatContradictEachOtherAreUsageErrors) {
    const char* const wrong[] = {"--rate inf",
                                 "--concurrency 99999999999",
                                 "--concurrency 2 --rate 5",
                                 "--max-concurrency 2",
                                 "--arrival constant",
                                 "--requests 0",
                                 "--rounds 0",
                                 "--duration 0s",
                                 "--duration 2s --cooldown 2s",
                                 "--sweep concurrency=1,1",
                                 "--sweep concurrency=1.5",
                                 "--sweep top_k=1 --sweep top_k=2",
                                 "--concurrency 2 --sweep concurrency=4,8",
                                 "--rate 5 --sweep rate=1,2",
                                 "--prompt-tokens 10.5",
                                 "--temperature -1",
                                 "--num-ctx 0",
                                 "--timeout 0s",
                                 "--stall-timeout 0s",
                                 "--telemetry 1us",
                                 "--price -1",
                                 "--price 0",
                                 "--stage 1e9:1000s",
                                 "--find-max-rate",
                                 "--find-max-rate --slo ttft_p50=1s --stage 5:5s",
                                 "--find-max-rate --slo ttft_p50=1s --sweep rate=1,2",
                                 "--slo ttft_p99=0ms",
                                 "--design odd",
                                 "--rate 5 --rate 6",
                                 "--server-metrics ftp://x",
                                 "--server-metrics http://h:1/metrics --telemetry 0s",
                                 "--llm embedded --cooldown 2s",
                                 "--llm embedded --ignore-eos",
                                 "--depth 4"};
    const test::TempFolder folder;
    for (const char* flags : wrong) {
        EXPECT_EQ(run(std::string("bench --dry-run ") + flags), 2) << flags;
    }
    for (const char* flags : {"--ignore-eos --sweep max_tokens=2,4", "--rate 5 --max-concurrency 2",
                              "--sweep rate=1,2 --requests 5", "--price 2.5"}) {
        EXPECT_EQ(run(std::string("bench --dry-run ") + flags), 0) << flags;
    }
}

TEST(BenchToReport, SaysWhatIsMissing) {
    const test::TempFolder folder;
    const std::string out = " -o " + quoted(folder.path("results"));
    EXPECT_EQ(run("bench" + out), 2);                                             // no server
    EXPECT_EQ(run("bench --base-url http://127.0.0.1:1 --requests 1" + out), 3);  // nobody there
    EXPECT_EQ(run("bench --base-url http://127.0.0.1:1 --sweep colour=1" + out), 2);
    EXPECT_EQ(run("bench --base-url http://127.0.0.1:1 --rate 0" + out), 2);
    EXPECT_EQ(run("bench --base-url http://127.0.0.1:1 --ignore-eos" + out), 2);
    EXPECT_EQ(run("bench --llm embedded --model /nowhere.gguf" + out), 3);
    EXPECT_EQ(run("bench --llm embedded --rate 5" + out), 2);
    EXPECT_EQ(run("bench --base-url http://127.0.0.1:1 --depth 4096" + out), 2);
    EXPECT_EQ(run("bench --rate 5 --duration 10s --dry-run" + out), 0);
    EXPECT_FALSE(std::filesystem::exists(folder.path("results")));
}

}  // namespace
}  // namespace chimera
