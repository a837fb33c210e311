// SPDX-License-Identifier: Apache-2.0
// What a report says of a load test's traps, and of the metrics that follow from its lists; each
// beside a twin without the trap.
#include <gtest/gtest.h>

#include <string>

#include "support/told_report.h"

namespace chimera {
namespace {

// vLLM's own names; twelve requests of twelve tokens each, 11 ms a token.
std::string run_of(const std::string& rate, const std::string& gaps, const std::string& tpot) {
    std::string ttfts;
    std::string latencies;
    std::string tokens;
    std::string lists;
    for (int i = 0; i < 12; ++i) {
        const std::string comma = i == 0 ? "" : ", ";
        const std::string last = std::to_string(i % 10);
        ttfts += comma + "0.08" + last;
        latencies += comma + "0.20" + last;  // 0.121 s, eleven gaps, behind the first token
        tokens += comma + "12";
        lists += comma + gaps;
    }
    return "{\"date\": \"20260412-101530\", \"model_id\": \"alder:2b\", \"tokenizer_id\": "
           "\"alder\",\n"
           "\"num_prompts\": 12, \"request_rate\": " +
           rate +
           ", \"burstiness\": 1.0, \"max_concurrency\": 4,\n"
           "\"duration\": 6.0, \"completed\": 12, \"failed\": 0, \"request_throughput\": 2.0,\n"
           "\"total_token_throughput\": 90.5, \"mean_ttft_ms\": 83.75, \"mean_tpot_ms\": " +
           tpot + ", \"output_lens\": [" + tokens + "],\n\"ttfts\": [" + ttfts +
           "],\n\"latencies\": [" + latencies + "],\n\"itls\": [" + lists + "]}\n";
}

const char* const kEveryToken =
    "[0.011, 0.011, 0.011, 0.011, 0.011, 0.011, 0.011, 0.011, 0.011, 0.011, 0.011]";
const char* const kEveryOther = "[0.022, 0.022, 0.022, 0.022, 0.022, 0.011]";

class Traps : public test::ToldReport {
protected:
    const std::string& told(const std::string& content) {
        tell("vllm.json", content,
             [](std::string_view line) { return line.starts_with("  {\"id\":\"C"); });
        EXPECT_EQ(verified(claim_, text_), 0);
        return report_;
    }
    bool says(std::string_view words) const { return report_.find(words) != std::string::npos; }
};

TEST_F(Traps, LoadThatWasNotReached) {
    told(run_of("8.0", kEveryToken, "10.9"));
    EXPECT_TRUE(says("8.0 req/s")) << report_;
    EXPECT_TRUE(says("load"));
}

TEST_F(Traps, NothingOfALoadThatWasReachedAndOfChunksOfOneToken) {
    told(run_of("2.0", kEveryToken, "10.9"));
    EXPECT_FALSE(says(" load")) << report_;
    EXPECT_FALSE(says("gaps between chunks"));
    EXPECT_FALSE(says("By its own rows"));
    EXPECT_FALSE(says("where its rows give"));
}

TEST_F(Traps, ChunksOfTwoTokens) {
    told(run_of("2.0", kEveryOther, "10.9"));
    EXPECT_TRUE(says("gaps between chunks")) << report_;
    EXPECT_TRUE(says("[144 tokens]"));
    EXPECT_TRUE(says("[72]"));
}

TEST_F(Traps, TimePerTokenFollowsFromTheLists) {
    told(run_of("2.0", kEveryToken, "12.5"));
    EXPECT_TRUE(says("| time per output token | [12]")) << report_;
    EXPECT_TRUE(says("[12.5 ms]"));
    EXPECT_TRUE(says("By its own rows") || says("where its rows give"));
}

}  // namespace
}  // namespace chimera
