// SPDX-License-Identifier: Apache-2.0
#include "llm/http_client.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/scripted_server.h"
#include "support/server_call.h"
#include "support/temp_folder.h"

namespace chimera::llm {
namespace {

using test::Ending;
using test::patient;
using test::says;
using test::ScriptedServer;
using test::Turn;

// Short enough that a stall ends soon.
constexpr double kShort = 0.2;

HttpClient client_of(const std::string& url, HttpSettings settings = patient()) {
    auto parsed = parse_url(url);
    return {std::move(parsed).value(), std::move(settings)};
}

struct Got {
    std::vector<std::string> pieces;
    std::vector<double> times;
    std::string text;

    OnPiece listener() {
        return [this](std::string_view piece, double at_s) {
            pieces.emplace_back(piece);
            times.push_back(at_s);
            text += piece;
            return true;
        };
    }
};

// What goes wrong when this script is played once.
std::string error_of(std::vector<Turn> turns, HttpSettings settings = patient()) {
    ScriptedServer server({std::move(turns)});
    HttpClient client = client_of(server.url(), std::move(settings));
    const auto reply = client.send({.target = "/x"}, {});
    if (reply.ok()) return "";
    EXPECT_EQ(reply.error().place, server.url() + "/x");
    EXPECT_NE(reply.error().message.find("; "), std::string::npos) << reply.error().message;
    return reply.error().message;
}

TEST(HttpClient, SendsWhatItIsGiven) {
    ScriptedServer server({{Turn{{test::reply("Text/Plain; charset=utf-8", "hello")}}}});
    HttpClient client = client_of(server.url() + "/base/");
    Got got;
    const auto reply = client.send({.method = "POST",
                                    .target = "/x",
                                    .body = "{}",
                                    .headers = {{"Content-Type", "application/json"}}},
                                   got.listener());
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(got.text, "hello");
    EXPECT_EQ(reply.value().status, 200);
    EXPECT_EQ(reply.value().content_type, "text/plain");
    EXPECT_EQ(reply.value().body_bytes, 5U);
    const std::string request = server.requests().at(0);
    EXPECT_TRUE(request.starts_with("POST /base/x HTTP/1.1\r\n")) << request;
    EXPECT_TRUE(says(request, "Host: 127.0.0.1:" + std::to_string(server.port()))) << request;
    EXPECT_TRUE(says(request, "Content-Type: application/json\r\n")) << request;
    EXPECT_TRUE(request.ends_with("\r\n\r\n{}")) << request;
}

TEST(HttpClient, HandsPiecesOnAsTheyComeWithTheirTimes) {
    // Each piece is let out only when the one before it has been handed on.
    ScriptedServer server(
        {{Turn{{test::chunked_head("text/plain") + test::chunk("one"), test::chunk("two"),
                test::chunk("three"), std::string(test::kLastChunk)},
               Ending::kKeep,
               true}}});
    HttpClient client = client_of(server.url());
    Got got;
    const auto listen = got.listener();
    const auto reply = client.send({.target = "/"}, [&](std::string_view piece, double at_s) {
        server.release();
        return listen(piece, at_s);
    });
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(got.pieces, (std::vector<std::string>{"one", "two", "three"}));
    const HttpTimes& times = reply.value().times;
    ASSERT_TRUE(times.connected_s && times.first_byte_s);
    EXPECT_LE(*times.connected_s, times.sent_s);
    EXPECT_LE(times.sent_s, times.head_s);
    EXPECT_LE(times.head_s, *times.first_byte_s);
    EXPECT_DOUBLE_EQ(*times.first_byte_s, times.sent_s + got.times[0]);
    EXPECT_LE(got.times[0], got.times[1]);
    EXPECT_LE(got.times[1], got.times[2]);
    EXPECT_LE(times.sent_s + got.times[2], times.ended_s);
}

TEST(HttpClient, ReadsABodyThatEndsWithTheConnection) {
    ScriptedServer server({{Turn{{"HTTP/1.1 200 OK\r\n\r\nall of it"}}}});
    HttpClient client = client_of(server.url());
    Got got;
    ASSERT_TRUE(client.send({.target = "/"}, got.listener()).ok());
    EXPECT_EQ(got.text, "all of it");
}

TEST(HttpClient, KeepsItsConnection) {
    ScriptedServer server({{Turn{{test::reply("text/plain", "a")}, Ending::kKeep},
                            Turn{{test::reply("text/plain", "b")}, Ending::kKeep}}});
    HttpClient client = client_of(server.url());
    const auto first = client.send({.target = "/"}, {});
    ASSERT_TRUE(first.ok());
    EXPECT_TRUE(first.value().times.connected_s);
    const auto second = client.send({.target = "/"}, {});
    ASSERT_TRUE(second.ok());
    EXPECT_FALSE(second.value().times.connected_s);
}

TEST(HttpClient, OpensAStaleConnectionAnewButAFreshOneNever) {
    const Turn good{{test::reply("text/plain", "a")}, Ending::kKeep};
    const Turn closes{{test::reply("text/plain", "a")}, Ending::kClose};
    const Turn silent{{}, Ending::kClose};
    {
        ScriptedServer server({{closes}, {good}});
        HttpClient client = client_of(server.url());
        ASSERT_TRUE(client.send({.target = "/1"}, {}).ok());
        EXPECT_TRUE(client.send({.target = "/2"}, {}).ok());
        EXPECT_EQ(server.requests().size(), 2U);
    }
    {
        ScriptedServer server({{good, silent}, {good}});
        HttpClient client = client_of(server.url());
        ASSERT_TRUE(client.send({.target = "/1"}, {}).ok());
        EXPECT_TRUE(client.send({.target = "/2"}, {}).ok());
    }
    {
        // The second connection is fresh: its silence is an error.
        ScriptedServer server({{good, silent}, {silent}, {good}});
        HttpClient client = client_of(server.url());
        ASSERT_TRUE(client.send({.target = "/1"}, {}).ok());
        const auto reply = client.send({.target = "/2"}, {});
        ASSERT_FALSE(reply.ok());
        EXPECT_TRUE(says(reply.error().message, "without an answer")) << reply.error().message;
        EXPECT_EQ(server.requests().size(), 3U);
    }
    {
        // A byte of an answer came: the request has been worked on.
        ScriptedServer server({{good, Turn{{"HTTP/1.1 2"}}}, {good}});
        HttpClient client = client_of(server.url());
        ASSERT_TRUE(client.send({.target = "/1"}, {}).ok());
        EXPECT_FALSE(client.send({.target = "/2"}, {}).ok());
        EXPECT_EQ(server.requests().size(), 2U);
    }
}

TEST(HttpClient, GivesRepliesOfEveryStatus) {
    for (const char* status : {"302 Found", "404 Not Found", "500 No"}) {
        ScriptedServer server({{Turn{{test::reply_of_status(status, "text/html", "<p>gone")}}}});
        HttpClient client = client_of(server.url());
        Got got;
        const auto reply = client.send({.target = "/"}, got.listener());
        ASSERT_TRUE(reply.ok());
        EXPECT_EQ(std::to_string(reply.value().status), std::string(status, 3));
        EXPECT_EQ(reply.value().body, "<p>gone");
        EXPECT_TRUE(got.pieces.empty());
    }
}

TEST(HttpClient, KeepsOnlyTheBeginningOfAnErrorsBody) {
    ScriptedServer server(
        {{Turn{{"HTTP/1.1 500 No\r\n\r\n", std::string(5000, 'x')}, Ending::kEndless}}});
    HttpClient client = client_of(server.url());
    const auto reply = client.send({.target = "/"}, {});
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().body, std::string(64UL << 10U, 'x'));
}

TEST(HttpClient, EndsWhenTheCallerHasEnough) {
    ScriptedServer server(
        {{Turn{{test::chunked_head("text/plain"), test::chunk("more ")}, Ending::kEndless}}});
    HttpClient client = client_of(server.url());
    std::size_t pieces = 0;
    const auto reply =
        client.send({.target = "/"}, [&](std::string_view, double) { return ++pieces < 3; });
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_TRUE(reply.value().ended_by_caller);
    EXPECT_EQ(pieces, 3U);
}

TEST(HttpClient, NamesEachTimeLimit) {
    HttpSettings settings = patient();
    settings.limits.first_byte_s = kShort;
    EXPECT_TRUE(says(error_of({Turn{{}, Ending::kStall}}, settings), "no answer within 0.2 s"));
    EXPECT_TRUE(says(error_of({Turn{{"HTTP/1.1 200 OK\r\nX: "}, Ending::kStall}}, settings),
                     "no answer within 0.2 s"));

    settings = patient();
    settings.limits.idle_s = kShort;
    EXPECT_TRUE(says(
        error_of({Turn{{test::chunked_head("a/b"), test::chunk("ten bytes.")}, Ending::kStall}},
                 settings),
        "stalled: nothing for 0.2 s after 10 bytes"));

    settings = patient();
    settings.limits.total_s = kShort;
    EXPECT_TRUE(says(
        error_of({Turn{{test::chunked_head("a/b"), test::chunk("x")}, Ending::kEndless}}, settings),
        "not complete within 0.2 s"));
}

TEST(HttpClient, NamesWhatCannotBeReached) {
    std::string url;
    {
        const ScriptedServer gone({});
        url = gone.url();
    }
    HttpClient refused = client_of(url);
    EXPECT_TRUE(says(refused.send({.target = "/"}, {}).error().message, "refused"));

    // Reserved for names that never exist (RFC 6761).
    HttpClient unknown = client_of("http://chimera.invalid");
    const std::string message = unknown.send({.target = "/"}, {}).error().message;
    EXPECT_TRUE(says(message, "chimera.invalid has no address")) << message;
}

TEST(HttpClient, NamesWhatBreaksOff) {
    const std::string head = test::chunked_head("a/b");
    EXPECT_TRUE(says(error_of({Turn{{}}}), "without an answer"));
    EXPECT_TRUE(says(error_of({Turn{{"HTTP/1.1 200 OK\r\nContent-Le"}}}), "broke off"));
    EXPECT_TRUE(says(error_of({Turn{{head + test::chunk("abc")}}}), "broke off after 3 bytes"));
    EXPECT_TRUE(says(error_of({Turn{{head + "a\r\nabc"}}}), "broke off after 3 bytes"));
    EXPECT_TRUE(says(error_of({Turn{{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcd"}}}),
                     "broke off after 4 bytes"));
    EXPECT_TRUE(says(error_of({Turn{{head + test::chunk("abc")}, Ending::kReset}}), "broke off"));
}

TEST(HttpClient, NamesWhatIsNoHttpAndWhatIsTooLarge) {
    EXPECT_TRUE(says(error_of({Turn{{"220 mail.example.org ESMTP\r\n\r\n"}}}), "not HTTP"));
    EXPECT_TRUE(says(error_of({Turn{{std::string(300, '\0')}}}), "not HTTP"));
    EXPECT_TRUE(
        says(error_of({Turn{{"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}}}), "not HTTP"));
    EXPECT_TRUE(says(error_of({Turn{{test::chunked_head("a/b") + "zz\r\nabc"}}}), "not HTTP"));
    EXPECT_TRUE(says(error_of({Turn{{"HTTP/1.1 200 OK\r\n", "X: " + std::string(500, 'y') + "\r\n"},
                                    Ending::kEndless}}),
                     "the head of the reply is larger than 65536 bytes"));
    HttpSettings settings = patient();
    settings.limits.body_bytes = 1000;
    EXPECT_TRUE(says(error_of({Turn{{test::chunked_head("a/b"), test::chunk(std::string(90, 'x'))},
                                    Ending::kEndless}},
                              settings),
                     "the reply is larger than 1000 bytes"));
    EXPECT_TRUE(says(
        error_of({Turn{{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"}}}, settings),
        "the reply is larger than 1000 bytes"));
}

TEST(HttpClient, StopsWhileItWaits) {
    for (const bool with_head : {false, true}) {
        std::stop_source stop;
        HttpSettings settings = patient();
        settings.stop = stop.get_token();
        std::vector<std::string> pieces;
        if (with_head) pieces = {test::chunked_head("a/b") + test::chunk("x")};
        ScriptedServer server({{Turn{pieces, Ending::kStall}}});
        HttpClient client = client_of(server.url(), settings);
        // The request is there, or its reply has begun: the client waits, and only a stop ends it.
        std::thread stopper;
        if (!with_head) {
            stopper = std::thread([&] {
                while (server.requests().empty()) std::this_thread::yield();
                stop.request_stop();
            });
        }
        const auto reply = client.send({.target = "/"}, [&](std::string_view, double) {
            stopper = std::thread([&] { stop.request_stop(); });
            return true;
        });
        stopper.join();
        ASSERT_FALSE(reply.ok());
        EXPECT_TRUE(says(reply.error().message, "stopped")) << reply.error().message;
        EXPECT_FALSE(client.send({.target = "/"}, {}).ok());
    }
}

TEST(HttpClient, SpeaksTlsToWhomItCanTrust) {
    const test::TempFolder folder;
    const std::string pem = test::self_signed("127.0.0.1");
    folder.write("ca.pem", pem);
    HttpSettings trusting = patient();
    trusting.ca_file = folder.path("ca.pem");
    ScriptedServer server({{Turn{{test::reply("text/plain", "hello")}, Ending::kKeep},
                            Turn{{test::reply("text/plain", "again")}, Ending::kKeep}},
                           {Turn{{test::reply("text/plain", "no")}}}},
                          pem);
    {
        HttpClient client = client_of(server.url(), trusting);
        Got got;
        const auto reply = client.send({.target = "/"}, got.listener());
        ASSERT_TRUE(reply.ok()) << reply.error().message;
        EXPECT_TRUE(client.send({.target = "/"}, got.listener()).ok());
        EXPECT_EQ(got.text, "helloagain");
    }
    HttpClient stranger = client_of(server.url());
    const auto reply = stranger.send({.target = "/"}, {});
    ASSERT_FALSE(reply.ok());
    EXPECT_TRUE(says(reply.error().message, "TLS fails (self")) << reply.error().message;
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpClient, SpeaksNoTlsToAnotherName) {
    const test::TempFolder folder;
    const std::string pem = test::self_signed("elsewhere.example");
    folder.write("ca.pem", pem);
    HttpSettings settings = patient();
    settings.ca_file = folder.path("ca.pem");
    ScriptedServer server({{Turn{{test::reply("text/plain", "no")}}}}, pem);
    HttpClient client = client_of(server.url(), settings);
    const auto reply = client.send({.target = "/"}, {});
    ASSERT_FALSE(reply.ok());
    EXPECT_TRUE(says(reply.error().message, "TLS fails")) << reply.error().message;
    EXPECT_TRUE(server.requests().empty());

    settings.ca_file = folder.path("none.pem");
    HttpClient without = client_of(server.url(), settings);
    EXPECT_TRUE(says(without.send({.target = "/"}, {}).error().message, "TLS fails"));
}

TEST(HttpClient, SpeaksNoTlsToAPlainServer) {
    ScriptedServer server({{Turn{{"220 hello\r\n"}}}});
    HttpSettings settings = patient();
    settings.limits.connect_s = kShort;
    HttpClient client = client_of("https://127.0.0.1:" + std::to_string(server.port()), settings);
    EXPECT_FALSE(client.send({.target = "/"}, {}).ok());
}

}  // namespace
}  // namespace chimera::llm
