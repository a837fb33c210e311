// SPDX-License-Identifier: Apache-2.0
// Files as people's own scripts write them: other headings, languages, shapes and words for a
// failure. What the report says of each, that verify accepts it, and that a lie about it is caught.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "core/rng.h"
#include "core/sha256.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "support/told_report.h"

namespace chimera {
namespace {

class OwnHarness : public ::testing::Test {
protected:
    // The report of what was written under in/, which verify accepts.
    const std::string& reported() {
        EXPECT_EQ(test::run("report '" + temp_.path("in") + "' --reproducible --force -o '" +
                            temp_.path("out") + "'"),
                  0);
        EXPECT_EQ(verified(), 0) << test::read_text(temp_.path("said"));
        report_ = test::read_text(temp_.path("out/report.md"));
        report_.resize(std::min(report_.size(), report_.find("\n## Evidence")));
        evidence_ = test::read_text(temp_.path("out/evidence.json"));
        return report_;
    }
    int verified() {
        return test::run("verify '" + temp_.path("out/report.md") + "' '" + temp_.path("in") + "'",
                         temp_.path("said"));
    }
    // verify's exit code once `from` stands as `to` in the evidence.
    int told(const std::string& from, const std::string& to) {
        EXPECT_NE(evidence_.find(from), std::string::npos) << from;
        temp_.write("out/evidence.json", replace_all(evidence_, from, to));
        return verified();
    }
    // The same with the report's text changed too, and its hash made to fit.
    int reworded(const std::string& from, const std::string& to) {
        const std::string whole = test::read_text(temp_.path("out/report.md"));
        const std::string changed = replace_all(whole, from, to);
        EXPECT_NE(whole, changed) << from << " in " << whole;
        std::string evidence = replace_all(evidence_, from, to);
        evidence = replace_all(std::move(evidence), sha256_hex(whole), sha256_hex(changed));
        temp_.write("out/report.md", changed);
        temp_.write("out/evidence.json", evidence);
        const int answer = verified();
        temp_.write("out/report.md", whole);
        temp_.write("out/evidence.json", evidence_);
        return answer;
    }
    bool says(std::string_view words) const { return report_.find(words) != std::string::npos; }

    test::TempFolder temp_;
    std::string report_;
    std::string evidence_;
};

TEST_F(OwnHarness, FailuresInManySpellings) {
    std::string exits = "model,tokens_per_second,exit_code\n";
    std::string cells = "model,tokens_per_second\n";
    std::string codes = "model,tokens_per_second,http_code,status\n";
    std::string verdicts = "model,tokens_per_second,result\n";
    for (int i = 0; i < 10; ++i) {
        const double value = 50 + 0.1 * i;
        const bool bad = i % 5 == 4;
        exits += bad ? "a-7b,0,137\n" : fmt::format("a-7b,{},0\n", value);
        cells += bad ? "b-7b,OOM\n" : fmt::format("b-7b,{}\n", value);
        codes += bad ? "c-7b,0,503,OOM\n" : fmt::format("c-7b,{},200,OK\n", value);
        verdicts += bad ? "d-7b,0,fail\n" : fmt::format("d-7b,{},pass\n", value);
    }
    temp_.write("in/exits.csv", exits);
    temp_.write("in/cells.csv", cells);
    temp_.write("in/codes.csv", codes);
    temp_.write("in/verdicts.csv", verdicts);
    reported();
    EXPECT_TRUE(says("[8](#f")) << report_;
    EXPECT_TRUE(says("of [40](#f")) << report_;
    EXPECT_TRUE(says("`exit_code: 137`")) << report_;
    EXPECT_TRUE(says("`result: fail`")) << report_;
    EXPECT_FALSE(says("unstable")) << "zeros of failed rows count: " << report_;
    // A row is no failure for a word that sound rows say too.
    EXPECT_EQ(told("\"why\":\"OOM\"", "\"why\":\"b-7b\""), 1);
}

TEST_F(OwnHarness, AColumnThatNoRegistryNamesIsNamedAsItIsWritten) {
    std::string rows = "prompt,gpt-4o-mini tok/s,claude-3-haiku tok/s\n";
    for (int i = 0; i < 8; ++i) rows += fmt::format("p{},{},{}\n", i, 80 + i % 3, 110 + i % 4);
    temp_.write("in/wide.csv", rows);
    reported();
    EXPECT_TRUE(says("`claude-3-haiku tok/s` in `wide`")) << report_;
}

// Ten numbers about `mean`, as a JSON list.
std::string numbers_about(double mean) {
    std::string out;
    for (int i = 0; i < 10; ++i) {
        out += fmt::format("{}{:.2f}", i == 0 ? "[" : ", ", mean + 0.3 * ((i * 7) % 10 - 4.5));
    }
    return out + "]";
}

TEST_F(OwnHarness, KeysOfObjectsTellModelsAndVariantsApart) {
    std::string models;
    for (const auto& [model, speed] : {std::pair{"gemma2:2b", 70.0}, {"llama3.2:3b", 52.0}}) {
        models += fmt::format(
            "{}\"{}\": {{\"chat\": {{\"tokens_per_second\": {}}}, \"code\": "
            "{{\"tokens_per_second\": {}}}}}",
            models.empty() ? "" : ", ", model, numbers_about(speed), numbers_about(speed - 15));
    }
    temp_.write("in/results.json", "{" + models + "}");
    reported();
    EXPECT_TRUE(says("`gemma2:2b` | `variant=chat` | [10]")) << report_;
    EXPECT_TRUE(says("`llama3.2:3b` | `variant=code` | [10]")) << report_;
    EXPECT_FALSE(says("names no model"));
    EXPECT_EQ(told("\"variant\":\"chat\"", "\"variant\":\"cold\""), 1);
}

// A script that collects a list a column: the rows are what stands at one index.
TEST_F(OwnHarness, ListsSideBySideAreColumns) {
    std::string models, speeds, errors;
    for (int i = 0; i < 24; ++i) {
        const std::string comma = i == 0 ? "" : ", ";
        models += comma + (i % 2 == 0 ? "\"alder:2b\"" : "\"birch:7b\"");
        speeds += fmt::format("{}{:.1f}", comma, (i % 2 == 0 ? 90.0 : 60.0) + i % 5);
        errors += comma + (i == 22 ? "\"CUDA out of memory\"" : "null");
    }
    temp_.write("in/results.json", "{\"gpu\": \"H100\", \"results\": {\"model\": [" + models +
                                       "], \"tokens_per_second\": [" + speeds + "], \"error\": [" +
                                       errors + "]}}");
    reported();
    EXPECT_TRUE(says("| `alder:2b` | – | [11]")) << report_;
    EXPECT_TRUE(says("| `birch:7b` | – | [12]")) << report_;
    EXPECT_TRUE(says("CUDA out of memory")) << report_;
    EXPECT_EQ(told("/results/tokens_per_second/0\"", "/results/tokens_per_second/1\""), 1);
    EXPECT_EQ(told("\"model\":\"alder:2b\"", "\"model\":\"birch:7b\""), 1);
    EXPECT_EQ(told("\"why\":\"CUDA out of memory\"", "\"why\":\"timeout\""), 1);
}

// One file a run, which says itself how it was made.
TEST_F(OwnHarness, FilesThatDifferInASettingAreItsArms) {
    const auto write = [&](int run, const std::string& settings, const std::string& speeds) {
        temp_.write(fmt::format("in/run-000{}.json", run),
                    fmt::format("{{\"model\": \"alder:2b\", {}, \"tokens_per_second\": {}}}",
                                settings, speeds));
    };
    write(1, R"("config": {"quantization": "Q4_K_M"})", numbers_about(90));
    write(2, R"("config": {"quantization": "Q8_0"})", numbers_about(60));
    reported();
    EXPECT_TRUE(says("| `quantization=Q4_K_M` | [10]")) << report_;
    EXPECT_TRUE(says("`Q8_0`")) << report_;
    EXPECT_FALSE(says("run-0001` ")) << "the runs are no runs of one thing: " << report_;
    EXPECT_EQ(told("\"config/quantization\":\"Q8_0\"", "\"config/quantization\":\"Q4_K_M\""), 1);

    // Single values at two settings are no sample.
    write(1, R"("quantization": "Q4_K_M")", "90.5");
    write(2, R"("quantization": "Q8_0")", "60.5");
    reported();
    EXPECT_FALSE(says("[75")) << "pooled: " << report_;

    // Where two settings differ at once, nobody can tell which made the difference.
    write(1, R"("gpu": "A100", "batch_size": 1)", numbers_about(90));
    write(2, R"("gpu": "H100", "batch_size": 8)", numbers_about(60));
    reported();
    EXPECT_TRUE(says("could be of either")) << report_;

    // A seed is no setting: these are runs of one thing.
    write(1, R"("seed": 1)", numbers_about(90));
    write(2, R"("seed": 2)", numbers_about(60));
    reported();
    EXPECT_TRUE(says("`run=run-0001`")) << report_;
    EXPECT_FALSE(says("`seed=1`")) << report_;
}

TEST_F(OwnHarness, ArraysUnderOneObjectAreNotComparedUnderOneName) {
    std::string variants;
    for (const auto& [name, speed] : {std::pair{"Q4_K_M", 120.0}, {"Q8_0", 78.0}}) {
        std::string rows;
        for (int i = 0; i < 8; ++i) {
            rows += fmt::format("{}{{\"run\": {}, \"tokens_per_second\": {}}}", i == 0 ? "" : ",",
                                i, speed + 0.5 * (i % 3));
        }
        variants += fmt::format("{}\"{}\": [{}]", variants.empty() ? "" : ", ", name, rows);
    }
    temp_.write("in/mistral.json",
                "{\"model\": \"mistral-7b\", \"quantizations\": {" + variants + "}}");
    reported();
    EXPECT_TRUE(says("`Q4_K_M`")) << report_;
    EXPECT_TRUE(says("at `model=mistral-7b`")) << report_;
    EXPECT_TRUE(says("`mistral-7b` | `variant=Q8_0` | [8]")) << report_;
}

TEST_F(OwnHarness, HeadingsAndNumbersOfOtherLanguages) {
    std::string rows = "Modell;Durchlauf;Tokens/s;Latenz [ms];Fehler\r\n";
    for (int i = 0; i < 9; ++i) {
        rows += fmt::format("wal-7b;{};42,{}5;81{},5;\r\n", i, i, i);
        rows += fmt::format("lux-7b;{};55,{}5;64{},5;\r\n", i, i, i);
    }
    rows +=
        "lux-7b;9;0,00;0,0;Zeit\xC3\xBC"
        "berschreitung\r\n";
    rows += "wal-7b;9;abgebrochen;0,0;\r\n";
    temp_.write("in/messung.csv", "\xEF\xBB\xBF" + rows);
    reported();
    EXPECT_TRUE(says("`lux-7b` | \xE2\x80\x93 | [9](#")) << report_;
    EXPECT_TRUE(says("`wal-7b` | \xE2\x80\x93 | [9](#")) << report_;
    EXPECT_TRUE(says("[2](#")) << "both failures: " << report_;
    EXPECT_TRUE(says("Latency in")) << report_;
}

TEST_F(OwnHarness, UnitsInCells) {
    std::string rows = "model,latency,throughput\n";
    for (int i = 0; i < 8; ++i) {
        rows += i % 2 == 0 ? fmt::format("a-7b,{} ms,79.{} tok/s\n", 250 + i, i)
                           : fmt::format("a-7b,0.25{} s,79.{} tok/s\n", i, i);
    }
    temp_.write("in/cells.csv", rows);
    reported();
    EXPECT_TRUE(says("Generation throughput in `cells`, in tok/s")) << report_;
    EXPECT_TRUE(says("mixes units (ms, s)")) << report_;
    EXPECT_EQ(told("\"unit\":\"tok/s\"", "\"unit\":\"req/s\""), 1);
}

TEST_F(OwnHarness, DocumentsOneBehindTheOtherAreOneSample) {
    temp_.write("in/concat.json",
                "{\"model\":\"a-7b\",\"tokens_per_second\":1.57}{\"model\":\"a-7b\","
                "\"tokens_per_second\":1.59}\n{\"model\":\"b-7b\",\"tokens_per_second\":9}");
    reported();
    EXPECT_TRUE(says("`a-7b` | \xE2\x80\x93 | [2](#")) << report_;
    EXPECT_EQ(told("\"doc=1/tokens_per_second\",\"doc=2/tokens_per_second\"",
                   "\"doc=1/tokens_per_second\""),
              1);
}

TEST_F(OwnHarness, WordsOfOrderAreHeldAgainstTheValues) {
    std::string rows = "model,tokens_per_second,ttft_ms\n";
    for (int i = 0; i < 12; ++i) {
        const double jitter = 0.3 * ((i * 7) % 12 - 5.5);
        rows += fmt::format("oak-7b,{:.2f},{:.2f}\nelm-7b,{:.2f},{:.2f}\n", 50 + jitter,
                            150 - jitter, 40 - jitter, 200 + jitter);
    }
    temp_.write("in/data.csv", rows);
    ASSERT_EQ(test::run("report '" + temp_.path("in") + "' --reproducible --format md -o '" +
                        temp_.path("out") + "'"),
              0);
    report_ = test::read_text(temp_.path("out/report.md"));
    evidence_ = test::read_text(temp_.path("out/evidence.json"));
    ASSERT_EQ(reworded(", before ", ", ahead of "), 0) << "true words of a template of one's own";
    EXPECT_EQ(reworded(", before ", ", behind "), 1);
    EXPECT_EQ(reworded(" ranks first ", " ranks last "), 1);
    // A choice that was weighed is left out of those that were.
    const std::string among =
        test::between(evidence_, "\"proposition\":\"pareto\",\"arguments\":{", "]");
    ASSERT_FALSE(among.empty());
    EXPECT_EQ(told(among, among.substr(0, among.rfind(','))), 1) << among;
}

TEST_F(OwnHarness, ASummaryUnderAnotherNameIsCheckedAgainstTheOnlyRows) {
    std::string rows = "model,tokens_per_second\n";
    for (int i = 0; i < 10; ++i) rows += fmt::format("oak-7b,5{}.5\nelm-7b,4{}.5\n", i, i);
    temp_.write("in/chat.csv", rows);
    temp_.write("in/summary.csv", "model,mean_tokens_per_second\noak-7b,55.00\nelm-7b,49.00\n");
    reported();
    EXPECT_TRUE(says("`summary.csv` stores [49.00 tok/s]")) << report_;
    // One that agrees in nothing is of other rows.
    temp_.write("in/summary.csv", "model,mean_tokens_per_second\noak-7b,85.00\nelm-7b,79.00\n");
    reported();
    EXPECT_FALSE(says("`summary.csv` stores [79.00 tok/s]")) << report_;
}

TEST_F(OwnHarness, FilesThatAreNotUnderstoodAreNamed) {
    temp_.write("in/long.csv", "subject,amount\nspeed of a,42\nspeed of b,55\n");
    temp_.write("in/notes.md", "# Notes\n\nA reaches 42.5 tok/s.\n");
    reported();
    EXPECT_TRUE(says("`long.csv`")) << report_;
    EXPECT_TRUE(says("known as a metric")) << report_;
    EXPECT_TRUE(says("raw rows")) << report_;
    EXPECT_EQ(told("\"role\":\"document\"", "\"role\":\"raw\""), 1);
}

TEST_F(OwnHarness, ATitleMayHoldAnything) {
    temp_.write("in/one.csv", "model,tokens_per_second\na-7b,42\n");
    ASSERT_EQ(test::run("report '" + temp_.path("in") + "' --title 'My `z` <b> [x](y) | 7' -o '" +
                        temp_.path("out") + "'"),
              0);
    EXPECT_EQ(verified(), 0) << test::read_text(temp_.path("said"));
}

}  // namespace
}  // namespace chimera
