// SPDX-License-Identifier: Apache-2.0
#include "bench/mock_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace chimera::bench {

using nlohmann::json;
using nlohmann::ordered_json;

static constexpr std::string_view kModel = "mock";

static std::string reply_of(std::string_view status, std::string_view body) {
    return fmt::format(
        "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
        body.size(), body);
}

std::string chunk_of(std::string_view text) {
    return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}

std::string refusal_of(Fault fault) {
    return fault == Fault::kStatus429
               ? reply_of("429 Too Many Requests", R"({"error": {"message": "too much at once"}})")
               : reply_of("500 Internal Server Error", R"({"error": {"message": "a fault"}})");
}

static std::size_t words_of(const json& value) {
    return value.is_string() ? count_words(value.get_ref<const std::string&>()) : 0;
}

static std::size_t number_of(const json& object, const char* key, std::size_t otherwise) {
    if (!object.is_object()) return otherwise;
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) return otherwise;
    return found->get<std::size_t>();
}

static json member(const json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? json() : *found;
}

static std::size_t prompt_words(const json& request) {
    std::size_t out = words_of(member(request, "prompt"));
    for (const json& message : member(request, "messages")) {
        if (message.is_object()) out += words_of(member(message, "content"));
    }
    return out;
}

Asked read_request(std::string_view target, const std::string& body, const MockSettings& settings) {
    Asked out;
    if (target.ends_with("/models")) {
        out.at_once = reply_of("200 OK", R"({"object": "list", "data": [{"id": "mock"}]})");
        return out;
    }
    if (target.ends_with("/api/tags")) {
        out.at_once = reply_of("200 OK", R"({"models": [{"name": "mock:latest"}]})");
        return out;
    }
    if (target.ends_with("/health")) {  // vLLM's and llama-server's, which clients ask first
        out.at_once = reply_of("200 OK", "{}");
        return out;
    }
    const bool openai = target.ends_with("/chat/completions");
    out.is_chat = openai || target.ends_with("/api/chat");
    if (!out.is_chat && !target.ends_with("/api/generate")) {
        out.at_once = reply_of("404 Not Found", R"({"error": {"message": "no such path"}})");
        return out;
    }
    const json request = json::parse(body, nullptr, false);
    const bool streams =
        request.is_object() && request.value("stream", json(!openai)) == json(true);
    if (!streams) {
        out.at_once =
            reply_of("400 Bad Request", R"({"error": {"message": "only streams are mocked"}})");
        return out;
    }
    out.api = openai ? llm::Api::kOpenAi : llm::Api::kOllama;
    out.prompt_tokens = prompt_words(request);
    const std::size_t wanted =
        openai ? number_of(request, "max_tokens",
                           number_of(request, "max_completion_tokens", settings.tokens))
               : number_of(member(request, "options"), "num_predict", settings.tokens);
    constexpr std::size_t kMost = 1'000'000;
    out.tokens = std::min(wanted, kMost);
    const json options = member(request, "stream_options");
    out.wants_usage =
        settings.usage &&
        (!openai || (options.is_object() && member(options, "include_usage") == true));
    return out;
}

// Parts of characters are no JSON of their own: bytes that a server cuts in the middle of one.
static std::string raw_event(std::string_view text) {
    return fmt::format(
        R"(data: {{"id":"m","object":"chat.completion.chunk","created":0,"model":"{}",)"
        R"("choices":[{{"index":0,"delta":{{"content":"{}"}},"finish_reason":null}}]}})"
        "\n\n",
        kModel, text);
}

static std::string words_text(std::size_t tokens) {
    std::string out;
    for (std::size_t i = 0; i < tokens; ++i) out += " token";
    return out;
}

static std::string event_of(const Asked& asked, std::string_view text) {
    if (asked.api == llm::Api::kOpenAi) return raw_event(text);
    if (asked.is_chat) {
        return fmt::format(
            R"({{"model":"{}","message":{{"role":"assistant","content":"{}"}},"done":false}})"
            "\n",
            kModel, text);
    }
    return fmt::format(R"({{"model":"{}","response":"{}","done":false}})"
                       "\n",
                       kModel, text);
}

static std::string head_of(const Asked& asked, const MockSettings& settings) {
    const bool openai = asked.api == llm::Api::kOpenAi;
    std::string out =
        fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
                    openai ? "text/event-stream" : "application/x-ndjson");
    if (openai && settings.role_chunk) {
        out += chunk_of(
            R"(data: {"id":"m","object":"chat.completion.chunk","created":0,"model":"mock",)"
            R"("choices":[{"index":0,"delta":{"role":"assistant","content":""},)"
            R"("finish_reason":null}]})"
            "\n\n");
    }
    return out;
}

static std::string openai_end(const Asked& asked, const MockSettings& settings) {
    std::string out =
        R"(data: {"id":"m","object":"chat.completion.chunk","created":0,"model":"mock",)"
        R"("choices":[{"index":0,"delta":{},"finish_reason":"length"}]})"
        "\n\n";
    if (asked.wants_usage) {
        ordered_json usage{{"prompt_tokens", asked.prompt_tokens},
                           {"completion_tokens", asked.tokens},
                           {"total_tokens", asked.prompt_tokens + asked.tokens}};
        if (settings.cached_tokens > 0) {
            usage["prompt_tokens_details"] = {{"cached_tokens", settings.cached_tokens}};
        }
        const ordered_json event{
            {"id", "m"},       {"object", "chat.completion.chunk"}, {"created", 0},
            {"model", kModel}, {"choices", ordered_json::array()},  {"usage", usage}};
        out += "data: " + event.dump() + "\n\n";
    }
    return chunk_of(out + "data: [DONE]\n\n") + std::string(kLastChunk);
}

static std::string ollama_end(const Asked& asked) {
    ordered_json line{{"model", kModel}, {"done", true}, {"done_reason", "length"}};
    line[asked.is_chat ? "message" : "response"] =
        asked.is_chat ? ordered_json{{"role", "assistant"}, {"content", ""}} : ordered_json("");
    if (asked.wants_usage) {
        line["prompt_eval_count"] = asked.prompt_tokens;
        line["eval_count"] = asked.tokens;
    }
    return chunk_of(line.dump() + "\n") + std::string(kLastChunk);
}

// Each event cut in two in the middle of a character of three bytes.
static std::vector<std::string> cut_chunks(const Asked& asked, std::size_t chunks) {
    const std::string event = event_of(asked, "\xE2\x82\xAC");
    const std::size_t cut = event.find('\xE2') + 1;
    std::vector<std::string> out;
    for (std::size_t i = 0; i < chunks; ++i) {
        out.push_back(chunk_of(event.substr(0, cut)) + chunk_of(event.substr(cut)));
    }
    return out;
}

Answer answer_of(const Asked& asked, const MockSettings& settings) {
    Answer out;
    const std::size_t k = std::max<std::size_t>(1, settings.tokens_per_chunk);
    out.head = head_of(asked, settings);
    out.chunks = (asked.tokens + k - 1) / k;
    const std::size_t left = asked.tokens - (out.chunks > 0 ? out.chunks - 1 : 0) * k;
    out.text_chunk = chunk_of(event_of(asked, words_text(k)));
    out.last_chunk = chunk_of(event_of(asked, words_text(left)));
    out.end = asked.api == llm::Api::kOpenAi ? openai_end(asked, settings) : ollama_end(asked);
    if (settings.splits_characters) out.parts = cut_chunks(asked, out.chunks);
    return out;
}

std::string_view Answer::chunk(std::size_t index) const {
    if (!parts.empty()) return parts[index];
    return index + 1 == chunks ? last_chunk : text_chunk;
}

}  // namespace chimera::bench
