// SPDX-License-Identifier: Apache-2.0
// Against a server that plays bytes. What a real one does: tests/servers.
#include "llm/openai_model.h"

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

constexpr const char* kType = "text/event-stream; charset=utf-8";

std::string listing(const std::vector<std::string>& names) {
    json data = json::array();
    for (const std::string& name : names) data.push_back({{"id", name}});
    return test::reply("application/json", json{{"object", "list"}, {"data", data}}.dump());
}

ServerSpec spec_of(const ScriptedServer& server, const std::string& path = "") {
    ServerSpec spec{.base_url = server.url() + path,
                    .key_variable = "CHIMERA_TEST_NO_SUCH_KEY",
                    .binding = Binding::kJsonSchema};
    spec.http = test::patient();
    return spec;
}

Connection answering(Turn turn) {
    return {Turn{{listing({"tiny"})}, Ending::kKeep}, std::move(turn)};
}

std::string event(const json& data) {
    return "data: " + data.dump() + "\n\n";
}

std::string delta(const std::string& text) {
    return event({{"choices", {{{"delta", {{"content", text}}}, {"finish_reason", nullptr}}}}});
}

std::string finish(const std::string& reason) {
    return event({{"choices", {{{"delta", json::object()}, {"finish_reason", reason}}}}});
}

Result<Reply> asked(const ScriptedServer& server) {
    auto model = open_openai(spec_of(server));
    if (!model.ok()) return model.error();
    return model.value()->generate({.user = "hi"}, {}, {});
}

std::string error_of(Turn turn) {
    const ScriptedServer server({answering(std::move(turn))});
    const auto reply = asked(server);
    if (reply.ok()) return "";
    EXPECT_EQ(reply.error().message.find('\n'), std::string::npos);
    return reply.error().message;
}

TEST(OpenAiModel, StreamsEventsAndUsage) {
    const std::string body =
        ": keep-alive\n\n" +
        event({{"choices", {{{"delta", {{"role", "assistant"}}}, {"finish_reason", nullptr}}}}}) +
        delta("") + delta("Hel") + ": still here\n\n" + delta("lo") + finish("stop") +
        event({{"choices", json::array()},
               {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 2}}},
               {"timings", {{"prompt_ms", 500}, {"predicted_ms", 250.0}}}}) +
        "data: [DONE]\n\n";
    const ScriptedServer server({answering(Turn{{test::reply(kType, body)}})});
    const auto reply = asked(server);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().text, "Hello");
    // A role without text is no first token.
    ASSERT_EQ(reply.value().chunks.size(), 2U);
    EXPECT_EQ(reply.value().timing.ttft_s, reply.value().chunks[0].at_s);
    EXPECT_FALSE(reply.value().cut);
    const Timing& timing = reply.value().timing;
    EXPECT_EQ(timing.prompt_tokens, 7U);
    EXPECT_EQ(timing.tokens, 2U);
    EXPECT_EQ(timing.prompt_eval_s, 0.5);
    EXPECT_EQ(timing.eval_s, 0.25);
    EXPECT_FALSE(timing.load_s);
    EXPECT_TRUE(server.requests()[1].starts_with("POST /v1/chat/completions "));
    EXPECT_EQ(sent(server), (json{{"model", "tiny"},
                                  {"stream", true},
                                  {"stream_options", {{"include_usage", true}}},
                                  {"messages", {{{"role", "user"}, {"content", "hi"}}}}}));
}

TEST(OpenAiModel, SendsWhatIsSetUnderTheNamesThatServersKnow) {
    const ScriptedServer server(
        {answering(Turn{{test::reply(kType, delta("x") + finish("length"))}})});
    auto model = open_openai(spec_of(server));
    ASSERT_TRUE(model.ok());
    EXPECT_EQ(model.value()->info().unsent, (std::vector<std::string>{"num_gpu", "num_ctx"}));
    const Options options{.num_gpu = 0,
                          .num_ctx = 2048,
                          .temperature = 0.5,
                          .top_p = 0.9,
                          .top_k = 40,
                          .repeat_penalty = 1.1,
                          .seed = 7,
                          .max_tokens = 12};
    const auto reply = model.value()->generate({.system = "be brief", .user = "hi"}, options, {});
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_TRUE(reply.value().cut);
    EXPECT_FALSE(reply.value().timing.tokens);
    EXPECT_EQ(sent(server), (json{{"model", "tiny"},
                                  {"stream", true},
                                  {"stream_options", {{"include_usage", true}}},
                                  {"messages",
                                   {{{"role", "system"}, {"content", "be brief"}},
                                    {{"role", "user"}, {"content", "hi"}}}},
                                  {"temperature", 0.5},
                                  {"top_p", 0.9},
                                  {"top_k", 40},
                                  {"repeat_penalty", 1.1},
                                  {"repetition_penalty", 1.1},
                                  {"seed", 7},
                                  {"max_tokens", 12}}));
}

TEST(OpenAiModel, ChoosesByTheFormatThatTheServerDescribes) {
    const std::vector<Question> questions{{"s1", {"yes", "no"}}};
    const json schema{{"type", "object"},
                      {"properties", {{"s1", {{"type", "string"}, {"enum", {"yes", "no"}}}}}},
                      {"required", {"s1"}},
                      {"additionalProperties", false}};
    const json by_schema{
        {"type", "json_schema"},
        {"json_schema", {{"name", "answers"}, {"strict", true}, {"schema", schema}}}};
    const json by_object{{"type", "json_object"}, {"schema", schema}};
    const auto format_with = [&](const std::string& description) {
        const std::string answer = delta("{\"s1\":") + delta(" \"no\"}") + finish("stop");
        const ScriptedServer server(
            {{Turn{{listing({"tiny"})}, Ending::kKeep}, Turn{{description}, Ending::kKeep},
              Turn{{test::reply(kType, answer)}}}});
        ServerSpec spec = spec_of(server);
        spec.binding = Binding::kDetect;
        auto model = open_openai(spec);
        EXPECT_TRUE(model.ok());
        const auto chosen = model.value()->choose({.user = "?"}, questions, {});
        EXPECT_TRUE(chosen.ok());
        EXPECT_EQ(chosen.value().answers, std::vector<std::size_t>{1});
        EXPECT_TRUE(server.requests().at(1).starts_with("GET /openapi.json "));
        return sent(server, 2)["response_format"];
    };
    EXPECT_EQ(format_with(test::reply_of_status("404 Not Found", "text/plain", "no")), by_schema);
    EXPECT_EQ(format_with(test::reply("application/json", "{}")), by_schema);
    EXPECT_EQ(format_with(test::reply("application/json", "[\"json_object\", \"json_schema\"]")),
              by_schema);
    EXPECT_EQ(format_with(test::reply("application/json", "[\"text\", \"json_object\"]")),
              by_object);
}

TEST(OpenAiModel, RefusesAnAnswerThatWasNotOffered) {
    const ScriptedServer server(
        {answering(Turn{{test::reply(kType, delta("{\"s1\": \"maybe\"}") + finish("stop"))}})});
    auto model = open_openai(spec_of(server));
    ASSERT_TRUE(model.ok());
    const std::vector<Question> questions{{"s1", {"yes", "no"}}};
    const auto chosen = model.value()->choose({.user = "?"}, questions, {});
    ASSERT_FALSE(chosen.ok());
    EXPECT_TRUE(says(chosen.error().message, "s1 is none that was offered"));
}

TEST(OpenAiModel, SaysInOneSentenceWhatWentWrong) {
    EXPECT_TRUE(says(error_of(Turn{{test::reply_of_status(
                         "400 Bad", "application/json",
                         "{\"error\":{\"message\":\"no such\\noption\",\"code\":null}}")}}),
                     "status 400: no such option; "));
    EXPECT_TRUE(says(error_of(Turn{{test::reply_of_status("422 Bad", "application/json",
                                                          "{\"detail\":[{\"loc\":[\"body\"]}]}")}}),
                     "status 422: [{\"loc\":[\"body\"]}]; "));
    EXPECT_TRUE(says(error_of(Turn{{test::reply_of_status("429 Slow", "text/plain", "")}}),
                     "status 429; wait"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply(
                         kType, delta("a") + event({{"error", {{"message", "it died"}}}}))}}),
                     "the server reports: it died;"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply("application/json",
                                                "{\"error\":{\"message\":\"no stream\"}}")}}),
                     "the server reports: no stream;"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply("text/html", "<html>\n\n</html>")}}),
                     "what comes back (text/html) is no reply"));
    EXPECT_TRUE(says(error_of(Turn{{test::reply("application/json", "{\"choices\":[]}")}}),
                     "what comes back (application/json) is no reply"));
    for (const char* data : {"[]", "null", "{}", "{\"choices\":5}", "{\"choices\":[5]}", "{",
                             "{\"choices\":[{\"delta\":{\"content\":\"\xFF\"}}]}"}) {
        EXPECT_TRUE(says(error_of(Turn{{test::reply(kType, fmt::format("data: {}\n\n", data))}}),
                         "is no reply"))
            << data;
    }
    // A server that another caller interrupts says it is done without a reason.
    EXPECT_TRUE(says(error_of(Turn{{test::reply(kType, delta("a") + "data: [DONE]\n\n")}}),
                     "before it was complete"));
    EXPECT_TRUE(
        says(error_of(Turn{{test::reply(kType, ": keep-alive\n\n")}}), "before it was complete"));
    EXPECT_TRUE(
        says(error_of(Turn{{test::chunked_head(kType) + test::chunk(delta("a"))}}), "broke off"));
    EXPECT_TRUE(says(error_of(Turn{{test::chunked_head(kType), test::chunk(std::string(999, 'x'))},
                                   Ending::kEndless}),
                     "is no reply"));
}

TEST(OpenAiModel, IsWholeOnceItIsDone) {
    const ScriptedServer server(
        {answering(Turn{{test::chunked_head(kType) + test::chunk(delta("a") + finish("stop"))}})});
    const auto reply = asked(server);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply.value().text, "a");
}

std::string opened(const std::string& listed, const std::string& wanted) {
    const ScriptedServer server({{Turn{{listed}}}});
    ServerSpec spec = spec_of(server);
    spec.model = wanted;
    const auto model = open_openai(spec);
    return model.ok() ? model.value()->info().name : model.error().message;
}

TEST(OpenOpenAi, FindsTheModel) {
    EXPECT_EQ(opened(listing({"tiny"}), ""), "tiny");
    EXPECT_EQ(opened(listing({"tiny"}), "other"), "other");
    EXPECT_TRUE(says(opened(listing({"a", "b"}), ""), "2 models; name one of a, b"));
    EXPECT_TRUE(says(opened(listing({}), ""), "lists no model; name one"));
    const std::string none = test::reply_of_status("404 Not Found", "text/plain", "no");
    EXPECT_EQ(opened(none, "other"), "other");
    EXPECT_TRUE(says(opened(none, ""), "status 404"));
    EXPECT_TRUE(says(opened(test::reply("text/html", "<html>"), ""), "lists no models"));
    EXPECT_TRUE(says(opened(test::reply_of_status("401 No", "text/plain", "who?"), "x"),
                     "status 401: who?; check the API key"));
}

TEST(OpenOpenAi, TakesABaseUrlWithOrWithoutItsVersion) {
    for (const auto& [path, expected] :
         std::vector<std::pair<std::string, std::string>>{{"", "/v1/models"},
                                                          {"/", "/v1/models"},
                                                          {"/v1", "/v1/models"},
                                                          {"/v1/", "/v1/models"},
                                                          {"/api/v3", "/api/v3/models"},
                                                          {"/vllm", "/vllm/v1/models"},
                                                          {"/v1beta/x", "/v1beta/x/models"}}) {
        const ScriptedServer server({{Turn{{listing({"tiny"})}}}});
        const auto model = open_openai(spec_of(server, path));
        ASSERT_TRUE(model.ok());
        EXPECT_TRUE(server.requests().at(0).starts_with("GET " + expected + " ")) << path;
    }
}

TEST(OpenOpenAi, SendsTheKeyAndNeverShowsIt) {
    const test::TempFolder folder;
    folder.write("key", "sk-secret\n");
    const ScriptedServer server({{Turn{{test::reply_of_status(
        "401 No", "application/json",
        "{\"error\":{\"message\":\"Incorrect API key provided: sk-secret.\"}}")}}}});
    ServerSpec spec = spec_of(server);
    spec.key_file = folder.path("key");
    const auto model = open_openai(spec);
    ASSERT_FALSE(model.ok());
    EXPECT_TRUE(says(model.error().message, "Incorrect API key provided: [key]."));
    EXPECT_TRUE(says(server.requests().at(0), "Authorization: Bearer sk-secret\r\n"));
}

}  // namespace
}  // namespace chimera::llm
