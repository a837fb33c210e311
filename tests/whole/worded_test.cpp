// SPDX-License-Identifier: Apache-2.0
// Reports that agents worded: whoever chooses, and however badly, every statement holds.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "support/test_model.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::run;

const std::vector<std::string>& examples() {
    static const std::vector<std::string> kExamples = {"examples/chimera-101", "examples/formats",
                                                       "tests/golden/csv-failures/in"};
    return kExamples;
}

// Writes the report of a folder of the checkout, and the agents' own, and verifies all three.
fs::path written(const test::TempFolder& temp, const std::string& folder,
                 const std::string& flags) {
    const fs::path root = fs::path(CHIMERA_SOURCE_DIR) / folder;
    const fs::path out = temp.path("out");
    EXPECT_EQ(run("report '" + root.string() + "' -o '" + out.string() +
                  "' --force --reproducible --quiet " + flags),
              0)
        << flags;
    for (const char* name : {"report.md", "collector_report.md", "insight_report.md"}) {
        EXPECT_EQ(run("verify '" + (out / name).string() + "' '" + root.string() + "'"), 0)
            << folder << ' ' << flags << ' ' << name;
    }
    return out;
}

// The lines of evidence.json whose claim is mandatory, without its words: kind and arguments.
std::multiset<std::string> mandatory(const fs::path& out) {
    std::multiset<std::string> all;
    const std::string evidence = read_text(out / "evidence.json");
    for (const std::string_view line : split(evidence, '\n')) {
        if (line.find("\"mandatory\":true") == std::string_view::npos) continue;
        const auto kind = line.find("\"proposition\":\"");
        all.emplace(line.substr(kind, line.find(',', kind) - kind));
    }
    return all;
}

std::size_t words_of_prose(const std::string& report) {
    std::size_t words = 0;
    const std::string body = report.substr(0, report.find("\n## Workflow Summary"));
    for (const std::string_view line : split(body.substr(body.find("\n---")), '\n')) {
        if (line.empty() || line[0] == '|' || line[0] == '#' || line.ends_with(':')) continue;
        for (const std::string_view word : split(line, ' ')) words += word.empty() ? 0 : 1;
    }
    return words;
}

TEST(Agents, WhateverIsChosenAtRandomIsTrue) {
    for (const std::string& folder : examples()) {
        std::set<std::string> texts;
        std::multiset<std::string> said;
        for (int seed = 1; seed <= 6; ++seed) {
            const test::TempFolder temp;
            const fs::path out =
                written(temp, folder, "--llm random --seed " + std::to_string(seed));
            texts.insert(read_text(out / "report.md"));
            if (seed == 1) said = mandatory(out);
            EXPECT_EQ(mandatory(out), said) << folder << " seed " << seed;
        }
        EXPECT_GT(texts.size(), 3U) << "other seeds choose other words: " << folder;
    }
}

TEST(Agents, TheSameSeedWritesTheSameBytes) {
    const test::TempFolder first;
    const test::TempFolder second;
    const std::string flags = "--llm random --seed 3";
    EXPECT_TRUE(read_text(written(first, examples()[0], flags) / "report.md") ==
                read_text(written(second, examples()[0], flags) / "report.md"));
}

TEST(Agents, WhatWasChosenIsSaidAgainWithoutThem) {
    const test::TempFolder first;
    const test::TempFolder second;
    const fs::path out = written(first, examples()[0], "--llm random --seed 5");
    const std::string choices = " --replay '" + (out / "metrics.json").string() + "'";
    const fs::path again = written(second, examples()[0], "--llm random --seed 5" + choices);
    EXPECT_TRUE(read_text(out / "report.md") == read_text(again / "report.md"));
    const fs::path other = fs::path(CHIMERA_SOURCE_DIR) / examples()[1];
    EXPECT_EQ(run("report '" + other.string() + "' -o '" + second.path("other") + "'" + choices), 3)
        << "choices of another report are refused";
}

TEST(Agents, KeepToTheirLength) {
    const test::TempFolder temp;
    const fs::path out = written(temp, examples()[0], "--llm random");
    EXPECT_LT(words_of_prose(read_text(out / "collector_report.md")), 250U);
    const std::size_t insight = words_of_prose(read_text(out / "insight_report.md"));
    EXPECT_GE(insight, 250U);
    EXPECT_LE(insight, 420U);
}

TEST(Agents, AModelThatCannotBeHadCostsASentence) {
    const fs::path root = fs::path(CHIMERA_SOURCE_DIR) / examples()[2];
    const test::TempFolder temp;
    temp.write("foreign.gguf", "model,tokens_s\na,1\n");
    for (const char* name : {"foreign.gguf", "missing.gguf"}) {
        const fs::path out = temp.path("out");
        EXPECT_EQ(run("report '" + root.string() + "' -o '" + out.string() +
                      "' --force --llm embedded --model '" + temp.path(name) + "'"),
                  0);
        EXPECT_EQ(run("verify '" + (out / "report.md").string() + "' '" + root.string() + "'"), 0);
        EXPECT_NE(read_text(out / "report.md").find("**Model:** none"), std::string::npos);
    }
}

TEST(Agents, ARealModelAndItsWorstChoicesAreTrue) {
    if (!fs::exists(test::model_path())) GTEST_SKIP() << "no model at " << test::model_path();
    const std::string model = " --model '" + test::model_path() + "'";
    std::string likely;
    for (const char* mode : {"embedded --wording rank", "embedded", "adversarial"}) {
        const test::TempFolder temp;
        const fs::path out = written(temp, examples()[2], "--llm " + (mode + model));
        const std::string report = read_text(out / "report.md");
        EXPECT_TRUE(report != likely);
        likely = report;
    }
    const test::TempFolder temp;
    EXPECT_TRUE(read_text(written(temp, examples()[2], "--llm adversarial --threads 1" + model) /
                          "report.md") == likely)
        << "the bytes depend on the number of threads";
}

}  // namespace
}  // namespace chimera
