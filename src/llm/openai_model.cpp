// SPDX-License-Identifier: Apache-2.0
#include "llm/openai_model.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "llm/choice.h"
#include "llm/openai_wire.h"
#include "llm/text_lines.h"

namespace chimera::llm {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kEventBytes = 8UL << 20U;
constexpr std::size_t kUneventfulBytes = 4096;
class OpenAiModel : public Model {
public:
    OpenAiModel(Server server, ChatWire wire, Binding binding)
        : server_(std::move(server)), wire_(std::move(wire)), binding_(binding) {}

    const ModelInfo& info() const override { return wire_.info; }
    Result<Reply> generate(const Prompt& prompt, const Options& options,
                           const OnChunk& on_chunk) override;
    Result<Chosen> choose(const Prompt& prompt, std::span<const Question> questions,
                          const Options& options) override;

private:
    Result<Reply> ask(const ordered_json& body, const OnChunk& on_chunk);

    Server server_;
    ChatWire wire_;
    Binding binding_;
};

}  // namespace

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
    TRY_ASSIGN(OpenedServer opened, open_openai_server(spec));
    const Binding binding =
        spec.binding == Binding::kDetect ? binding_of(opened.server) : spec.binding;
    return std::unique_ptr<Model>(
        std::make_unique<OpenAiModel>(std::move(opened.server), std::move(opened.wire), binding));
}

Result<Reply> OpenAiModel::ask(const ordered_json& body, const OnChunk& on_chunk) {
    const std::string& target = wire_.target;
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
            return stream.take(read_openai_event(event, stream.counts), at_s);
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
    return ask(openai_body(wire_, prompt, options), on_chunk);
}

Result<Chosen> OpenAiModel::choose(const Prompt& prompt, std::span<const Question> questions,
                                   const Options& options) {
    if (questions.empty()) return Chosen{};
    ordered_json body = openai_body(wire_, prompt, options);
    if (binding_ == Binding::kJsonObject) {
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
