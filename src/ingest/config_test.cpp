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
    std::vector<model::ConfigUse> uses;
    const auto speed = configured_reading(config, "tok/sec", "", uses);
    ASSERT_TRUE(speed && speed->metric);
    EXPECT_EQ(speed->metric->id, "tokens_s");
    EXPECT_EQ(speed->scale, 1.0);
    ASSERT_EQ(uses.size(), 1U);
    EXPECT_EQ(uses[0].key, "columns.\"Tok/Sec\"");
    EXPECT_EQ(uses[0].value, "tokens_s");
    const auto who = configured_reading(config, "meta/who", "", uses);
    ASSERT_TRUE(who);
    EXPECT_EQ(who->meaning, model::Meaning::kModel);
    EXPECT_FALSE(configured_reading(config, "whose", "", uses));
}

TEST(Config, AUnitScalesTheMetric) {
    const auto config =
        parse_config("[columns]\nwait = \"ttft_s\"\n[units]\nwait = \"ms\"\n", "c").value();
    std::vector<model::ConfigUse> uses;
    const auto wait = configured_reading(config, "wait", "", uses);
    ASSERT_TRUE(wait && wait->metric);
    EXPECT_EQ(wait->metric->id, "ttft_s");
    EXPECT_DOUBLE_EQ(wait->scale, 0.001);
    EXPECT_EQ(uses.size(), 2U);
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
