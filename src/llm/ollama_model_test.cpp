// SPDX-License-Identifier: Apache-2.0
// Against a server that plays bytes. What a real one does: tests/servers.
#include "llm/ollama_model.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/scripted_server.h"
#include "support/server_call.h"
#include "support/temp_folder.h"

namespace chimera::llm {
namespace {

using nlohmann::json;
using test::Connection;
using test::Ending;
using test::says;
using test::ScriptedServer;
using test::sent;
using test::Turn;

constexpr const char* kType = "application/x-ndjson";

std::string tags(const std::vector<std::string>& names) {
    json models = json::array();
    for (const std::string& name : names) models.push_back({{"name", name}});
    return test::reply("application/json", json{{"models", models}}.dump());
}

ServerSpec spec_of(const ScriptedServer& server) {
    ServerSpec spec{.base_url = server.url()};
    spec.http = test::patient();
    return spec;
}

// A server with one model that answers one call like this.
Connection answering(Turn turn) {
    return {Turn{{tags({"tiny:latest"})}, Ending::kKeep}, std::move(turn)};
}

Result<Reply> asked(const ScriptedServer& server, const Prompt& prompt = {.user = "hi"}) {
    auto model = open_ollama(spec_of(server));
    if (!model.ok()) return model.error();
    return model.value()->generate(prompt, {}, {});
}

std::string error_of(Turn turn) {
    const ScriptedServer server({answering(std::move(turn))});
    const auto reply = asked(server);
    if (reply.ok()) return "";
    EXPECT_EQ(reply.error().message.find('\n'), std::string::npos);
    return reply.error().message;
}

constexpr const char* kGood =
    "{\"response\":\"Hel\",\"done\":false}\n{\"response\":\"\",\"done\":false}\n"
    "{\"response\":\"lo\",\"done\":false}\n"
    "{\"response\":\"\",\"done\":true,\"done_reason\":\"stop\",\"context\":[1,2],"
    "\"total_duration\":9,\"load_duration\":2000000000,\"prompt_eval_count\":7,"
    "\"prompt_eval_duration\":500000000,\"eval_count\":2,\"eval_duration\":250000000}\n";

TEST(OllamaModel, StreamsWithItsOwnFigures) {
    const ScriptedServer server({answering(Turn{{test::reply(kType, kGood)}})});
    const auto reply = asked(server);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().text, "Hello");
    ASSERT_EQ(reply.value().chunks.size(), 2U);
    EXPECT_EQ(reply.value().chunks[1].text, "lo");
    EXPECT_FALSE(reply.value().cut);
    const Timing& timing = reply.value().timing;
    EXPECT_EQ(timing.load_s, 2.0);
    EXPECT_EQ(timing.prompt_eval_s, 0.5);
    EXPECT_EQ(timing.eval_s, 0.25);
    EXPECT_EQ(timing.prompt_tokens, 7U);
    EXPECT_EQ(timing.tokens, 2U);
    ASSERT_TRUE(timing.ttft_s);
    EXPECT_EQ(*timing.ttft_s, reply.value().chunks[0].at_s);
    EXPECT_LE(*timing.ttft_s, timing.total_s);
    EXPECT_EQ(sent(server), (json{{"model", "tiny:latest"}, {"stream", true}, {"prompt", "hi"}}));
    EXPECT_TRUE(server.requests()[1].starts_with("POST /api/generate "));
    EXPECT_FALSE(says(server.requests()[1], "Authorization"));
}

TEST(OllamaModel, ChatsWhereThereIsASystemPromptAndSendsWhatIsSet) {
    const ScriptedServer server({answering(Turn{{test::reply(
        kType,
        "{\"message\":{\"role\":\"assistant\",\"content\":\"Yes\"},\"done\":false}\n"
        "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"length\"}")}})});
    auto model = open_ollama(spec_of(server));
    ASSERT_TRUE(model.ok());
    const Options options{.num_gpu = 0,
                          .num_ctx = 2048,
                          .temperature = 0.5,
                          .top_p = 0.9,
                          .top_k = 40,
                          .repeat_penalty = 1.1,
                          .seed = 0xFFFFFFFF00000007U,
                          .max_tokens = 12};
    const auto reply =
        model.value()->generate({.system = "be brief", .user = "ja\xFF?"}, options, {});
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().text, "Yes");
    EXPECT_TRUE(reply.value().cut);
    EXPECT_FALSE(reply.value().timing.tokens);
    EXPECT_TRUE(server.requests()[1].starts_with("POST /api/chat "));
    const json body = sent(server);
    EXPECT_EQ(body["options"], (json{{"num_gpu", 0},
                                     {"num_ctx", 2048},
                                     {"temperature", 0.5},
                                     {"top_p", 0.9},
                                     {"top_k", 40},
                                     {"repeat_penalty", 1.1},
                                     {"seed", 7},
                                     {"num_predict", 12}}));
    EXPECT_EQ(body["messages"][0], (json{{"role", "system"}, {"content", "be brief"}}));
    EXPECT_EQ(body["messages"][1]["content"], "ja\xEF\xBF\xBD?");
}

TEST(OllamaModel, ChoosesByASchema) {
    const std::vector<Question> questions{{"s2", {"yes", "no"}}, {"s1", {"a", "b", "c"}}};
    const auto chosen_from = [&](const std::string& text) {
        const json line{{"response", text}, {"done", true}};
        const ScriptedServer server({answering(Turn{{test::reply(kType, line.dump())}})});
        auto model = open_ollama(spec_of(server));
        EXPECT_TRUE(model.ok());
        auto chosen = model.value()->choose({.user = "?"}, questions, {});
        const std::string request = server.requests().at(1);
        // In the order of the questions, not of the alphabet: a grammar follows it.
        EXPECT_TRUE(says(request,
                         "\"format\":{\"type\":\"object\",\"properties\":{\"s2\":{\"type\":"
                         "\"string\",\"enum\":[\"yes\",\"no\"]},\"s1\":{\"type\":\"string\","
                         "\"enum\":[\"a\",\"b\",\"c\"]}},\"required\":[\"s2\",\"s1\"],"
                         "\"additionalProperties\":false}"))
            << request;
        return chosen;
    };
    const auto good = chosen_from("{ \"s2\": \"no\", \"s1\": \"c\" }\n");
    ASSERT_TRUE(good.ok()) << good.error().message;
    EXPECT_EQ(good.value().answers, (std::vector<std::size_t>{1, 2}));
    for (const char* text :
         {"", "no", "[]", "{\"s2\":\"no\"}", "{\"s2\":\"no\",\"s1\":\"d\"}",
          "{\"s2\":\"no\",\"s1\":3}", "{\"s2\":\"no\",\"s3\":\"a\"}",
          "{\"s2\":\"no\",\"s1\":\"a\",\"s3\":\"a\"}", "{\"s2\":\"no\",\"s1\":"}) {
        EXPECT_FALSE(chosen_from(text).ok()) << text;
    }
}

TEST(OllamaModel, EndsWhenTheCallerHasEnough) {
    const ScriptedServer server({answering(
        Turn{{test::chunked_head(kType), test::chunk("{\"response\":\"x\",\"done\":false}\n")},
             Ending::kEndless})});
    auto model = open_ollama(spec_of(server));
    ASSERT_TRUE(model.ok());
    std::size_t heard = 0;
    const auto reply =
        model.value()->generate({.user = "hi"}, {}, [&](const Chunk&) { return ++heard < 3; });
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().text, "xxx");
    EXPECT_TRUE(reply.value().cut);
}

TEST(OllamaModel, TakesNoFigureThatCannotBe) {
    const ScriptedServer server({answering(Turn{{test::reply(
        kType,
        "{\"response\":\"x\",\"done\":true,\"load_duration\":-1,\"eval_duration\":\"5\","
        "\"prompt_eval_duration\":null,\"eval_count\":1.5,\"prompt_eval_count\":1e300}")}})});
    const auto reply = asked(server);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    const Timing& timing = reply.value().timing;
    EXPECT_FALSE(timing.load_s || timing.eval_s || timing.prompt_eval_s);
    EXPECT_FALSE(timing.tokens || timing.prompt_tokens);
}

TEST(OllamaModel, SaysInOneSentenceWhatWentWrong) {
    EXPECT_TRUE(says(
        error_of(Turn{{test::reply_of_status("404 Not Found", "application/json",
                                             "{\"error\":\"model 'tiny:latest' not found\"}")}}),
        "no model tiny:latest; get it with: ollama pull tiny:latest"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply_of_status("404 Not Found", "text/plain",
                                                          "404 page not found")}}),
                     "status 404: 404 page not found; check the base URL"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply_of_status("500 No", "application/json",
                                                          "{\"error\":\"out\\nof memory\"}")}}),
                     "status 500: out of memory; see the server's log"));
    EXPECT_TRUE(
        says(error_of(Turn{{test::reply_of_status("502 No", "text/html", "<html>\n<h1>Bad</h1>")}}),
             "status 502: a web page;"));
    EXPECT_TRUE(says(
        error_of(Turn{{test::reply_of_status("500 No", "text/plain", std::string(5000, 'x'))}}),
        std::string(200, 'x') + "...; "));
    EXPECT_TRUE(says(error_of(Turn{{"HTTP/1.1 302 Found\r\nLocation: http://x.example/\r\n"
                                    "Content-Length: 0\r\n\r\n"}}),
                     "redirects to http://x.example/ (status 302), which is not followed"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply(kType,
                                                "{\"response\":\"a\",\"done\":false}\n"
                                                "{\"error\":\"the runner died\"}\n")}}),
                     "the server reports: the runner died;"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply("text/html", "<html>hello</html>")}}),
                     "what comes back (text/html) is no reply"));
    for (const char* body :
         {"[]", "{}", "null", "{\"response\":5}", "{\"done\":false}", "{\"message\":\"x\"}",
          "{\"response\":\"\xFF\",\"done\":true}", "{\"response\":\"a\",\"done\":fal"}) {
        EXPECT_TRUE(says(error_of(Turn{{test::reply(kType, body)}}), "is no reply")) << body;
    }
    EXPECT_TRUE(says(error_of(Turn{{test::reply(kType, "{\"response\":\"a\",\"done\":false}\n")}}),
                     "ended the reply before it was complete"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply(kType, "")}}), "before it was complete"));
    EXPECT_TRUE(says(error_of(Turn{{test::chunked_head(kType) +
                                    test::chunk("{\"response\":\"a\",\"done\":false}\n")}}),
                     "broke off"));
    EXPECT_TRUE(says(error_of(Turn{{test::chunked_head(kType), test::chunk(std::string(999, ' '))},
                                   Ending::kEndless}),
                     "is no reply"));
}

TEST(OllamaModel, IsWholeOnceItIsDone) {
    const ScriptedServer server(
        {answering(Turn{{test::chunked_head(kType) + test::chunk(kGood)}})});
    const auto reply = asked(server);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().text, "Hello");
    EXPECT_EQ(reply.value().timing.tokens, 2U);
}

std::string opened(const std::vector<std::string>& names, const std::string& wanted) {
    const ScriptedServer server({{Turn{{tags(names)}}}});
    ServerSpec spec = spec_of(server);
    spec.model = wanted;
    const auto model = open_ollama(spec);
    if (!model.ok()) return model.error().message;
    EXPECT_EQ(model.value()->info().where, server.url());
    EXPECT_EQ(model.value()->info().backend, "ollama");
    return model.value()->info().name;
}

TEST(OpenOllama, FindsTheModel) {
    EXPECT_EQ(opened({"tiny:latest"}, ""), "tiny:latest");
    EXPECT_EQ(opened({"a:1b", "tiny:latest"}, "tiny"), "tiny:latest");
    EXPECT_EQ(opened({"a:1b", "tiny:latest"}, "A:1B"), "a:1b");
    EXPECT_EQ(opened({"host:1/tiny:latest"}, "host:1/tiny"), "host:1/tiny:latest");
    EXPECT_TRUE(says(opened({"a:1b"}, "b"), "no model b; get it with: ollama pull b"));
    EXPECT_TRUE(says(opened({}, "b"), "ollama pull b"));
    EXPECT_TRUE(says(opened({"a:1b", "b:1b"}, ""), "2 models; name one of a:1b, b:1b"));
    EXPECT_TRUE(says(opened({}, ""), "lists no model"));
}

TEST(OpenOllama, NamesWhatIsNoOllama) {
    for (const char* body : {"Ollama is running", "{}", "[]", "{\"models\":3}"}) {
        const ScriptedServer server({{Turn{{test::reply("text/plain", body)}}}});
        const auto model = open_ollama(spec_of(server));
        ASSERT_FALSE(model.ok());
        EXPECT_TRUE(says(model.error().message, "no Ollama server")) << body;
    }
    EXPECT_FALSE(open_ollama({.base_url = "ftp://x"}).ok());
}

TEST(OpenOllama, SendsAKeyOrAPasswordAndShowsNeither) {
    const test::TempFolder folder;
    folder.write("key", " sk-secret \n");
    const std::string answer = test::reply_of_status("401 No", "application/json",
                                                     "{\"error\":\"bad key sk-secret pass%word\"}");
    ScriptedServer server({{Turn{{answer}}}, {Turn{{answer}}}});
    ServerSpec spec = spec_of(server);
    spec.key_file = folder.path("key");
    const auto with_key = open_ollama(spec);
    ASSERT_FALSE(with_key.ok());
    EXPECT_TRUE(says(with_key.error().message, "bad key [key]")) << with_key.error().message;
    EXPECT_TRUE(says(server.requests().at(0), "Authorization: Bearer sk-secret\r\n"));

    spec.key_file.clear();
    spec.base_url = fmt::format("http://me:pass%25word@127.0.0.1:{}", server.port());
    const auto with_password = open_ollama(spec);
    ASSERT_FALSE(with_password.ok());
    EXPECT_FALSE(says(with_password.error().message, "pass%word"));
    EXPECT_FALSE(says(with_password.error().place, "pass"));
    EXPECT_TRUE(says(server.requests().at(1), "Authorization: Basic bWU6cGFzcyV3b3Jk\r\n"))
        << server.requests().at(1);

    spec.key_file = folder.path("none");
    EXPECT_TRUE(says(open_ollama(spec).error().message, "cannot be read"));
    folder.write("bad", "sk secret");
    spec.key_file = folder.path("bad");
    EXPECT_FALSE(says(open_ollama(spec).error().message, "secret"));
}

}  // namespace
}  // namespace chimera::llm
