// SPDX-License-Identifier: Apache-2.0
#include "ingest/config.h"

#include <gtest/gtest.h>

namespace chimera::ingest {

static Error error_of(std::string_view text) {
    const auto parsed = parse_config(text, "chimera.toml");
    return parsed.ok() ? Error{} : parsed.error();
}

TEST(Config, TakesAllFourTables) {
    const auto config = parse_config(
        "[columns]\n\"Tok/Sec\" = \"tokens_s\"\nWho = \"model\"\n[units]\nlatency = \"ms\"\n"
        "[models]\ngem3 = \"gemma3:latest\"\n[suites]\n\"z/**\" = \"cold\"\n\"a/**\" = \"warm\"\n",
        "chimera.toml");
    ASSERT_TRUE(config.ok()) << config.error().message;
    EXPECT_EQ(config.value().columns.at("tok/sec"), "tokens_s");
    EXPECT_EQ(config.value().units.at("latency"), "ms");
    EXPECT_EQ(config.value().models.at("gem3"), "gemma3:latest");
    ASSERT_EQ(config.value().suites.size(), 2U);
    EXPECT_EQ(config.value().suites[0].first, "z/**") << "globs keep the order of the file";
}

TEST(Config, AReadingFollowsTheConfigAndIsRecorded) {
    const auto config =
        parse_config("[columns]\n\"Tok/Sec\" = \"tokens_s\"\nWho = \"model\"\n", "c").value();
    const auto speed = configured_reading(config, "tok/sec", "");
    ASSERT_TRUE(speed.reading && speed.reading->metric);
    EXPECT_EQ(speed.reading->metric->id, "tokens_s");
    EXPECT_EQ(speed.reading->scale, 1.0);
    ASSERT_EQ(speed.uses.size(), 1U);
    EXPECT_EQ(speed.uses[0].key, "columns.\"Tok/Sec\"");
    EXPECT_EQ(speed.uses[0].value, "tokens_s");
    const auto who = configured_reading(config, "meta/who", "");
    ASSERT_TRUE(who.reading);
    EXPECT_EQ(who.reading->meaning, model::Meaning::kModel);
    EXPECT_FALSE(configured_reading(config, "whose", "").reading);
}

TEST(Config, AUnitScalesTheMetric) {
    const auto config =
        parse_config("[columns]\nwait = \"ttft_s\"\n[units]\nwait = \"ms\"\n", "c").value();
    const auto wait = configured_reading(config, "wait", "");
    ASSERT_TRUE(wait.reading && wait.reading->metric);
    EXPECT_EQ(wait.reading->metric->id, "ttft_s");
    EXPECT_DOUBLE_EQ(wait.reading->scale, 0.001);
    EXPECT_EQ(wait.uses.size(), 2U);
}

TEST(Config, AMetricOfAnotherUnitIsNotApplied) {
    const auto config = parse_config("[columns]\nwait = \"tokens_s\"\n", "c").value();
    const auto wait = configured_reading(config, "wait", "ms");
    ASSERT_TRUE(wait.reading);
    EXPECT_EQ(wait.reading->meaning, model::Meaning::kOther);
    EXPECT_TRUE(wait.uses.empty());
    EXPECT_EQ(wait.complaint,
              "columns.\"wait\" of chimera.toml was not applied: the column is in ms, tokens_s in "
              "tok/s");
}

TEST(Config, MistakesAreUsageErrorsWithTheirLine) {
    EXPECT_EQ(error_of("[columns]\nx = \"no such metric\"\n").place, "chimera.toml:2");
    EXPECT_EQ(error_of("[columns]\nx = \"no such metric\"\n").code, ErrorCode::kUsage);
    EXPECT_EQ(error_of("[colums]\nx = \"model\"\n").place, "chimera.toml:1");
    EXPECT_EQ(error_of("\n\nx = = 1\n").place, "chimera.toml:3");
    EXPECT_EQ(error_of("[units]\n\nx = \"furlongs\"\n").place, "chimera.toml:3");
    EXPECT_EQ(error_of("[models]\nx = 7\n").place, "chimera.toml:2");
    EXPECT_NE(error_of("model = \"x\"\n").message.find("[columns]"), std::string::npos);
    EXPECT_NE(error_of("[columns]\nx = \"y\"\n").message.find("docs/metrics.md"),
              std::string::npos);
}

}  // namespace chimera::ingest
