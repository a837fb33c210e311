// SPDX-License-Identifier: Apache-2.0
#include "llm/stream_event.h"

#include <simdjson.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "llm/server.h"

namespace chimera::llm {

namespace dom = simdjson::dom;

// Who reads a hundred thousand events a second reads them with this.
static bool parse(std::string_view text, dom::element& out) {
    thread_local dom::parser parser;
    return parser.parse(text.data(), text.size()).get(out) == simdjson::SUCCESS;
}

// A member that may be missing.
static std::optional<dom::element> member(const dom::element& object, const char* key) {
    dom::element found;
    if (object[key].get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

static std::optional<std::string_view> text_of(const dom::element& object, const char* key) {
    std::string_view text;
    if (object[key].get(text) != simdjson::SUCCESS) return std::nullopt;
    return text;
}

static std::optional<double> scaled(const dom::element& object, const char* key, double unit_s) {
    double value = 0;
    if (object[key].get(value) != simdjson::SUCCESS || value < 0) return std::nullopt;
    return value * unit_s;
}

static std::optional<std::size_t> whole(const dom::element& object, const char* key) {
    constexpr double kMost = 1e12;
    const auto value = scaled(object, key, 1);
    if (!value || *value > kMost || *value != std::floor(*value)) return std::nullopt;
    return static_cast<std::size_t>(*value);
}

// Rare, so that a slower reader may look at it.
static std::string reported(std::string_view text) {
    return reported_error(nlohmann::json::parse(text, nullptr, false)).value_or("");
}

// "usage": {"prompt_tokens": 31, "completion_tokens": 9, "prompt_tokens_details":
// {"cached_tokens": 16}}; llama-server adds "timings": {"prompt_ms": 12.5, "predicted_ms": 340.1,
// "cache_n": 16}
static void read_usage(const dom::element& event, ServerCounts& counts) {
    const auto usage = member(event, "usage");
    if (usage && usage->is_object()) {
        counts.prompt_tokens = whole(*usage, "prompt_tokens");
        counts.tokens = whole(*usage, "completion_tokens");
        const auto details = member(*usage, "prompt_tokens_details");
        counts.cached_tokens = details ? whole(*details, "cached_tokens") : std::nullopt;
    }
    const auto timings = member(event, "timings");
    if (!timings || !timings->is_object()) return;
    constexpr double kMillisecond = 1e-3;
    counts.prompt_eval_s = scaled(*timings, "prompt_ms", kMillisecond);
    counts.eval_s = scaled(*timings, "predicted_ms", kMillisecond);
    if (!counts.cached_tokens) counts.cached_tokens = whole(*timings, "cache_n");
}

static void read_choice(const dom::element& choice, StreamEvent& out) {
    const auto delta = member(choice, "delta");
    if (delta && delta->is_object()) {
        out.text = text_of(*delta, "content").value_or("");
        auto reasoning = text_of(*delta, "reasoning_content");
        if (!reasoning) reasoning = text_of(*delta, "reasoning");
        out.reasoning = reasoning.value_or("");
    } else {
        out.text = text_of(choice, "text").value_or("");
    }
    const auto reason = text_of(choice, "finish_reason");
    out.done = reason.has_value();
    out.cut = reason == "length" || reason == "content_filter";
}

// {"choices": [{"delta": {"content": " the"}, "finish_reason": null}]}; the event with the usage
// has no choices. Completions without a chat have "text" instead of "delta".
StreamEvent read_openai_event(std::string_view data, ServerCounts& counts) {
    StreamEvent out;
    if (trim(data) == "[DONE]") {
        out.closing = true;
        return out;
    }
    dom::element event;
    dom::array choices;
    if (!parse(data, event) || event["choices"].get(choices) != simdjson::SUCCESS) {
        out.reported = reported(data);
        out.foreign = out.reported.empty();
        return out;
    }
    read_usage(event, counts);
    if (choices.begin() == choices.end()) return out;
    const dom::element choice = *choices.begin();
    out.foreign = !choice.is_object();
    if (!out.foreign) read_choice(choice, out);
    return out;
}

// {"response": " the", "done": false}, {"message": {"content": " the"}, "done": false}, and at last
// {"done": true, "done_reason": "stop", "eval_count": 12, "eval_duration": 345, ...}
StreamEvent read_ollama_line(std::string_view text, ServerCounts& counts) {
    StreamEvent out;
    dom::element line;
    if (!parse(text, line) || !line.is_object()) {
        out.foreign = true;
        return out;
    }
    if (member(line, "error")) {
        out.reported = reported(text);
        if (out.reported.empty()) out.reported = "an error";
        return out;
    }
    const auto message = member(line, "message");
    const bool chat = message && message->is_object();
    const dom::element& speaker = chat ? *message : line;
    const auto content = member(speaker, chat ? "content" : "response");
    bool done = false;
    out.done = line["done"].get(done) == simdjson::SUCCESS && done;
    out.foreign = content ? !content->is_string() : !out.done;
    out.text = text_of(speaker, chat ? "content" : "response").value_or("");
    out.reasoning = text_of(speaker, "thinking").value_or("");
    if (!out.done) return out;
    out.closing = true;
    out.cut = text_of(line, "done_reason") == "length";
    constexpr double kNanosecond = 1e-9;
    counts.load_s = scaled(line, "load_duration", kNanosecond);
    counts.prompt_eval_s = scaled(line, "prompt_eval_duration", kNanosecond);
    counts.eval_s = scaled(line, "eval_duration", kNanosecond);
    counts.prompt_tokens = whole(line, "prompt_eval_count");
    counts.tokens = whole(line, "eval_count");
    return out;
}

}  // namespace chimera::llm
