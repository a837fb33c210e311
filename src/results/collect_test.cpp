// SPDX-License-Identifier: Apache-2.0
#include "results/collect.h"

#include <gtest/gtest.h>

#include "results/metrics.h"
#include "results/runs_for_test.h"

namespace chimera::results {

static const std::string kRows =
    "model,num_ctx,tokens_s,ttft_ms,error,host\n"
    "m:1b,1024,10,225.3,,alpha\n"
    "m:1b,1024,12,250,,alpha\n"
    "m:1b,1024,0,0,connection refused,alpha\n"
    "m:1b,2048,20,100,,alpha\n";

TEST(Collect, RowsOfOneScopeAreOneRunAndFailedOnesEnterNoMetric) {
    const Scratch scratch;
    scratch.write("sweep_runs.csv", kRows);
    const Collected collected = read_runs(scratch.root());
    ASSERT_EQ(collected.runs.size(), 2U);
    const results::Run& first = collected.runs[0];
    EXPECT_EQ(first.model_name, "m:1b");
    EXPECT_EQ(std::get<double>(first.parameters.at("num_ctx")), 1024);
    EXPECT_EQ(first.status.ok, 2U);
    EXPECT_EQ(first.status.failed, 1U);
    EXPECT_EQ(first.status.reasons.at("connection refused"), 1U);
    const RunMetric* speed = first.find("tokens_s");
    ASSERT_NE(speed, nullptr);
    EXPECT_TRUE(speed->is_measured);
    EXPECT_EQ(speed->n, 2U);
    EXPECT_EQ(speed->samples, (std::vector<double>{10, 12}));
    EXPECT_EQ(*speed->find("mean"), 11);
    EXPECT_EQ(speed->spread, "sample");
    EXPECT_EQ(speed->at, (std::vector<std::string>{"cell=2,3-3,3"}));
    EXPECT_EQ(first.provenance.at, (std::vector<std::string>{"cell=2,1-4,6"}));
    // 225.3 ms are 0.2253 s to the last digit.
    EXPECT_EQ(first.find("ttft_s")->samples.front(), 0.2253);
    const results::Run& second = collected.runs[1];
    EXPECT_EQ(second.find("tokens_s")->n, 1U);
    EXPECT_EQ(second.find("tokens_s")->statistics, (Statistics{{"value", 20.0}}));
    EXPECT_EQ(second.status.failed, 0U);
}

TEST(Collect, ARunOfFailuresAloneIsToldWithoutMetrics) {
    const Scratch scratch;
    scratch.write("a_runs.csv", "model,tokens_s,error\nm,0,timeout\nm,0,timeout\n");
    scratch.write("b_runs.csv", "model,tokens_s,error\nm,5,\nm,6,\n");
    const Collected collected = read_runs(scratch.root());
    ASSERT_EQ(collected.runs.size(), 2U);
    EXPECT_TRUE(collected.runs[0].metrics.empty());
    EXPECT_EQ(collected.runs[0].status.ok, 0U);
    EXPECT_EQ(collected.runs[0].status.reasons.at("timeout"), 2U);
}

TEST(Collect, EveryRowOfAggregatesIsARunWithWhatItStates) {
    const Scratch scratch;
    scratch.write(
        "all_summary.csv",
        "model,runs,mean_tokens_s,std_tokens_s,p95_tokens_s\nm,30,10,1,12\nm,40,11,2,13\n");
    const Collected collected = read_runs(scratch.root());
    ASSERT_EQ(collected.runs.size(), 2U);
    const RunMetric* speed = collected.runs[1].find("tokens_s");
    ASSERT_NE(speed, nullptr);
    EXPECT_FALSE(speed->is_measured);
    EXPECT_EQ(speed->n, 40U);
    EXPECT_EQ(speed->statistics, (Statistics{{"mean", 11.0}, {"sd", 2.0}, {"p95", 13.0}}));
    EXPECT_EQ(speed->spread, "");
    EXPECT_FALSE(collected.runs[1].status.ok);
}

TEST(Collect, SamplesInsideARowAreRecomputedAndTheStatedStayBeside) {
    const Collected collected =
        read_runs(in_checkout("examples/formats/llama-bench/smollm2-135m.json"));
    ASSERT_EQ(collected.runs.size(), 6U);
    const RunMetric* speed = collected.runs[0].find("engine_tokens_s");
    ASSERT_NE(speed, nullptr);
    EXPECT_TRUE(speed->is_measured);
    EXPECT_EQ(speed->samples, (std::vector<double>{164.656, 164.339, 166.09}));
    EXPECT_EQ(speed->stated, (Statistics{{"mean", 165.028245}, {"sd", 0.933439}}));
    EXPECT_EQ(std::get<double>(collected.runs[0].parameters.at("n_prompt")), 64);
    EXPECT_EQ(std::get<std::string>(collected.runs[0].hardware.at("cpu")),
              "Intel(R) Xeon(R) Processor");
}

TEST(Collect, LeavesOutCopiesAndTwinsAndSaysSo) {
    const Scratch scratch;
    scratch.write("a_runs.csv", kRows);
    scratch.write("copy/a_runs.csv", kRows);
    const Collected collected = read_runs(scratch.root());
    EXPECT_EQ(collected.runs.size(), 2U);
    ASSERT_EQ(collected.left_out.size(), 1U);
    EXPECT_EQ(collected.left_out[0].source, "copy/a_runs.csv");
    EXPECT_EQ(collected.left_out[0].reason, "the same bytes as a_runs.csv");
}

TEST(Collect, PrivateTextsAreRedactedUnlessKept) {
    const Scratch scratch;
    scratch.write("r.json", R"([{"model": "/home/alice/m.gguf", "tokens_s": 1, "user": "alice"},)"
                            R"( {"model": "/home/alice/m.gguf", "tokens_s": 2, "user": "alice"}])");
    const auto records = ingest::ingest(scratch.root(), {});
    ASSERT_TRUE(records.ok());
    EXPECT_EQ(collect(records.value(), {}).runs[0].model_name->find("alice"), std::string::npos);
    const Collected kept = collect(records.value(), {.privacy = Privacy::kKeep});
    EXPECT_EQ(kept.runs[0].model_name, "/home/alice/m.gguf");
}

TEST(StatisticsOf, StatesNoPercentileThatFewValuesCannotShow) {
    const auto names = [](std::size_t n) {
        std::string out;
        std::vector<double> samples(n, 1.0);
        for (const auto& [name, value] : statistics_of(samples)) out += name + " ";
        return out;
    };
    EXPECT_EQ(names(1), "value ");
    EXPECT_EQ(names(2), "mean median sd min max ");
    EXPECT_EQ(names(20), "mean median sd min p90 p95 max ");
    EXPECT_EQ(names(100), "mean median sd min p90 p95 p99 max ");
}

}  // namespace chimera::results
