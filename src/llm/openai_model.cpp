// SPDX-License-Identifier: Apache-2.0
#include "llm/openai_model.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "llm/choice.h"
#include "llm/server.h"
#include "llm/text_lines.h"

namespace chimera::llm {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kEventBytes = 8UL << 20U;
constexpr std::size_t kUneventfulBytes = 4096;
constexpr std::string_view kNewerModels = "api.openai.com";

struct Dialect {
    std::string version;  // the path of the API below the server's: "/v1"
    Binding binding = Binding::kJsonSchema;
    std::string max_tokens = "max_tokens";
};

class OpenAiModel : public Model {
public:
    OpenAiModel(Server server, ModelInfo info, Dialect dialect)
        : server_(std::move(server)), info_(std::move(info)), dialect_(std::move(dialect)) {}

    const ModelInfo& info() const override { return info_; }
    Result<Reply> generate(const Prompt& prompt, const Options& options,
                           const OnChunk& on_chunk) override;
    Result<Chosen> choose(const Prompt& prompt, std::span<const Question> questions,
                          const Options& options) override;

private:
    ordered_json body_of(const Prompt& prompt, const Options& options) const;
    Result<Reply> ask(const ordered_json& body, const OnChunk& on_chunk);

    Server server_;
    ModelInfo info_;
    Dialect dialect_;
};

}  // namespace

// Takes the version off the URL's path: "/api/v1" leaves "/api" and gives "/v1"; a path without a
// version is left, and the version is 1.
static std::string take_version(Url& url) {
    for (std::size_t at = 0; at < url.path.size(); ++at) {
        const bool begins = url.path[at] == '/' && at + 2 < url.path.size() &&
                            url.path[at + 1] == 'v' && is_digit(url.path[at + 2]);
        if (!begins) continue;
        std::string version = url.path.substr(at);
        url.path.resize(at);
        return version;
    }
    return "/v1";
}

// {"object": "list", "data": [{"id": "SmolLM2-135M-Instruct"}]}
static Result<std::vector<std::string>> models_of(Server& server, const std::string& target,
                                                  bool named) {
    TRY_ASSIGN(const Server::Fetched fetched, server.get(target));
    const int status = fetched.reply.status;
    // Some servers have no list; whoever names a model does not need it.
    const bool no_list = status == 404 || status == 405 || status == 501;
    if (no_list && named) return std::vector<std::string>{};
    if (status != 200) return server.refusal(target, fetched.reply);
    const auto parsed = json::parse(fetched.body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array()) {
        if (named) return std::vector<std::string>{};
        return server.fault(
            target, "what answers lists no models as OpenAI's API does; check the base URL");
    }
    std::vector<std::string> names;
    for (const json& model : parsed["data"]) {
        if (!model.is_object() || !model.contains("id") || !model["id"].is_string()) continue;
        names.push_back(model["id"].get<std::string>());
    }
    return names;
}

// A server that describes its API as one that knows json_object and no json_schema is taken at its
// word; whoever describes nothing is taken to know what OpenAI knows.
static Binding binding_of(Server& server) {
    const auto fetched = server.get("/openapi.json");
    if (!fetched.ok() || fetched.value().reply.status != 200) return Binding::kJsonSchema;
    const std::string& text = fetched.value().body;
    const bool object = text.find("\"json_object\"") != std::string::npos;
    const bool schema = text.find("\"json_schema\"") != std::string::npos;
    return object && !schema ? Binding::kJsonObject : Binding::kJsonSchema;
}

Result<std::unique_ptr<Model>> open_openai(const ServerSpec& spec) {
    TRY_ASSIGN(Url url, parse_url(spec.base_url));
    const std::string variable = spec.key_variable.empty() ? "OPENAI_API_KEY" : spec.key_variable;
    TRY_ASSIGN(std::string key, read_key(spec.key_file, variable));
    const std::string where = url.shown();
    Dialect dialect{.version = take_version(url), .binding = spec.binding};
    if (url.host == kNewerModels) dialect.max_tokens = "max_completion_tokens";
    Server server(std::move(url), spec.http, std::move(key));
    TRY_ASSIGN(const std::vector<std::string> names,
               models_of(server, dialect.version + "/models", !spec.model.empty()));
    TRY_ASSIGN(std::string name, pick_model(server, spec.model, names));
    if (dialect.binding == Binding::kDetect) dialect.binding = binding_of(server);
    ModelInfo info{.backend = "openai",
                   .name = std::move(name),
                   .where = where,
                   .capable = true,
                   .unsent = {"num_gpu", "num_ctx"}};
    return std::unique_ptr<Model>(
        std::make_unique<OpenAiModel>(std::move(server), std::move(info), std::move(dialect)));
}

ordered_json OpenAiModel::body_of(const Prompt& prompt, const Options& options) const {
    ordered_json body{
        {"model", info_.name}, {"stream", true}, {"stream_options", {{"include_usage", true}}}};
    body["messages"] = ordered_json::array();
    if (!prompt.system.empty()) {
        body["messages"].push_back({{"role", "system"}, {"content", prompt.system}});
    }
    body["messages"].push_back({{"role", "user"}, {"content", prompt.user}});
    const auto add = [&](const std::string& name, const auto& value) {
        if (value) body[name] = *value;
    };
    add("temperature", options.temperature);
    add("top_p", options.top_p);
    add("top_k", options.top_k);
    add("repeat_penalty", options.repeat_penalty);
    add("repetition_penalty", options.repeat_penalty);
    if (options.seed) body["seed"] = seed_of(*options.seed);
    add(dialect_.max_tokens, options.max_tokens);
    return body;
}

// "usage": {"prompt_tokens": 31, "completion_tokens": 9}; llama-server adds
// "timings": {"prompt_ms": 12.5, "predicted_ms": 340.1, ...}
static void read_timing(const json& event, Timing& timing) {
    if (event.contains("usage") && event["usage"].is_object()) {
        timing.prompt_tokens = count(event["usage"], "prompt_tokens");
        timing.tokens = count(event["usage"], "completion_tokens");
    }
    if (event.contains("timings") && event["timings"].is_object()) {
        const auto seconds = [&](const char* key) {
            const auto milliseconds = figure(event["timings"], key);
            return milliseconds ? std::optional(*milliseconds / 1e3) : std::nullopt;
        };
        timing.prompt_eval_s = seconds("prompt_ms");
        timing.eval_s = seconds("predicted_ms");
    }
}

// {"choices": [{"delta": {"content": " the"}, "finish_reason": null}]}; the event with the usage
// has no choices.
static bool take_event(std::string_view text, double at_s, StreamedReply& stream) {
    if (trim(text) == "[DONE]") return true;
    const json event = json::parse(text, nullptr, false);
    const bool good = event.is_object() && event.contains("choices") && event["choices"].is_array();
    if (!good) {
        stream.reported = reported_error(event).value_or("");
        stream.foreign = stream.reported.empty();
        return false;
    }
    read_timing(event, stream.reply.timing);
    if (event["choices"].empty()) return true;
    const json& choice = event["choices"][0];
    if (!choice.is_object()) {
        stream.foreign = true;
        return false;
    }
    const json delta = choice.value("delta", json());
    if (delta.is_object() && delta.contains("content") && delta["content"].is_string() &&
        !stream.add(delta["content"].get<std::string>(), at_s)) {
        return false;
    }
    const json reason = choice.value("finish_reason", json());
    if (!reason.is_string()) return true;
    stream.done = true;
    stream.reply.cut = reason == json("length") || reason == json("content_filter");
    return true;
}

Result<Reply> OpenAiModel::ask(const ordered_json& body, const OnChunk& on_chunk) {
    const std::string target = dialect_.version + "/chat/completions";
    StreamedReply stream{.on_chunk = on_chunk};
    Events events(kEventBytes);
    std::string beginning;  // of what came before any event
    bool eventful = false;
    auto sent = server_.post(target, body, [&](std::string_view piece, double at_s) {
        stream.last_s = at_s;
        if (!eventful) {
            beginning +=
                piece.substr(0, kUneventfulBytes - std::min(kUneventfulBytes, beginning.size()));
        }
        return events.feed(piece, [&](std::string_view event) {
            eventful = true;
            return take_event(event, at_s, stream);
        });
    });
    if (!eventful && sent.ok()) {
        // Comments alone are a stream that has not begun; anything else is none.
        const auto parsed = json::parse(beginning, nullptr, false);
        stream.reported = reported_error(parsed).value_or("");
        stream.foreign =
            stream.reported.empty() && sent.value().content_type != "text/event-stream";
    }
    stream.foreign = stream.foreign || events.too_long();
    return stream.finished(server_, target, std::move(sent));
}

Result<Reply> OpenAiModel::generate(const Prompt& prompt, const Options& options,
                                    const OnChunk& on_chunk) {
    return ask(body_of(prompt, options), on_chunk);
}

Result<Chosen> OpenAiModel::choose(const Prompt& prompt, std::span<const Question> questions,
                                   const Options& options) {
    if (questions.empty()) return Chosen{};
    ordered_json body = body_of(prompt, options);
    if (dialect_.binding == Binding::kJsonObject) {
        body["response_format"] = {{"type", "json_object"}, {"schema", choice_schema(questions)}};
    } else {
        body["response_format"] = {
            {"type", "json_schema"},
            {"json_schema",
             {{"name", "answers"}, {"strict", true}, {"schema", choice_schema(questions)}}}};
    }
    TRY_ASSIGN(Reply reply, ask(body, {}));
    TRY_ASSIGN(std::vector<std::size_t> answers, read_answers(reply.text, questions));
    return Chosen{std::move(answers), std::move(reply)};
}

}  // namespace chimera::llm
