// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest.h"

#include <gtest/gtest.h>

#include <mutex>

#include "core/sha256.h"
#include "model/scope.h"
#include "support/temp_folder.h"

namespace chimera::ingest {

using model::RecordSet;
using model::Role;
using model::Source;
using test::TempFolder;

static const std::string kRuns =
    "model,tokens_s,ttft_s,error\nacme-7b,10.5,0.25,\nacme-7b,11.5,0.35,\n";

static RecordSet read(const TempFolder& folder, Options options = {}) {
    auto records = ingest(folder.root(), options);
    EXPECT_TRUE(records.ok()) << records.error().message;
    return records.ok() ? std::move(records).value() : RecordSet{};
}

static const Source& source(const RecordSet& records, std::string_view path) {
    for (const Source& found : records.sources) {
        if (found.path == path) return found;
    }
    ADD_FAILURE() << "no source " << path;
    static const Source none;
    return none;
}

static std::string bound(const RecordSet& records, std::string_view path, const std::string& key) {
    const auto& bind = source(records, path).bind;
    const auto at = bind.find(key);
    return at == bind.end() ? "" : at->second.value;
}

TEST(Ingest, EveryCoveredFileIsASourceTheBadOnesToo) {
    const TempFolder folder;
    folder.write("a.csv", kRuns);
    folder.write("copy/a.csv", kRuns);
    folder.write("b.json", "");
    folder.write("c.json", "");
    folder.write("d.md", "# A title\n\nThe mean was 12.5 tok/s.\n");
    folder.write("chimera.toml", "");
    folder.write("e.txt", "1");
    const RecordSet records = read(folder);
    ASSERT_EQ(records.sources.size(), 6U);
    EXPECT_EQ(records.sources.back().path, "chimera.toml");
    EXPECT_EQ(records.sources.back().role, Role::kConfig);
    EXPECT_EQ(source(records, "a.csv").role, Role::kRaw);
    EXPECT_EQ(source(records, "a.csv").sha256.size(), 64U);
    EXPECT_EQ(source(records, "copy/a.csv").role, Role::kDuplicate);
    EXPECT_EQ(source(records, "copy/a.csv").duplicate_of, 0U);
    EXPECT_EQ(source(records, "b.json").role, Role::kRejected);
    EXPECT_EQ(source(records, "c.json").role, Role::kRejected) << "empty files are no copies";
    EXPECT_EQ(source(records, "c.json").rejects.at(0).reason, "the file is empty");
    EXPECT_EQ(source(records, "d.md").role, Role::kDocument);
    EXPECT_EQ(records.tables.size(), 1U);
    EXPECT_GE(records.claims.size(), 1U);
}

TEST(Ingest, TheOutcomeDoesNotDependOnTheThreads) {
    const TempFolder folder;
    for (int i = 0; i < 40; ++i) {
        folder.write("f" + std::to_string(i % 20) + "_" + std::to_string(i) + ".csv",
                     kRuns + "acme-7b," + std::to_string(i % 20) + ",1,\n");
    }
    std::mutex mutex;
    std::size_t most = 0;
    Options one{.jobs = 1};
    Options many{.jobs = 4, .progress = [&](std::size_t done, std::size_t all) {
                     const std::scoped_lock lock(mutex);
                     most = std::max(most, done);
                     EXPECT_EQ(all, 40U);
                 }};
    const RecordSet a = read(folder, one);
    const RecordSet b = read(folder, many);
    EXPECT_EQ(most, 40U);
    ASSERT_EQ(a.sources.size(), b.sources.size());
    for (std::size_t i = 0; i < a.sources.size(); ++i) {
        EXPECT_EQ(a.sources[i].path, b.sources[i].path);
        EXPECT_EQ(a.sources[i].role, b.sources[i].role);
        EXPECT_EQ(a.sources[i].duplicate_of, b.sources[i].duplicate_of);
    }
    EXPECT_EQ(a.tables.size(), b.tables.size());
    EXPECT_EQ(a.tables.size(), 20U);
}

TEST(Ingest, TheModelIsSoughtFromTheRowOutwards) {
    const TempFolder folder;
    folder.write("x/column.csv", kRuns);
    folder.write("y/field.json", R"({"model": "beta:2b", "results": [
        {"tokens_s": 1.5}, {"tokens_s": 2.5}]})");
    folder.write("y/beta_2b_sweep.csv", "tokens_s\n3.5\n4.5\n");
    folder.write("z/beta-2b_other.csv", "tokens_s\n5.5\n6.5\n");
    folder.write("z/llama3.1-8b_sweep.csv", "tokens_s\n7.5\n8.5\n");
    folder.write("w/anything.csv", "tokens_s\n7.25\n8.25\n");
    const RecordSet records = read(folder);
    EXPECT_EQ(source(records, "x/column.csv").bind.at("model").column, "model");
    EXPECT_EQ(source(records, "y/field.json").bind.at("model").pointer, "/model");
    EXPECT_EQ(bound(records, "y/field.json", "model"), "beta:2b");
    const auto& sibling = source(records, "y/beta_2b_sweep.csv").bind.at("model");
    ASSERT_TRUE(sibling.source);
    EXPECT_EQ(records.sources[*sibling.source].path, "y/field.json");
    EXPECT_EQ(sibling.at, "/model");
    EXPECT_EQ(sibling.value, "beta:2b");
    EXPECT_EQ(bound(records, "z/beta-2b_other.csv", "model"), "beta:2b");
    EXPECT_TRUE(source(records, "z/llama3.1-8b_sweep.csv").bind.at("model").path);
    EXPECT_EQ(bound(records, "z/llama3.1-8b_sweep.csv", "model"), "llama3.1-8b");
    EXPECT_FALSE(source(records, "w/anything.csv").bind.contains("model"));
    EXPECT_EQ(bound(records, "y/beta_2b_sweep.csv", "suite"), "sweep");
    for (const model::Table& table : records.tables) {
        const bool unnamed = records.sources[table.source].path == "w/anything.csv";
        EXPECT_EQ(model::scope_value(records, table, "model", 0).empty(), unnamed);
    }
}

TEST(Ingest, ASummaryBelongsToTheRunWhoseNameItShares) {
    const TempFolder folder;
    folder.write("x/tuning.csv", kRuns);
    folder.write("x/tuning_summary.csv", "num_gpu,mean_tokens_s\n1,10.5\n2,11.5\n");
    folder.write("x/tuning2_summary.csv", "num_gpu,mean_tokens_s\n1,10.5\n2,11.5\n3,4.5\n");
    const RecordSet records = read(folder);
    EXPECT_EQ(bound(records, "x/tuning_summary.csv", "model"), "acme-7b");
    EXPECT_EQ(source(records, "x/tuning_summary.csv").role, Role::kSummary);
    EXPECT_EQ(bound(records, "x/tuning_summary.csv", "suite"), "tuning");
    EXPECT_FALSE(source(records, "x/tuning2_summary.csv").bind.contains("model"));
}

TEST(Ingest, RunsTellSourcesOfOneSuiteApart) {
    const TempFolder folder;
    folder.write("20251002-151824/warm_runs.csv", kRuns);
    folder.write("20251003-101010/warm_runs.csv", kRuns + "acme-7b,12.5,0.3,\n");
    folder.write("20251003-101010/warm_summary.json",
                 R"({"models": [{"model": "acme-7b", "mean_tokens_s": 11.0}]})");
    folder.write("alone/cold_runs.csv", kRuns + "acme-7b,13.5,0.3,\n");
    const RecordSet records = read(folder);
    EXPECT_EQ(bound(records, "20251002-151824/warm_runs.csv", "run"), "20251002-151824");
    EXPECT_EQ(bound(records, "20251003-101010/warm_runs.csv", "run"), "20251003-101010");
    EXPECT_EQ(bound(records, "20251003-101010/warm_summary.json", "run"), "20251003-101010");
    EXPECT_FALSE(source(records, "alone/cold_runs.csv").bind.contains("run"));
}

TEST(Ingest, ATestColumnIsASuiteOnlyIfItGathersRows) {
    const TempFolder folder;
    folder.write("a.csv", "test_name,tokens_s\nq,1.5\nq,2.5\nr,3.5\nr,4.5\n");
    folder.write("b.csv", "test_name,tokens_s\nq,1.25\nr,2.5\ns,3.5\n");
    const RecordSet records = read(folder);
    EXPECT_EQ(source(records, "a.csv").bind.at("suite").column, "test_name");
    EXPECT_TRUE(source(records, "b.csv").bind.at("suite").path);
    EXPECT_EQ(model::scope_value(records, records.tables[0], "suite", 2), "r");
    EXPECT_EQ(model::scope_value(records, records.tables[1], "suite", 2), "b");
    EXPECT_EQ(records.tables[1].columns[0].reading.meaning, model::Meaning::kInput);
}

TEST(Ingest, TheConfigHasTheLastWordAndIsRecorded) {
    const TempFolder folder;
    folder.write("chimera.toml",
                 "[columns]\nSpeed = \"tokens_s\"\n[models]\nab = \"acme:7b\"\n"
                 "[suites]\n\"old/**\" = \"cold start\"\n");
    folder.write("old/ab_sweep.csv", "Speed\n1.5\n2.5\n");
    const RecordSet records = read(folder);
    EXPECT_EQ(bound(records, "old/ab_sweep.csv", "model"), "acme:7b");
    EXPECT_TRUE(records.sources[0].bind.at("model").config);
    EXPECT_EQ(bound(records, "old/ab_sweep.csv", "suite"), "cold start");
    EXPECT_EQ(records.tables.at(0).columns.at(0).reading.metric->id, "tokens_s");
    EXPECT_EQ(records.config_uses.size(), 3U);
    folder.write("chimera.toml", "[columns]\n\"Speed (ms)\" = \"tokens_s\"\n");
    folder.write("old/cd_sweep.csv", "tokens_s,Speed (ms)\n1.5,7\n2.5,8\n");
    const RecordSet unfit = read(folder);
    EXPECT_EQ(source(unfit, "old/cd_sweep.csv").rejects.size(), 1U);
    EXPECT_TRUE(unfit.config_uses.empty());
    folder.write("chimera.toml", "[columns]\nSpeed = 1\n");
    const auto bad = ingest(folder.root(), {});
    ASSERT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().code, ErrorCode::kUsage);
}

TEST(Ingest, OneFileIsARootAndItsFolderIsWherePathsBegin) {
    const TempFolder folder;
    folder.write("x/a.csv", kRuns);
    const auto records = ingest(folder.path("x/a.csv"), {});
    ASSERT_TRUE(records.ok());
    EXPECT_EQ(records.value().root, folder.path("x"));
    EXPECT_EQ(records.value().sources.at(0).path, "a.csv");
}

TEST(Ingest, ABigFileIsReadByAllThreadsAndKeepsItsHash) {
    const TempFolder folder;
    const std::string body(4000, 'x');
    std::string text = "model,tokens_s,error,response\n";
    while (text.size() < (std::size_t{9} << 20U)) {
        text += "acme-7b,10.5,," + body + "\nacme-7b,,refused,\n";
    }
    folder.write("big.csv", text);
    folder.write("copy.csv", text);
    const RecordSet records = read(folder, {.jobs = 3});
    ASSERT_EQ(records.sources.size(), 2U);
    EXPECT_EQ(records.sources[0].sha256, sha256_hex(text));
    EXPECT_EQ(records.sources[1].duplicate_of, 0U);
    ASSERT_EQ(records.tables.size(), 1U);
    EXPECT_EQ(records.tables[0].failed.size() * 2, records.tables[0].rows);
}

TEST(Ingest, RootsWithoutAValueSayWhatWasLookedFor) {
    const TempFolder folder;
    const auto none = ingest(folder.root(), {});
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::kInput);
    EXPECT_NE(none.error().message.find("csv"), std::string::npos);
    EXPECT_NE(none.error().message.find("no such file is there"), std::string::npos);
    folder.write("a.json", "");
    folder.write(".hidden.csv", "a\n1\n");
    const auto empty = ingest(folder.root(), {});
    ASSERT_FALSE(empty.ok());
    EXPECT_NE(empty.error().message.find("the file is empty"), std::string::npos);
    EXPECT_NE(empty.error().message.find("1 entry was skipped"), std::string::npos);
    EXPECT_FALSE(ingest(folder.path("nowhere"), {}).ok());
    folder.write("b.csv", "tokens_s\n7\n");
    const auto one = ingest(folder.root(), {});
    ASSERT_TRUE(one.ok()) << "a single value is enough";
    EXPECT_EQ(one.value().tables.at(0).columns.at(0).number(0), 7.0);
}

}  // namespace chimera::ingest
