// SPDX-License-Identifier: Apache-2.0
// What is measured of a model in this process; on a real one where the build has it.
#include "bench/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "bench/plan.h"
#include "core/clock.h"
#include "support/test_model.h"

namespace chimera::bench {
namespace {

Scenario scenario_of(std::vector<Axis> fixed, std::vector<Axis> sweep = {}) {
    Scenario out;
    out.engine = EngineTest{.threads = 2};
    out.fixed = std::move(fixed);
    out.sweep = std::move(sweep);
    return out;
}

std::set<std::string> names_of(const Plan& plan) {
    std::set<std::string> out;
    for (const Point& point : plan.points) out.insert(point.name);
    return out;
}

std::optional<double> setting(const Point& point, const std::string& name) {
    for (const Setting& setting : point.settings) {
        if (setting.name == name) return std::get<double>(setting.value);
    }
    return std::nullopt;
}

TEST(EnginePlan, EachTestStandsInItOnceHoweverManyCombinationsShareIt) {
    const auto plan = make_plan(
        scenario_of({{"max_tokens", {64}}}, {{"prompt_tokens", {128, 512}}, {"depth", {0, 4096}}}));
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(names_of(plan.value()),
              (std::set<std::string>{
                  "pp128,n_depth=0", "pp512,n_depth=0", "tg64,n_depth=0", "pp128+tg64,n_depth=0",
                  "pp512+tg64,n_depth=0", "pp128,n_depth=4096", "pp512,n_depth=4096",
                  "tg64,n_depth=4096", "pp128+tg64,n_depth=4096", "pp512+tg64,n_depth=4096"}));
    EXPECT_EQ(plan.value().legs.size(), 10U);
}

TEST(EnginePlan, RoundsHoldEveryPointOnceInAnOrderOfTheirOwn) {
    Scenario scenario = scenario_of({}, {{"prompt_tokens", {1, 2, 3, 4, 5, 6, 7, 8}}});
    scenario.rounds = 2;
    const Plan plan = make_plan(scenario).value();
    const std::size_t half = plan.points.size();
    std::vector<std::size_t> first, second;
    for (const Leg& leg : plan.legs) (leg.round == 1 ? first : second).push_back(leg.point);
    EXPECT_NE(first, second);
    for (auto* order : {&first, &second}) {
        EXPECT_EQ(std::set<std::size_t>(order->begin(), order->end()).size(), half);
    }
}

TEST(EnginePlan, SamplingIsASettingOfRequestsAlone) {
    Scenario scenario = scenario_of({{"prompt_tokens", {32}}, {"temperature", {0.5}}});
    const Plan plan = make_plan(scenario).value();
    for (const Point& point : plan.points) {
        EXPECT_EQ(setting(point, "temperature").has_value(), point.engine.is_request);
        EXPECT_EQ(setting(point, "n_threads"), 2);
        EXPECT_FALSE(setting(point, "max_tokens"));
        EXPECT_FALSE(setting(point, "concurrency"));
    }
}

TEST(EnginePlan, RefusesWhatItCannotMeasure) {
    EXPECT_FALSE(make_plan(scenario_of({{"prompt_tokens", {0}}, {"max_tokens", {0}}})).ok());
    EXPECT_FALSE(make_plan(scenario_of({{"batch", {0}}})).ok());
    EXPECT_FALSE(make_plan(scenario_of({{"threads", {-1}}})).ok());
    EXPECT_FALSE(make_plan(scenario_of({{"prompt_tokens", {1e12}}})).ok());
    EXPECT_FALSE(make_plan(scenario_of({}, {{"concurrency", {1, 2}}})).ok());
    Scenario server;
    server.requests = 1;
    server.sweep = {{"depth", {0, 1}}};
    EXPECT_FALSE(make_plan(server).ok());
}

class EngineRuns : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(test::model_path())) {
            GTEST_SKIP() << "no model at " << test::model_path() << "; ./chimera fetches it";
        }
        llm::GgufSpec spec;
        spec.path = test::model_path();
        spec.threads = 1;
        spec.num_ctx = 256;
        spec.hashed = false;
        auto opened = llm::Gguf::open(spec);
        ASSERT_TRUE(opened.ok());
        model_.emplace(std::move(opened).value());
    }
    std::optional<llm::Gguf> model_;
    Rng rng_{1};
};

TEST_F(EngineRuns, TheClockRunsForTheTestAndNotForItsDepth) {
    Engine engine(*model_);
    const EngineTest test{.prompt = 8, .generated = 0, .depth = 256, .threads = 1, .batch = 64};
    ASSERT_TRUE(engine.run(test, {}, rng_, {}).ok());
    const double before_s = monotonic_seconds();
    const auto times = engine.run(test, {}, rng_, {});
    const double whole_s = monotonic_seconds() - before_s;
    ASSERT_TRUE(times.ok()) << times.error().message;
    const double timed_s = times.value().end_s - times.value().begin_s;
    EXPECT_GT(timed_s, 0);
    // 256 of 264 tokens are depth.
    EXPECT_LT(timed_s, whole_s / 2);
    EXPECT_DOUBLE_EQ(rate_of(test, times.value()), 8 / timed_s);
    ASSERT_TRUE(times.value().ran);
    EXPECT_GT(*times.value().ran, 0);
}

TEST_F(EngineRuns, ARequestHasATimeForEachOfItsTokens) {
    Engine engine(*model_);
    const EngineTest test{
        .prompt = 20, .generated = 12, .threads = 1, .batch = 8, .is_request = true};
    const auto times = engine.run(test, {}, rng_, {});
    ASSERT_TRUE(times.ok()) << times.error().message;
    const Sample sample = sample_of(test, times.value());
    ASSERT_EQ(sample.chunks_s.size(), 12U);
    EXPECT_TRUE(std::is_sorted(sample.chunks_s.begin(), sample.chunks_s.end()));
    EXPECT_GE(sample.chunks_s.front(), *sample.prompt_eval_s);
    EXPECT_LE(sample.chunks_s.back(), *sample.end_s);
    EXPECT_EQ(sample.tokens, 12U);
    EXPECT_EQ(sample.prompt_tokens, 20U);
}

TEST_F(EngineRuns, WhatDoesNotFitIsAnErrorAndTheNextTestRuns) {
    Engine engine(*model_);
    const EngineTest large{
        .prompt = std::size_t{1} << 40, .generated = 0, .threads = 1, .batch = 256};
    EXPECT_FALSE(engine.run(large, {}, rng_, {}).ok());
    const EngineTest small{.prompt = 4, .generated = 0, .threads = 1, .batch = 256};
    EXPECT_TRUE(engine.run(small, {}, rng_, {}).ok());
}

TEST_F(EngineRuns, StopsBetweenTokens) {
    Engine engine(*model_);
    std::stop_source stop;
    stop.request_stop();
    const EngineTest test{.prompt = 0, .generated = 200, .threads = 1};
    const auto times = engine.run(test, {}, rng_, stop.get_token());
    ASSERT_TRUE(times.ok());
    EXPECT_TRUE(times.value().was_stopped);
}

}  // namespace
}  // namespace chimera::bench
