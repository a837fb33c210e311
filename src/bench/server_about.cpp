// SPDX-License-Identifier: Apache-2.0
#include "bench/server_about.h"

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "llm/http_client.h"
#include "llm/server.h"

namespace chimera::bench {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

class Questions {
public:
    explicit Questions(const llm::ChatWire& wire) : wire_(wire) {
        settings_.ca_file = wire.ca_file;
        settings_.limits = {.connect_s = 2, .first_byte_s = 2, .idle_s = 2, .total_s = 2};
    }

    // What it answers; null where that is no JSON, or an error.
    json ask(const std::string& target, const std::string& body = {}) const {
        llm::HttpRequest request{.method = body.empty() ? "GET" : "POST",
                                 .target = target,
                                 .body = body,
                                 .headers = wire_.headers};
        if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        std::string text;
        llm::HttpClient client(wire_.url, settings_);
        const auto reply = client.send(request, [&](std::string_view piece, double) {
            text += piece;
            return true;
        });
        if (!reply.ok() || reply.value().status != 200) return {};
        json said = json::parse(text, nullptr, false);
        return said.is_discarded() ? json() : said;
    }

    // Puts the value at `pointer` of what was said, if it is one that can be told.
    void put(ordered_json& into, const std::string& key, const json& said,
             const std::string& pointer) const {
        const json::json_pointer at(pointer);
        if (said.is_object() && said.contains(at)) put_value(into, key, said.at(at));
    }
    void put_value(ordered_json& into, const std::string& key, const json& value) const {
        if (value.is_number() || value.is_boolean()) into[key] = value;
        if (!value.is_string()) return;
        const std::string text = llm::quoted(value.get<std::string>(), wire_.secrets);
        if (!text.empty()) into[key] = text;
    }

private:
    const llm::ChatWire& wire_;
    llm::HttpSettings settings_;
};

}  // namespace

static json entry_of(const json& list, const char* under, const char* key,
                     const std::string& name) {
    if (!list.is_object() || !list.contains(under) || !list[under].is_array()) return {};
    for (const json& entry : list[under]) {
        if (entry.is_object() && entry.value(key, json()) == name) return entry;
    }
    return {};
}

static void ask_openai(const Questions& questions, const std::string& version,
                       const std::string& model, ordered_json& out) {
    questions.put(out, "version", questions.ask("/version"), "/version");
    const json props = questions.ask("/props");
    questions.put(out, "build", props, "/build_info");
    questions.put(out, "slots", props, "/total_slots");
    questions.put(out, "num_ctx", props, "/default_generation_settings/n_ctx");
    const json entry = entry_of(questions.ask(version + "/models"), "data", "id", model);
    questions.put(out, "owned_by", entry, "/owned_by");
    questions.put(out, "max_model_len", entry, "/max_model_len");
    for (const char* key : {"n_ctx_train", "n_embd", "n_params", "n_vocab", "size"}) {
        questions.put(out["model"], key, entry, std::string("/meta/") + key);
    }
}

static void ask_ollama(const Questions& questions, const std::string& model, ordered_json& out) {
    questions.put(out, "version", questions.ask("/api/version"), "/version");
    const json show = questions.ask("/api/show", json{{"model", model}}.dump());
    for (const char* key : {"format", "family", "parameter_size", "quantization_level"}) {
        questions.put(out["model"], key, show, std::string("/details/") + key);
    }
    const json entry = entry_of(questions.ask("/api/tags"), "models", "name", model);
    questions.put(out["model"], "digest", entry, "/digest");
    questions.put(out["model"], "bytes", entry, "/size");
    if (!show.is_object() || !show.contains("model_info")) return;
    for (const auto& [key, value] : show["model_info"].items()) {
        questions.put_value(out["model"]["metadata"], key, value);
    }
}

ordered_json server_about(const llm::ChatWire& wire) {
    ordered_json out{{"api", wire.info.backend}, {"url", wire.info.where}};
    out["model"] = ordered_json::object();
    const Questions questions(wire);
    if (wire.api == llm::Api::kOllama) {
        ask_ollama(questions, wire.info.name, out);
    } else {
        const std::string version = wire.target.substr(0, wire.target.find('/', 1));
        ask_openai(questions, version, wire.info.name, out);
    }
    if (out["model"].empty()) out.erase("model");
    return out;
}

}  // namespace chimera::bench
