// SPDX-License-Identifier: Apache-2.0
#include "bench/measures.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/goodput.h"
#include "bench/stream_file.h"
#include "bench/verdict.h"

namespace chimera::bench {
namespace {

// `chunks` chunks of `k` tokens, the first `ttft_s` after it was sent, then one each 10 ms times k.
struct Made {
    double due_s = 0;
    double wait_s = 0;
    double ttft_s = 0.05;
    std::size_t chunks = 8;
    std::size_t k = 1;
};

Sample sample_of(std::size_t index, const Made& made) {
    Sample out{.index = index, .prompt = index, .due_s = made.due_s};
    out.taken_s = made.due_s;
    out.begun_s = out.sent_s = made.due_s + made.wait_s;
    out.head_s = out.first_chunk_s = *out.sent_s + 0.001;
    for (std::size_t i = 0; i < made.chunks; ++i) {
        out.chunks_s.push_back(*out.sent_s + made.ttft_s + 0.01 * static_cast<double>(i * made.k));
    }
    out.first_answer_s = out.chunks_s.front();
    out.end_s = out.chunks_s.back();
    out.tokens = made.chunks * made.k;
    out.prompt_tokens = 10;
    out.tokens_by = TokensBy::kUsage;
    return out;
}

Round round_of(std::size_t n, const Made& made) {
    Round out;
    for (std::size_t i = 0; i < n; ++i) {
        Made at = made;
        at.due_s += 0.2 * static_cast<double>(i);
        out.samples.push_back(sample_of(i, at));
    }
    out.client.wall_s = 1;
    return out;
}

TEST(LatenciesOf, CountFromSentAndInAnOpenLoadFromDueToo) {
    const Sample sample = sample_of(0, {.due_s = 1, .wait_s = 0.5});
    const Latencies open = latencies_of(sample, LoadKind::kOpen);
    EXPECT_NEAR(*open.ttft_s, 0.05, 1e-12);
    EXPECT_NEAR(*open.ttft_due_s, 0.55, 1e-12);
    EXPECT_NEAR(*open.ttfr_s, 0.001, 1e-12);
    EXPECT_NEAR(*open.e2e_s, 0.12, 1e-12);
    EXPECT_NEAR(*open.e2e_due_s, 0.62, 1e-12);
    EXPECT_NEAR(*open.tpot_s, 0.01, 1e-12);
    EXPECT_NEAR(*open.schedule_delay_s, 0.5, 1e-12);
    EXPECT_FALSE(latencies_of(sample, LoadKind::kClosed).ttft_due_s);
}

TEST(LatenciesOf, SeveralTokensInAChunkShareItsGap) {
    for (const std::size_t k : {2U, 4U, 8U, 16U}) {
        const Latencies times = latencies_of(sample_of(0, {.k = k}), LoadKind::kClosed);
        EXPECT_DOUBLE_EQ(*times.tokens_per_chunk, static_cast<double>(k));
        for (const double gap_s : times.itl_s) EXPECT_NEAR(gap_s, 0.01, 1e-12) << k;
    }
    // One token without a text, as an end of the answer is, makes no chunk of several.
    Sample sample = sample_of(0, {});
    sample.tokens = 9;
    EXPECT_NEAR(latencies_of(sample, LoadKind::kClosed).itl_s.front(), 0.01, 1e-12);
}

TEST(LatenciesOf, AFailedRequestHasNone) {
    Sample sample = sample_of(0, {});
    sample.reason = "broken_off";
    const Latencies times = latencies_of(sample, LoadKind::kClosed);
    EXPECT_FALSE(times.ttft_s);
    EXPECT_FALSE(times.e2e_s);
    EXPECT_TRUE(times.itl_s.empty());
}

TEST(LatenciesOf, OneTokenHasNoTimePerToken) {
    EXPECT_FALSE(latencies_of(sample_of(0, {.chunks = 1}), LoadKind::kClosed).tpot_s);
}

TEST(Measure, CountsFailuresByReasonAndKeepsThemOutOfTimes) {
    Round round = round_of(10, {});
    round.samples[3].reason = "stalled";
    const RunMeasures measures = measure(std::span(&round, 1), LoadKind::kClosed, 1);
    EXPECT_EQ(measures.requests, 10U);
    EXPECT_EQ(measures.completed, 9U);
    EXPECT_EQ(measures.reasons.at("stalled"), 1U);
    EXPECT_EQ(measures.find("ttft_s")->values.size(), 9U);
    EXPECT_EQ(measures.find("itl_ms")->values.size(), 9U * 7);
    EXPECT_EQ(measures.find("ttft_due_s"), nullptr);
}

TEST(SteadyWindow, LeavesTheRampAndTheDrainOut) {
    std::vector<Sample> samples;
    // Users begin one second after the other and end ten seconds later.
    for (std::size_t i = 0; i < 4; ++i) {
        Sample sample{.index = i};
        sample.sent_s = static_cast<double>(i);
        sample.end_s = static_cast<double>(i) + 10;
        samples.push_back(sample);
    }
    const auto window = steady_window(samples);
    ASSERT_TRUE(window);
    EXPECT_DOUBLE_EQ(window->from_s, 3);
    EXPECT_DOUBLE_EQ(window->to_s, 10);
}

std::vector<std::string> verdict_of(Round round, std::optional<std::size_t> asked = {},
                                    bool repeats = false, LoadKind kind = LoadKind::kClosed) {
    const std::vector<Round> rounds = {std::move(round)};
    const RunMeasures measures = measure(rounds, kind, 1);
    Evidence evidence{.rounds = rounds, .measures = measures, .kind = kind};
    evidence.client = client_figures(rounds);
    evidence.asked_tokens = asked;
    evidence.repeats_prompts = repeats;
    return verdicts_of(judge(evidence));
}

using Verdicts = std::vector<std::string>;

TEST(Judge, FindsNothingWrongWithAGoodRun) {
    EXPECT_EQ(verdict_of(round_of(40, {}), 8), Verdicts{"ok"});
}

TEST(Judge, AClientThatReadsLateIsTheLimit) {
    Round round = round_of(40, {});
    round.client.read_lags_s.assign(100, 0.004);
    EXPECT_EQ(verdict_of(round), Verdicts{"client-limited"});
    // With the kernel's stamps the time of an arrival stays, until the next one joins it.
    round.client.kernel_stamps = true;
    EXPECT_EQ(verdict_of(round), Verdicts{"ok"});
    round.client.read_lags_s.assign(100, 0.006);
    EXPECT_EQ(verdict_of(round), Verdicts{"client-limited"});
}

TEST(Judge, ALateSenderIsTheLimitAndAWaitForAPlaceIsNot) {
    Round late = round_of(40, {.wait_s = 0.02});
    EXPECT_EQ(verdict_of(late), Verdicts{"client-limited"});
    for (Sample& sample : late.samples) sample.taken_s = *sample.sent_s;
    EXPECT_EQ(verdict_of(late), Verdicts{"ok"});
}

TEST(Judge, TheTimeThatAServerTakesToConnectIsNotTheClients) {
    Round slow = round_of(40, {.wait_s = 0.02});
    for (Sample& sample : slow.samples) sample.begun_s = sample.taken_s;
    EXPECT_EQ(verdict_of(slow), Verdicts{"ok"});
}

// 8 ms: more than a tenth of the 50 ms to the first token, less than one of the 120 ms of a
// request.
TEST(Judge, ADelayIsHeldAgainstWhatItChanges) {
    const Round late = round_of(40, {.wait_s = 0.008});
    EXPECT_EQ(verdict_of(late, std::nullopt, false, LoadKind::kClosed), Verdicts{"ok"});
    EXPECT_EQ(verdict_of(late, std::nullopt, false, LoadKind::kOpen), Verdicts{"client-limited"});
}

TEST(Judge, AServerThatDropsRequestsCuts) {
    Round round = round_of(40, {});
    round.samples[5].reason = "broken_off";
    EXPECT_EQ(verdict_of(round), Verdicts{"server-cut"});
}

TEST(Judge, AMachineWithoutConnectionsLeftIsTheClients) {
    for (const char* reason : {"no_port", "no_descriptor"}) {
        Round round = round_of(40, {});
        round.samples[5].reason = reason;
        EXPECT_EQ(verdict_of(round), Verdicts{"client-limited"}) << reason;
    }
}

TEST(Judge, AFirstAnswerFarOverTheOthersIsCold) {
    Round round = round_of(40, {});
    round.samples.front() = sample_of(0, {.ttft_s = 0.5});
    EXPECT_EQ(verdict_of(round), Verdicts{"cold"});
}

TEST(Judge, CachedPromptsContaminate) {
    Round round = round_of(40, {});
    for (Sample& sample : round.samples) sample.cached_tokens = 8;
    EXPECT_EQ(verdict_of(round), Verdicts{"cache-contaminated"});
    Round repeats;
    for (std::size_t i = 0; i < 24; ++i) {
        Sample sample =
            sample_of(i, {.due_s = 0.2 * static_cast<double>(i), .ttft_s = i < 4 ? 0.2 : 0.03});
        sample.prompt = i % 4;
        repeats.samples.push_back(sample);
    }
    EXPECT_EQ(verdict_of(repeats, {}, true), Verdicts{"cache-contaminated"});
}

TEST(Judge, AnswersOfAnotherLengthThanAskedFor) {
    EXPECT_EQ(verdict_of(round_of(40, {}), 64), Verdicts{"unequal-output"});
}

TEST(Judge, ALoadThatSlowsDownIsUnsteady) {
    Round round = round_of(40, {});
    for (std::size_t i = 20; i < 40; ++i) {
        for (std::size_t j = 1; j < 8; ++j) {
            round.samples[i].chunks_s[j] =
                round.samples[i].chunks_s[0] + 0.02 * static_cast<double>(j);
        }
    }
    EXPECT_EQ(verdict_of(round), Verdicts{"unsteady"});
}

// Gaps of one request are alike: a hundred of them are no hundred measurements.
TEST(Measure, TheIntervalOfGapsIsAsWideAsRequestsDiffer) {
    Round round;
    for (std::size_t i = 0; i < 20; ++i) {
        round.samples.push_back(sample_of(i, {.chunks = 8, .k = i % 2 == 0 ? 1U : 3U}));
        round.samples.back().tokens = 8;
    }
    const auto measures = measure(std::span(&round, 1), LoadKind::kClosed, 1);
    const Measure* gaps = measures.find("itl_ms");
    ASSERT_NE(gaps, nullptr);
    EXPECT_EQ(gaps->values.size(), 140U);
    // Means of 20 requests at 10 and 30 ms: 2 * 1.96 * 10.3 / sqrt(20) = 9.0 ms wide.
    const double width_ms = (gaps->mean_ci->high - gaps->mean_ci->low) * 1e3;
    EXPECT_NEAR(width_ms, 9, 1.5);
}

TEST(Goodput, AnAnswerOfOneTokenHasNoTimePerTokenThatCouldBeGood) {
    Round round = round_of(4, {});
    round.samples[0] = sample_of(0, {.chunks = 1});
    const std::vector<Objective> objectives = {{"tpot", 0.9, 0.02}};
    const Goodput goodput = goodput_of(std::span(&round, 1), LoadKind::kClosed, objectives, 1);
    EXPECT_EQ(goodput.good, 3U);
    EXPECT_EQ(goodput.objectives[0].of, 3U);
    EXPECT_EQ(goodput.objectives[0].met, 3U);
}

TEST(Goodput, ARequestIsGoodWithinEveryLimit) {
    Round round = round_of(10, {});
    round.samples[0] = sample_of(0, {.ttft_s = 0.9});
    round.samples[1].reason = "stalled";
    const std::vector<Objective> objectives = {{"ttft", 0.9, 0.1}, {"tpot", 0.9, 0.02}};
    const Goodput goodput = goodput_of(std::span(&round, 1), LoadKind::kClosed, objectives, 2);
    EXPECT_EQ(goodput.good, 8U);
    EXPECT_DOUBLE_EQ(goodput.good_per_s, 4);
    EXPECT_EQ(goodput.objectives[0].met, 8U);
    EXPECT_EQ(goodput.objectives[0].of, 10U);
    EXPECT_EQ(holds(goodput), Held::kUnsure);
}

TEST(RequestLine, SaysWhatWasSeenAndNothingOfWhatWasNot) {
    Point point{.settings = {{"concurrency", 4.0}, {"temperature", 0.2}}, .name = "all"};
    const RunLabel label{"e", "m", &point, LoadKind::kClosed};
    const auto line = request_line(label, sample_of(2, {}), Phase::kMeasured, 1);
    EXPECT_EQ(line["kind"], "request");
    EXPECT_EQ(line["parameters"].dump(), R"({"concurrency":4,"temperature":0.2})");
    EXPECT_DOUBLE_EQ(line["ttft_s"].get<double>(), 0.05);
    EXPECT_FALSE(line.contains("ttft_due_s"));
    EXPECT_FALSE(line.contains("cached_tokens"));
    Sample failed = sample_of(3, {});
    failed.reason = "stalled";
    failed.message = "the reply stalled";
    const auto other = request_line(label, failed, Phase::kMeasured, 1);
    EXPECT_EQ(other["success"], false);
    EXPECT_FALSE(other.contains("ttft_s"));
    EXPECT_FALSE(other.contains("itl_ms"));
}

}  // namespace
}  // namespace chimera::bench
