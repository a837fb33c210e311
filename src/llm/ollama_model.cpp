// SPDX-License-Identifier: Apache-2.0
#include "llm/ollama_model.h"

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

// The last line of /api/generate holds the context's tokens.
constexpr std::size_t kLineBytes = 8UL << 20U;

class OllamaModel : public Model {
public:
    OllamaModel(Server server, ModelInfo info)
        : server_(std::move(server)), info_(std::move(info)) {}

    const ModelInfo& info() const override { return info_; }
    Result<Reply> generate(const Prompt& prompt, const Options& options,
                           const OnChunk& on_chunk) override;
    Result<Chosen> choose(const Prompt& prompt, std::span<const Question> questions,
                          const Options& options) override;

private:
    Result<Reply> ask(const Prompt& prompt, ordered_json body, const OnChunk& on_chunk);

    Server server_;
    ModelInfo info_;
};

}  // namespace

static Error no_such_model(const Server& server, const std::string& name) {
    const std::string shown = server.quoted(name);
    return server.fault(
        "", fmt::format("the server has no model {}; get it with: ollama pull {}", shown, shown));
}

// {"models": [{"name": "llama3.2:1b", ...}]}
static Result<std::vector<std::string>> models_of(Server& server) {
    const std::string target = "/api/tags";
    TRY_ASSIGN(const Server::Fetched fetched, server.get(target));
    if (fetched.reply.status != 200) return server.refusal(target, fetched.reply);
    const auto parsed = json::parse(fetched.body, nullptr, false);
    const bool listed = parsed.is_object() && parsed.contains("models") &&
                        (parsed["models"].is_array() || parsed["models"].is_null());
    if (!listed) {
        return server.fault(target, "what answers is no Ollama server; check the base URL");
    }
    std::vector<std::string> names;
    for (const json& model : parsed["models"]) {
        if (!model.is_object() || !model.contains("name") || !model["name"].is_string()) continue;
        names.push_back(model["name"].get<std::string>());
    }
    return names;
}

// The server's own spelling of a name: "llama3.2" is "llama3.2:latest" there.
static std::string spelled(const std::vector<std::string>& names, const std::string& wanted) {
    const bool tagged = last_segment(wanted).find(':') != std::string_view::npos;
    for (const std::string& name : names) {
        if (equals_ignoring_case(name, tagged ? wanted : wanted + ":latest")) return name;
    }
    return "";
}

Result<std::unique_ptr<Model>> open_ollama(const ServerSpec& spec) {
    TRY_ASSIGN(Url url, parse_url(spec.base_url));
    TRY_ASSIGN(std::string key, read_key(spec.key_file, spec.key_variable));
    Server server(std::move(url), spec.http, std::move(key));
    TRY_ASSIGN(const std::vector<std::string> names, models_of(server));
    TRY_ASSIGN(const std::string wanted, pick_model(server, spec.model, names));
    const std::string name = spelled(names, wanted);
    if (name.empty()) return no_such_model(server, wanted);
    ModelInfo info{.backend = "ollama", .name = name, .where = server.shown(), .capable = true};
    return std::unique_ptr<Model>(
        std::make_unique<OllamaModel>(std::move(server), std::move(info)));
}

static ordered_json options_of(const Options& options) {
    ordered_json out = ordered_json::object();
    const auto add = [&](const char* name, const auto& value) {
        if (value) out[name] = *value;
    };
    add("num_gpu", options.num_gpu);
    add("num_ctx", options.num_ctx);
    add("temperature", options.temperature);
    add("top_p", options.top_p);
    add("top_k", options.top_k);
    add("repeat_penalty", options.repeat_penalty);
    if (options.seed) out["seed"] = seed_of(*options.seed);
    add("num_predict", options.max_tokens);
    return out;
}

static void read_timing(const json& line, Timing& timing) {
    const auto seconds = [&](const char* key) {
        const auto nanoseconds = figure(line, key);
        return nanoseconds ? std::optional(*nanoseconds / 1e9) : std::nullopt;
    };
    timing.load_s = seconds("load_duration");
    timing.prompt_eval_s = seconds("prompt_eval_duration");
    timing.eval_s = seconds("eval_duration");
    timing.prompt_tokens = count(line, "prompt_eval_count");
    timing.tokens = count(line, "eval_count");
}

// {"response": " the", "done": false}, {"message": {"content": " the"}, "done": false}, and at last
// {"done": true, "done_reason": "stop", "eval_count": 12, "eval_duration": 345, ...}
static bool take_line(std::string_view text, double at_s, StreamedReply& stream) {
    if (stream.done || trim(text).empty()) return true;
    const json line = json::parse(text, nullptr, false);
    if (line.is_object() && line.contains("error")) {
        stream.reported = reported_error(line).value_or("an error");
        return false;
    }
    const bool chat = line.is_object() && line.contains("message");
    const json* content = nullptr;
    if (chat && line["message"].is_object() && line["message"].contains("content")) {
        content = &line["message"]["content"];
    } else if (!chat && line.is_object() && line.contains("response")) {
        content = &line["response"];
    }
    const bool done = line.is_object() && line.value("done", json()) == json(true);
    if ((content == nullptr && !done) || (content != nullptr && !content->is_string())) {
        stream.foreign = true;
        return false;
    }
    if (content != nullptr && !stream.add(content->get<std::string>(), at_s)) return false;
    if (!done) return true;
    stream.done = true;
    stream.reply.cut = line.value("done_reason", json()) == json("length");
    read_timing(line, stream.reply.timing);
    return true;
}

Result<Reply> OllamaModel::ask(const Prompt& prompt, ordered_json body, const OnChunk& on_chunk) {
    const bool chat = !prompt.system.empty();
    const std::string target = chat ? "/api/chat" : "/api/generate";
    if (chat) {
        body["messages"] = {{{"role", "system"}, {"content", prompt.system}},
                            {{"role", "user"}, {"content", prompt.user}}};
    } else {
        body["prompt"] = prompt.user;
    }
    StreamedReply stream{.on_chunk = on_chunk};
    TextLines lines(kLineBytes);
    auto sent = server_.post(target, body, [&](std::string_view piece, double at_s) {
        stream.last_s = at_s;
        return lines.feed(piece,
                          [&](std::string_view line) { return take_line(line, at_s, stream); });
    });
    if (sent.ok() && !sent.value().ended_by_caller) {
        lines.finish([&](std::string_view line) { return take_line(line, stream.last_s, stream); });
    }
    stream.foreign = stream.foreign || lines.too_long();
    if (sent.ok() && sent.value().status == 404) {
        const auto parsed = json::parse(sent.value().body, nullptr, false);
        if (reported_error(parsed)) return no_such_model(server_, info_.name);
    }
    return stream.finished(server_, target, std::move(sent));
}

Result<Reply> OllamaModel::generate(const Prompt& prompt, const Options& options,
                                    const OnChunk& on_chunk) {
    ordered_json body{{"model", info_.name}, {"stream", true}};
    if (ordered_json set = options_of(options); !set.empty()) body["options"] = std::move(set);
    return ask(prompt, std::move(body), on_chunk);
}

Result<Chosen> OllamaModel::choose(const Prompt& prompt, std::span<const Question> questions,
                                   const Options& options) {
    if (questions.empty()) return Chosen{};
    ordered_json body{
        {"model", info_.name}, {"stream", true}, {"format", choice_schema(questions)}};
    if (ordered_json set = options_of(options); !set.empty()) body["options"] = std::move(set);
    TRY_ASSIGN(Reply reply, ask(prompt, std::move(body), {}));
    TRY_ASSIGN(std::vector<std::size_t> answers, read_answers(reply.text, questions));
    return Chosen{std::move(answers), std::move(reply)};
}

}  // namespace chimera::llm
