// SPDX-License-Identifier: Apache-2.0
#include "bench/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "bench/arrivals.h"
#include "stats/summary.h"

namespace chimera::bench {
namespace {

TEST(ParseScenario, ReadsWhatPeopleWrite) {
    EXPECT_DOUBLE_EQ(parse_seconds("50ms").value(), 0.05);
    EXPECT_DOUBLE_EQ(parse_seconds("1.5").value(), 1.5);
    EXPECT_DOUBLE_EQ(parse_seconds("2m").value(), 120);
    EXPECT_FALSE(parse_seconds("-1s").ok());
    EXPECT_FALSE(parse_seconds("fast").ok());
    const Axis axis = parse_axis("num_ctx=1024,2048").value();
    EXPECT_EQ(axis.name, "num_ctx");
    EXPECT_EQ(axis.values, (std::vector<double>{1024, 2048}));
    EXPECT_FALSE(parse_axis("num_ctx").ok());
    EXPECT_FALSE(parse_axis("num_ctx=a").ok());
    EXPECT_DOUBLE_EQ(parse_arrivals("gamma:0.5").value().cv, 0.5);
    EXPECT_FALSE(parse_arrivals("gamma:0").ok());
    EXPECT_FALSE(parse_arrivals("burst").ok());
    const Stage ramp = parse_stage("10-50:60s").value();
    EXPECT_DOUBLE_EQ(ramp.to, 50);
    EXPECT_FALSE(parse_stage("0:10s").ok());
    const auto objectives = parse_objectives("ttft_p99=500ms,e2e_latency_p90=2s").value();
    ASSERT_EQ(objectives.size(), 2U);
    EXPECT_DOUBLE_EQ(objectives[0].percentile, 0.99);
    EXPECT_DOUBLE_EQ(objectives[1].limit_s, 2);
    EXPECT_FALSE(parse_objectives("ttft=500ms").ok());
    EXPECT_FALSE(parse_objectives("speed_p99=1s").ok());
}

TEST(ParseTrace, KnowsMooncakeAndBurstGpt) {
    const auto mooncake = parse_trace(
        "{\"timestamp\": 1000, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0]}\n"
        "{\"timestamp\": 4000, \"input_length\": 7, \"output_length\": 2}\n");
    ASSERT_TRUE(mooncake.ok());
    ASSERT_EQ(mooncake.value().size(), 2U);
    EXPECT_DOUBLE_EQ(mooncake.value()[1].due_s, 3);
    EXPECT_EQ(mooncake.value()[0].prompt_tokens, 6758U);
    const auto burst = parse_trace(
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
        "5,ChatGPT,472,18,490,Conversation log\n45,ChatGPT,1087,230,1317,Conversation log\n");
    ASSERT_TRUE(burst.ok());
    EXPECT_DOUBLE_EQ(burst.value()[1].due_s, 40);
    EXPECT_EQ(burst.value()[1].tokens, 230U);
    EXPECT_FALSE(parse_trace("").ok());
    EXPECT_FALSE(parse_trace("{\"timestamp\": \"soon\"}\n").ok());
}

TEST(DueTimes, HaveTheRateThatWasAskedFor) {
    for (const char* kind : {"constant", "poisson", "gamma:0.5", "gamma:3"}) {
        Rng rng(7);
        const auto arrivals = parse_arrivals(kind).value();
        const auto due = due_times({arrivals, {{200, 200, 50}}, 0}, rng);
        ASSERT_EQ(due.size(), 10000U) << kind;
        EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
        EXPECT_EQ(due.front(), 0);
        std::vector<double> gaps;
        for (std::size_t i = 1; i < due.size(); ++i) gaps.push_back(due[i] - due[i - 1]);
        EXPECT_NEAR(stats::mean(gaps).value() * 200, 1, 0.02) << kind;
        const double cv = stats::cv(gaps).value() / 100;
        EXPECT_NEAR(cv, arrivals.kind == ArrivalKind::kConstant ? 0 : arrivals.cv,
                    0.1 * arrivals.cv + 1e-9)
            << kind;
    }
}

TEST(DueTimes, FollowARamp) {
    Rng rng(1);
    const auto due =
        due_times({{ArrivalKind::kConstant, 0}, {{0, 100, 10}, {100, 100, 5}}, 0}, rng);
    ASSERT_EQ(due.size(), 1000U);
    // Half of the way up a quarter of the ramp's requests have come.
    const auto halfway = std::lower_bound(due.begin(), due.end(), 5.0) - due.begin();
    EXPECT_NEAR(static_cast<double>(halfway), 125, 1);
    const auto top = std::lower_bound(due.begin(), due.end(), 10.0) - due.begin();
    EXPECT_NEAR(static_cast<double>(top), 500, 1);
}

TEST(MakePlan, EveryPointComesInEveryRound) {
    Scenario scenario;
    scenario.requests = 5;
    scenario.rounds = 3;
    scenario.sweep = {{"num_ctx", {1024, 2048}}, {"temperature", {0.2, 0.8}}};
    const Plan plan = make_plan(scenario).value();
    ASSERT_EQ(plan.points.size(), 4U);
    ASSERT_EQ(plan.legs.size(), 12U);
    for (std::size_t round = 0; round < 3; ++round) {
        std::set<std::size_t> points;
        for (std::size_t i = 0; i < 4; ++i) {
            EXPECT_EQ(plan.legs[4 * round + i].round, round + 1);
            points.insert(plan.legs[4 * round + i].point);
        }
        EXPECT_EQ(points.size(), 4U);
    }
    EXPECT_EQ(plan.points[1].name, "num_ctx=1024,temperature=0.8");
    EXPECT_EQ(plan.points[1].options.num_ctx, 1024);
    EXPECT_FALSE(plan.expected_s);
}

TEST(MakePlan, ALatinDesignIsBalancedInEveryPairOfSettings) {
    Scenario scenario;
    scenario.requests = 1;
    scenario.design = Design::kLatin;
    scenario.sweep = {{"num_ctx", {1, 2, 3}}, {"num_gpu", {1, 2, 3}}, {"top_k", {1, 2, 3}}};
    const Plan plan = make_plan(scenario).value();
    ASSERT_EQ(plan.points.size(), 9U);
    std::set<std::pair<int, int>> pairs;
    for (const Point& point : plan.points)
        pairs.emplace(*point.options.num_gpu, *point.options.top_k);
    EXPECT_EQ(pairs.size(), 9U);
    scenario.sweep[0].values.pop_back();
    EXPECT_FALSE(make_plan(scenario).ok());
}

TEST(MakePlan, SaysWhatContradictsItself) {
    Scenario scenario;
    EXPECT_FALSE(make_plan(scenario).ok());  // no end
    scenario.requests = 3;
    scenario.sweep = {{"colour", {1}}};
    EXPECT_NE(make_plan(scenario).error().message.find("colour"), std::string::npos);
    scenario.sweep = {{"rate", {1, 2}}};
    scenario.stages = {{1, 1, 1}};
    EXPECT_FALSE(make_plan(scenario).ok());
}

}  // namespace
}  // namespace chimera::bench
