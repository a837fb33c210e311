// SPDX-License-Identifier: Apache-2.0
// What is exported and read again says the same of every run, but for where it stands.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/rng.h"
#include "core/text.h"
#include "results/export.h"
#include "results/run_json.h"
#include "results/runs_for_test.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

// The facts of a run: all but its provenance and the places of its cells.
static std::string facts_of(const Run& run) {
    Json document = run_json(run, Samples::kInline);
    document.erase("provenance");
    for (auto& [id, metric] : document["metrics"].items()) metric.erase("at");
    Json missing = Json::array();
    for (const Json& pointer : document["missing"]) {
        if (!pointer.get_ref<const std::string&>().starts_with("/provenance")) {
            missing.push_back(pointer);
        }
    }
    document["missing"] = missing;
    return pretty(document);
}

static void expect_same(const std::vector<results::Run>& before,
                        const std::vector<results::Run>& after) {
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(facts_of(before[i]), facts_of(after[i])) << i;
    }
}

static void expect_round_trip(const std::string& root) {
    const std::vector<results::Run> runs = read_runs(root).runs;
    ASSERT_FALSE(runs.empty());
    const Scratch folder;
    const Scratch lines;
    const Scratch whole;
    std::size_t number = 0;
    for (const std::string& bytes : export_chimera(runs, {}).documents) {
        folder.write(fmt::format("run-{:04}.json", ++number), bytes);
    }
    lines.write("runs.jsonl",
                join(export_chimera(runs, {.layout = Layout::kOneLine}).documents, ""));
    whole.write("runs.json", runs_document(runs, Samples::kInline));
    expect_same(runs, read_runs(folder.root()).runs);
    expect_same(runs, read_runs(lines.root()).runs);
    expect_same(runs, read_runs(whole.root()).runs);
}

TEST(RoundTrip, OfTheExampleFolders) {
    expect_round_trip(in_checkout("examples/chimera-101"));
    expect_round_trip(in_checkout("examples/formats"));
}

// Names with slashes, blanks and non-ASCII, versions with zeros at the end, truth values, units of
// milliseconds and percent, failures with odd words, rows without a model.
static std::string synthetic_rows(Rng& rng) {
    static const char* const kModels[] = {"m/a:1b", "", "müller 7b", "007"};
    static const char* const kErrors[] = {"", "", "", "timed out: 30/60 ~ s", "HTTP 503"};
    std::string out =
        "model,quantization,num_ctx,stream,tokens_s,ttft_ms,success_rate (%),prompt_tokens,"
        "cuda_version,error\n";
    for (int row = 0; row < 60; ++row) {
        const std::string error = kErrors[below(rng, 5)];
        out += fmt::format("{},{},{},{},{:.4f},{:.3f},{:.1f},{},12.10,{}\n", kModels[below(rng, 4)],
                           below(rng, 2) == 0 ? "q4_0" : "q8/0", 1024 << below(rng, 2),
                           below(rng, 2) == 0 ? "true" : "false",
                           error.empty() ? 100 + 50 * uniform(rng) : 0, 1000 * uniform(rng),
                           100 * uniform(rng), below(rng, 40), error);
    }
    return out;
}

TEST(RoundTrip, OfSyntheticFolders) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Rng rng(seed);
        const Scratch scratch;
        scratch.write("sweep_runs.csv", synthetic_rows(rng));
        scratch.write("other/summary.csv",
                      "model,runs,mean_tokens_s,std_tokens_s,p99.9_tokens_s\nm,30,10.5,1,12\n");
        expect_round_trip(scratch.root());
    }
}

TEST(RoundTrip, WhatADocumentStatesFalselyOfItsSamplesStaysBeside) {
    const Scratch scratch;
    scratch.write("mine.json", R"({"schema": "chimera-result/1", "experiment_id": "e",
        "model_name": null, "metrics": {"tokens_s": {"unit": "tok/s", "n": 9, "mean": 50}},
        "status": {"ok": 2, "failed": 1, "reasons": {"boom": 1}},
        "samples": {"tokens_s": [10, 20]}})");
    const Collected collected = read_runs(scratch.root());
    ASSERT_EQ(collected.runs.size(), 1U);
    const results::Run& run = collected.runs[0];
    const RunMetric* speed = run.find("tokens_s");
    ASSERT_NE(speed, nullptr);
    EXPECT_EQ(*speed->find("mean"), 15);
    EXPECT_EQ(speed->n, 2U);
    EXPECT_EQ(speed->stated, (Statistics{{"mean", 50.0}}));
    EXPECT_EQ(speed->at, (std::vector<std::string>{"/samples/tokens_s/[0-1]"}));
    EXPECT_EQ(run.status.reasons.at("boom"), 1U);
    EXPECT_FALSE(run.model_name);
}

TEST(RoundTrip, ResultsBesideTheirSourceCountOnce) {
    const Scratch scratch;
    scratch.write("a_runs.csv", "model,tokens_s\nm,10\nm,12\n");
    const std::vector<results::Run> runs = read_runs(scratch.root()).runs;
    scratch.write("exported/run-0001.json", export_chimera(runs, {}).documents.at(0));
    const Collected collected = read_runs(scratch.root());
    EXPECT_EQ(collected.runs.size(), 1U);
    ASSERT_EQ(collected.left_out.size(), 1U);
    EXPECT_EQ(collected.left_out[0].reason, "results of a_runs.csv, which is here too");
}

TEST(RoundTrip, SamplesMayStandInAFileBeside) {
    const Scratch scratch;
    scratch.write("in/mine.json", R"({"schema": "chimera-result/1", "experiment_id": "e",
        "model_name": "m", "metrics": {"tokens_s": {"unit": "tok/s", "n": 3, "mean": 20}},
        "status": {"ok": 3, "failed": 0}, "samples_file": "mine.jsonl"})");
    scratch.write("in/mine.jsonl", "{\"tokens_s\": 10}\n{\"tokens_s\": 20}\n{\"tokens_s\": 30}\n");
    const Collected collected = read_runs(scratch.root());
    ASSERT_EQ(collected.runs.size(), 1U);
    EXPECT_EQ(collected.runs[0].find("tokens_s")->samples, (std::vector<double>{10, 20, 30}));
    ASSERT_EQ(collected.left_out.size(), 1U);
    EXPECT_EQ(collected.left_out[0].reason, "the samples of in/mine.json");
}

}  // namespace chimera::results
