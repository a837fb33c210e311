// SPDX-License-Identifier: Apache-2.0
// What a report says of a load test's traps, and of the metrics that follow from its lists; each
// beside a twin without the trap; and that values in no order have no trend.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "core/text.h"
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
};

// Results that vLLM appended to one file: the rate is what tells them apart, and nothing beside it;
// "inf" says as little by itself as a number.
TEST_F(Traps, ASweptRateIsNoSecondReason) {
    const char* const slower =
        "[0.014, 0.013, 0.014, 0.015, 0.014, 0.013, 0.014, 0.015, 0.014, 0.013, 0.014]";
    const char* const slowest =
        "[0.022, 0.021, 0.022, 0.023, 0.022, 0.021, 0.022, 0.023, 0.022, 0.021, 0.022]";
    told(run_of("2.0", kEveryToken, "10.9") + run_of("4.0", slower, "13.9") +
         run_of("\"inf\"", slowest, "21.9"));
    EXPECT_TRUE(says("`request_rate=2` has a lower mean gap")) << report_;
    EXPECT_TRUE(says("than `request_rate=inf`")) << report_;
    EXPECT_FALSE(says("`request_rate` as well")) << report_;
    EXPECT_FALSE(says(" `inf`")) << report_;
}

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

// Gaps between tokens that grow from request to request: so many lines, each with its list.
std::string growing_gaps(int requests, int tokens) {
    Rng rng(5);
    std::string out;
    for (int request = 0; request < requests; ++request) {
        std::string gaps;
        for (int i = 0; i < tokens; ++i) {
            const double gap_ms = normal(rng, 10 + 0.04 * (request * tokens + i), 0.2);
            gaps += fmt::format("{}{:.4f}", i == 0 ? "" : ", ", gap_ms);
        }
        out += "{\"model\": \"alder:2b\", \"benchmark\": \"chat\", \"itl_ms\": [" + gaps + "]}\n";
    }
    return out;
}

class Order : public test::ToldReport {
protected:
    using Moves = std::vector<std::pair<std::string, std::string>>;
    // What `verify` answers once the folder holds another file, in which the evidence finds the
    // cells of this one at other places.
    std::string judged_with(const std::string& was, const std::string& is, const Moves& moves) {
        const auto bytes = [](const std::string& text) {
            return fmt::format("\"bytes\":{},", text.size());
        };
        std::string evidence = replace_all(evidence_, sha256_hex(was), sha256_hex(is));
        evidence = replace_all(std::move(evidence), bytes(was), bytes(is));
        for (const auto& [from, to] : moves) {
            EXPECT_NE(evidence.find(from), std::string::npos) << from;
            evidence = replace_all(std::move(evidence), from, to);
        }
        temp_.write("in/r.jsonl", is);
        temp_.write("out/evidence.json", evidence);
        const std::string said = temp_.path("said");
        EXPECT_GE(
            test::run("verify '" + temp_.path("out/report.md") + "' '" + temp_.path("in") + "'",
                      said),
            0);
        return test::read_text(said);
    }
    static bool is_trend(std::string_view line) {
        return line.starts_with("  {\"id\":\"C") &&
               line.find("\"proposition\":\"trend\"") != std::string_view::npos;
    }
    static constexpr std::string_view kWhy = "values of several lists stand in no order of time";
};

TEST_F(Order, ValuesOfOneListMayRise) {
    const std::string one = growing_gaps(1, 120);
    tell("r.jsonl", one, is_trend);
    EXPECT_EQ(verified(claim_, text_), 0);
    const std::string all = "\"line=1/itl_ms/[0-119]\"";
    const std::string halves = "\"line=1/itl_ms/[0-59]\",\"line=1/itl_ms/[60-119]\"";
    EXPECT_EQ(judged_with(one, one, {{all, halves}}).find(kWhy), std::string::npos);
    // The same values in the same order, but from two requests.
    const std::string lists = "\"line=1/itl_ms/[0-59]\",\"line=2/itl_ms/[0-59]\"";
    const Moves cut = {{all, lists}, {"line=1/itl_ms/119", "line=2/itl_ms/59"}};
    EXPECT_NE(judged_with(one, growing_gaps(2, 60), cut).find(kWhy), std::string::npos);
}

TEST_F(Order, ListsOfSeveralRequestsAreInNone) {
    const auto is_claim = [](std::string_view line) { return line.starts_with("  {\"id\":\"C"); };
    tell("r.jsonl", growing_gaps(10, 12), is_claim);
    for (const std::string_view line : split(evidence_, '\n')) EXPECT_FALSE(is_trend(line)) << line;
}

}  // namespace
}  // namespace chimera
