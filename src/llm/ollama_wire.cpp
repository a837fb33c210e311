// SPDX-License-Identifier: Apache-2.0
#include "llm/ollama_wire.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace chimera::llm {

using nlohmann::json;
using nlohmann::ordered_json;

Error no_such_model(const Server& server, const std::string& name) {
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

Result<OpenedServer> open_ollama_server(const ServerSpec& spec) {
    TRY_ASSIGN(Url url, parse_url(spec.base_url));
    TRY_ASSIGN(std::string key, read_key(spec.key_file, spec.key_variable));
    ChatWire wire{.api = Api::kOllama, .url = url};
    Server server(std::move(url), spec.http, std::move(key));
    TRY_ASSIGN(const std::vector<std::string> names, models_of(server));
    TRY_ASSIGN(const std::string wanted, pick_model(server, spec.model, names));
    const std::string name = spelled(names, wanted);
    if (name.empty()) return no_such_model(server, wanted);
    wire.target = ollama_target({});
    wire.headers = server.headers();
    wire.secrets = server.secrets();
    wire.info = {.backend = "ollama",
                 .name = name,
                 .where = server.shown(),
                 .capable = true,
                 .unsent = {"ignore_eos"}};
    return OpenedServer{std::move(server), std::move(wire)};
}

std::string ollama_target(const Prompt& prompt) {
    return prompt.system.empty() ? "/api/generate" : "/api/chat";
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

ordered_json ollama_body(const ChatWire& wire, const Prompt& prompt, const Options& options) {
    ordered_json body{{"model", wire.info.name}, {"stream", true}};
    if (ordered_json set = options_of(options); !set.empty()) body["options"] = std::move(set);
    if (prompt.system.empty()) {
        body["prompt"] = prompt.user;
        return body;
    }
    body["messages"] = {{{"role", "system"}, {"content", prompt.system}},
                        {{"role", "user"}, {"content", prompt.user}}};
    return body;
}

}  // namespace chimera::llm
