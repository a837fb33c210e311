// SPDX-License-Identifier: Apache-2.0
#include "bench/load.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/mock_server.h"
#include "stats/summary.h"
#include "support/scripted_server.h"

namespace chimera::bench {
namespace {

struct Scene {
    MockSettings mock = {.ttft_s = 0.02, .itl_s = 0.002, .tokens = 8};
    Load load = {.concurrency = 4, .requests = 12};
    llm::Api api = llm::Api::kOpenAi;
    int max_tokens = 8;
};

LoadResult played(const Scene& scene) {
    auto server = MockServer::start(scene.mock);
    EXPECT_TRUE(server.ok());
    auto wire = llm::open_wire(scene.api, {.base_url = server.value().url(), .model = "mock"});
    EXPECT_TRUE(wire.ok()) << wire.error().message;
    Hooks hooks;
    hooks.ask = [&](std::size_t index) {
        return Ask{index,
                   wire.value().body({.user = "one two three"}, {.max_tokens = scene.max_tokens})};
    };
    auto result = run_load(wire.value(), scene.load, hooks);
    EXPECT_TRUE(result.ok()) << result.error().message;
    return std::move(result).value();
}

TEST(RunLoad, EveryRequestOfAClosedLoadHasItsTimes) {
    const LoadResult result = played({});
    ASSERT_EQ(result.samples.size(), 12U);
    EXPECT_EQ(result.client.most_in_flight, 4U);
    EXPECT_EQ(result.client.connections, 4U);
    EXPECT_EQ(result.client.reused, 12U);
    EXPECT_TRUE(result.client.kernel_stamps);
    for (const Sample& sample : result.samples) {
        EXPECT_EQ(sample.reason, "") << sample.message;
        ASSERT_EQ(sample.chunks_s.size(), 8U);
        EXPECT_EQ(sample.tokens, 8U);
        EXPECT_EQ(sample.prompt_tokens, 3U);
        EXPECT_EQ(sample.tokens_by, TokensBy::kUsage);
        EXPECT_TRUE(sample.cut);
        EXPECT_LE(sample.due_s, *sample.sent_s);
        EXPECT_LE(*sample.sent_s, *sample.head_s);
        // The event that only names a role is no token.
        EXPECT_LT(*sample.first_chunk_s, sample.chunks_s.front());
        EXPECT_GE(sample.chunks_s.front() - *sample.sent_s, 0.0199);
        EXPECT_GE(sample.chunks_s.back() - *sample.sent_s, 0.0199 + 7 * 0.002);
        EXPECT_GE(*sample.end_s, sample.chunks_s.back());
    }
}

TEST(RunLoad, OllamaSpeaksInLines) {
    const LoadResult result = played({.api = llm::Api::kOllama});
    ASSERT_EQ(result.samples.size(), 12U);
    for (const Sample& sample : result.samples) {
        EXPECT_EQ(sample.reason, "") << sample.message;
        EXPECT_EQ(sample.chunks_s.size(), 8U);
        EXPECT_EQ(sample.tokens, 8U);
    }
}

TEST(RunLoad, LatencyOfAnOpenLoadCountsFromWhenARequestWasDue) {
    // A server of one place that needs 50 ms, asked every 10 ms: each waits for all before it.
    Scene scene;
    scene.mock = {.ttft_s = 0.05, .itl_s = 0, .tokens = 1};
    scene.load = {.concurrency = 1, .due_s = {0, 0.01, 0.02, 0.03, 0.04}};
    scene.max_tokens = 1;
    const LoadResult result = played(scene);
    ASSERT_EQ(result.samples.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        const Sample& sample = result.samples[i];
        const double from_due_s = *sample.end_s - sample.due_s;
        EXPECT_GE(from_due_s, 0.05 * static_cast<double>(i + 1) - 0.01 * static_cast<double>(i));
        EXPECT_GE(*sample.end_s - *sample.sent_s, 0.0499);
        if (i > 0) {
            EXPECT_NEAR(sample.taken_s, *result.samples[i - 1].end_s, 1e-9);
        }
    }
}

struct Faulty {
    Fault fault;
    std::string reason;
};

TEST(RunLoad, EachFaultOfAServerHasItsReasonAndNothingElseIsLost) {
    const std::vector<Faulty> cases = {
        {Fault::kDrop, "broken_off"},     {Fault::kMalformed, "malformed"},
        {Fault::kStatus500, "http_500"},  {Fault::kStatus429, "http_429"},
        {Fault::kErrorEvent, "reported"}, {Fault::kStall, "stalled"}};
    for (const Faulty& faulty : cases) {
        Scene scene;
        scene.mock.fault = faulty.fault;
        scene.mock.fault_every = 3;
        scene.load.patience.idle_s = 0.3;
        const LoadResult result = played(scene);
        ASSERT_EQ(result.samples.size(), 12U);
        std::size_t failed = 0;
        for (const Sample& sample : result.samples) {
            if (!sample.failed()) {
                EXPECT_EQ(sample.chunks_s.size(), 8U);
                continue;
            }
            ++failed;
            EXPECT_EQ(sample.reason, faulty.reason) << sample.message;
            EXPECT_TRUE(sample.end_s);
        }
        EXPECT_EQ(failed, 4U) << faulty.reason;
    }
}

TEST(RunLoad, CharactersCutBetweenChunksAreWhole) {
    Scene scene;
    scene.mock.splits_characters = true;
    for (const Sample& sample : played(scene).samples) {
        EXPECT_EQ(sample.reason, "") << sample.message;
        EXPECT_EQ(sample.chunks_s.size(), 8U);
    }
}

TEST(RunLoad, SeveralTokensInAChunkShareItsTime) {
    for (const std::size_t k : {2U, 4U, 8U, 16U}) {
        Scene scene;
        scene.mock = {.ttft_s = 0.01, .itl_s = 0.001, .tokens_per_chunk = k};
        scene.max_tokens = 32;
        for (const Sample& sample : played(scene).samples) {
            EXPECT_EQ(sample.chunks_s.size(), 32 / k);
            EXPECT_EQ(sample.tokens, 32U);
        }
    }
}

TEST(RunLoad, AServerThatRepeatsTheKeyDoesNotGetItIntoTheResult) {
    const std::string said = R"({"error": {"message": "the key sk-secret-1 is not known"}})";
    const test::ScriptedServer server(
        {{{.pieces = {test::reply_of_status("401 Unauthorized", "application/json", said)}}},
         {{.pieces = {test::chunked_head("text/event-stream"),
                      test::chunk("data: " + said + "\n\n"), std::string(test::kLastChunk)}}}});
    const llm::ChatWire wire{.url = llm::parse_url(server.url()).value(),
                             .target = "/v1/chat/completions",
                             .headers = {{"Authorization", "Bearer sk-secret-1"}},
                             .secrets = {"sk-secret-1"}};
    Hooks hooks;
    hooks.ask = [](std::size_t index) { return Ask{index, "{}"}; };
    // One after the other, each on a connection of its own.
    for (const std::string reason : {"http_401", "reported"}) {
        const auto result = run_load(wire, {.due_s = {0}}, hooks);
        ASSERT_TRUE(result.ok());
        const Sample& sample = result.value().samples.front();
        EXPECT_EQ(sample.reason, reason);
        EXPECT_NE(sample.message.find("is not known"), std::string::npos) << sample.message;
        EXPECT_EQ(sample.message.find("sk-secret"), std::string::npos) << sample.message;
    }
}

TEST(RunLoad, NobodyListens) {
    std::string url;
    {
        auto server = MockServer::start({});
        ASSERT_TRUE(server.ok());
        url = server.value().url();
    }
    auto parsed = llm::parse_url(url);
    ASSERT_TRUE(parsed.ok());
    const llm::ChatWire wire{.url = parsed.value(), .target = "/v1/chat/completions"};
    Hooks hooks;
    hooks.ask = [](std::size_t index) { return Ask{index, "{}"}; };
    auto result = run_load(wire, {.concurrency = 2, .requests = 5}, hooks);
    ASSERT_TRUE(result.ok());
    ASSERT_EQ(result.value().samples.size(), 5U);
    for (const Sample& sample : result.value().samples) EXPECT_EQ(sample.reason, "refused");
}

TEST(TokensPerSecond, AreWhatChunksHeldInRequestsThatEnded) {
    EXPECT_EQ(tokens_per_s({.elapsed_s = 2, .chunks = 50}), std::nullopt);
    EXPECT_EQ(tokens_per_s({.chunks = 50, .counted_tokens = 8, .counted_chunks = 4}), std::nullopt);
    // Ten more chunks than those of the requests that ended are under way.
    EXPECT_EQ(
        tokens_per_s({.elapsed_s = 2, .chunks = 50, .counted_tokens = 160, .counted_chunks = 40}),
        100.0);
}

}  // namespace
}  // namespace chimera::bench
