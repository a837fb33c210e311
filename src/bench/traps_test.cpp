// SPDX-License-Identifier: Apache-2.0
// What servers do to a client that measures: byte for byte, one reply each.
#include <gtest/gtest.h>

#include "bench/load.h"
#include "bench/measures.h"
#include "core/text.h"
#include "support/scripted_server.h"
#include "support/temp_folder.h"

namespace chimera::bench {
namespace {

std::string event(const std::string& delta, const std::string& finish = "null") {
    return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish +
           "}]}\n\n";
}

const std::string kRole = event(R"({"role":"assistant","content":""})");
const std::string kWord = event(R"({"content":" word"})");
const std::string kStop = event("{}", "\"stop\"");
const std::string kUsage =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":4}}\n\n";
const std::string kDone = "data: [DONE]\n\n";
const std::string kWords = kWord + kWord + kWord + kWord;

std::string stream_of(const std::string& events) {
    return test::chunked_head("text/event-stream") + test::chunk(events) +
           std::string(test::kLastChunk);
}

Sample asked(const test::ScriptedServer& server, const std::string& ca_file = {}) {
    const llm::ChatWire wire{.url = llm::parse_url(server.url()).value(),
                             .target = "/v1/chat/completions",
                             .ca_file = ca_file};
    Hooks hooks;
    hooks.ask = [](std::size_t index) { return Ask{index, "{}"}; };
    const auto result = run_load(wire, {.due_s = {0}}, hooks);
    EXPECT_TRUE(result.ok());
    return result.ok() ? result.value().samples.front() : Sample{};
}

Sample told(const std::string& reply) {
    return asked(test::ScriptedServer({{{.pieces = {reply}}}}));
}

TEST(Traps, FormsOfAStreamThatMeanTheSame) {
    const std::string usual = kRole + kWords + kStop + kUsage + kDone;
    const std::string forms[] = {
        stream_of(usual),
        stream_of(kUsage + kRole + kWords + kStop + kDone),
        stream_of(": ping\n\n" + kRole + ": still here\n\n" + kWords + kStop + kUsage + kDone),
        stream_of(replace_all(usual, "\n", "\r\n")),
        "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + usual,
        stream_of(event(R"({"role":"assistant","content":null})") + kWords + kStop + kUsage +
                  kDone)};
    for (const std::string& form : forms) {
        const Sample sample = told(form);
        EXPECT_EQ(sample.reason, "") << sample.message;
        EXPECT_EQ(sample.chunks_s.size(), 4U) << form;
        EXPECT_EQ(sample.tokens, 4U);
        EXPECT_EQ(sample.tokens_by, TokensBy::kUsage);
        EXPECT_TRUE(sample.first_chunk_s);
    }
}

TEST(Traps, EachByteInAChunkOfItsOwn) {
    std::string reply = test::chunked_head("text/event-stream");
    const std::string euro = event("{\"content\":\"\xE2\x82\xAC\"}");
    for (const char c : kRole + euro + euro + kStop + kDone) reply += test::chunk({&c, 1});
    const Sample sample = told(reply + std::string(test::kLastChunk));
    EXPECT_EQ(sample.reason, "") << sample.message;
    EXPECT_EQ(sample.chunks_s.size(), 2U);
}

TEST(Traps, WithoutUsageChunksAreCountedAndTheRecordSaysSo) {
    for (const std::string& end : {kStop + kDone, kStop}) {
        const Sample sample = told(stream_of(kRole + kWords + end));
        EXPECT_EQ(sample.reason, "") << sample.message;
        EXPECT_EQ(sample.tokens, 4U);
        EXPECT_EQ(sample.tokens_by, TokensBy::kChunks);
    }
}

TEST(Traps, ReasoningCountsAndTheAnswerHasItsOwnFirst) {
    const std::string thought = event(R"({"reasoning_content":"hm"})");
    const Sample sample = told(stream_of(kRole + thought + thought + kWords + kStop + kDone));
    EXPECT_EQ(sample.chunks_s.size(), 6U);
    EXPECT_GE(*sample.first_answer_s, sample.chunks_s.front());
}

TEST(Traps, AnEmptyAnswerHasNoFirstToken) {
    const std::string usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":0}}\n\n";
    const Sample sample = told(stream_of(kRole + kStop + usage + kDone));
    EXPECT_EQ(sample.reason, "");
    EXPECT_EQ(sample.tokens, 0U);
    const Latencies times = latencies_of(sample, LoadKind::kClosed);
    EXPECT_FALSE(times.ttft_s);
    EXPECT_FALSE(times.tpot_s);
    EXPECT_FALSE(times.tokens_per_chunk);
}

TEST(Traps, EachFaultHasItsReason) {
    const std::string json = R"({"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]})";
    const std::string short_body =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        "Content-Length: 60\r\n\r\n";
    const struct {
        std::string reply;
        const char* reason;
    } faults[] = {
        {test::reply("application/json", json), "no_stream"},
        {test::reply("text/html", "<h1>no</h1>"), "no_stream"},
        {stream_of(kRole + kWords), "incomplete"},
        {stream_of(kDone.substr(0, 5)), "incomplete"},
        {short_body + kRole + kWords + kStop + kDone, "incomplete"},
        {test::chunked_head("text/event-stream") + test::chunk(kRole), "broken_off"},
        {test::chunked_head("text/event-stream") + "zz\r\nabc\r\n", "malformed"},
        {stream_of(kRole + "data: {oops\n\n" + kWords + kDone), "malformed"},
        {stream_of(kWord + "data: {\"error\":{\"message\":\"out of memory\"}}\n\n"), "reported"},
        {stream_of("data: " + std::string(9U << 20U, 'x') + "\n\n"), "malformed"},
        {"no HTTP at all\r\n\r\n", "malformed"},
        {test::reply_of_status("429 Too Many Requests", "application/json", "{}"), "http_429"},
        {"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://other/\r\nContent-Length: 0\r\n\r\n",
         "http_307"},
        {"", "no_answer"}};
    for (const auto& fault : faults) {
        const Sample sample = told(fault.reply);
        EXPECT_EQ(sample.reason, fault.reason) << sample.message;
        // What is wrong; and what to do.
        EXPECT_FALSE(sample.message.empty());
        EXPECT_TRUE(sample.end_s);
    }
}

TEST(Traps, AnEncryptedLoadTrustsTheCertificateThatItIsGivenAndNoOther) {
    const test::TempFolder folder;
    const std::string pem = test::self_signed("127.0.0.1");
    folder.write("server.pem", pem);
    folder.write("other.pem", test::self_signed("127.0.0.1"));
    const std::string reply = stream_of(kRole + kWords + kStop + kUsage + kDone);
    {
        const test::ScriptedServer server({{{.pieces = {reply}}}}, pem);
        const Sample sample = asked(server, folder.path("server.pem"));
        EXPECT_EQ(sample.reason, "") << sample.message;
        EXPECT_EQ(sample.tokens, 4U);
        EXPECT_EQ(sample.chunks_s.size(), 4U);
    }
    const test::ScriptedServer server({{{.pieces = {reply}}}}, pem);
    const Sample sample = asked(server, folder.path("other.pem"));
    EXPECT_NE(sample.reason, "");
    EXPECT_FALSE(sample.sent_s);
}

// One user, who asks again as soon as it is answered.
Result<LoadResult> asked_in_turn(const test::ScriptedServer& server, std::size_t requests) {
    const llm::ChatWire wire{.url = llm::parse_url(server.url()).value(),
                             .target = "/v1/chat/completions"};
    Hooks hooks;
    hooks.ask = [](std::size_t index) { return Ask{index, "{}"}; };
    return run_load(wire, {.concurrency = 1, .requests = requests}, hooks);
}

const test::Turn kAnswered{.pieces = {stream_of(kRole + kWords + kStop + kUsage + kDone)},
                           .ending = test::Ending::kKeep};
const test::Turn kSwallowed{.pieces = {}, .ending = test::Ending::kClose};

TEST(Traps, WhatAClosingConnectionSwallowedIsSentOnceMore) {
    const test::ScriptedServer server(
        {{kAnswered, kSwallowed}, {kAnswered, kSwallowed}, {kAnswered}});
    const auto result = asked_in_turn(server, 3);
    ASSERT_TRUE(result.ok());
    for (const Sample& sample : result.value().samples) {
        EXPECT_EQ(sample.reason, "") << sample.message;
        EXPECT_EQ(sample.is_resent, sample.index > 0);
        // The loss is the server's: the time runs from the first sending.
        if (sample.is_resent) {
            EXPECT_LT(*sample.sent_s, *sample.connected_s);
        }
    }
    EXPECT_EQ(result.value().client.resent, 2U);
    EXPECT_EQ(server.requests().size(), 5U);
}

TEST(Traps, AServerThatAnswersNobodyIsNotExcused) {
    // Neither on a connection that never answered, nor on the second one for the same request.
    const test::ScriptedServer server({{kSwallowed}, {kAnswered, kSwallowed}, {kSwallowed}});
    const auto result = asked_in_turn(server, 3);
    ASSERT_TRUE(result.ok());
    const auto& samples = result.value().samples;
    ASSERT_EQ(samples.size(), 3U);
    EXPECT_EQ(samples[0].reason, "no_answer");
    EXPECT_FALSE(samples[0].is_resent);
    EXPECT_EQ(samples[1].reason, "");
    EXPECT_EQ(samples[2].reason, "no_answer");
    EXPECT_TRUE(samples[2].is_resent);
}

}  // namespace
}  // namespace chimera::bench
