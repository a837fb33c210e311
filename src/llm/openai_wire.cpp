// SPDX-License-Identifier: Apache-2.0
#include "llm/openai_wire.h"

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace chimera::llm {

using nlohmann::json;
using nlohmann::ordered_json;

static constexpr std::string_view kNewerModels = "api.openai.com";

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

Result<OpenedServer> open_openai_server(const ServerSpec& spec) {
    TRY_ASSIGN(Url url, parse_url(spec.base_url));
    const std::string variable = spec.key_variable.empty() ? "OPENAI_API_KEY" : spec.key_variable;
    TRY_ASSIGN(std::string key, read_key(spec.key_file, variable));
    const std::string where = url.shown();
    const std::string version = take_version(url);
    ChatWire wire{.api = Api::kOpenAi, .url = url, .target = version + "/chat/completions"};
    wire.max_tokens = url.host == kNewerModels ? "max_completion_tokens" : "max_tokens";
    Server server(std::move(url), spec.http, std::move(key));
    TRY_ASSIGN(const std::vector<std::string> names,
               models_of(server, version + "/models", !spec.model.empty()));
    TRY_ASSIGN(std::string name, pick_model(server, spec.model, names));
    wire.headers = server.headers();
    wire.secrets = server.secrets();
    wire.info = {.backend = "openai",
                 .name = std::move(name),
                 .where = where,
                 .capable = true,
                 .unsent = {"num_gpu", "num_ctx"}};
    return OpenedServer{std::move(server), std::move(wire)};
}

ordered_json openai_body(const ChatWire& wire, const Prompt& prompt, const Options& options) {
    ordered_json body{
        {"model", wire.info.name}, {"stream", true}, {"stream_options", {{"include_usage", true}}}};
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
    add(wire.max_tokens, options.max_tokens);
    add("ignore_eos", options.ignore_eos);
    return body;
}

}  // namespace chimera::llm
