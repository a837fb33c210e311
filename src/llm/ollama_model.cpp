// SPDX-License-Identifier: Apache-2.0
#include "llm/ollama_model.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "llm/choice.h"
#include "llm/ollama_wire.h"
#include "llm/text_lines.h"

namespace chimera::llm {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// The last line of /api/generate holds the context's tokens.
constexpr std::size_t kLineBytes = 8UL << 20U;

class OllamaModel : public Model {
public:
    explicit OllamaModel(OpenedServer opened)
        : server_(std::move(opened.server)), wire_(std::move(opened.wire)) {}

    const ModelInfo& info() const override { return wire_.info; }
    Result<Reply> generate(const Prompt& prompt, const Options& options,
                           const OnChunk& on_chunk) override;
    Result<Chosen> choose(const Prompt& prompt, std::span<const Question> questions,
                          const Options& options) override;

private:
    Result<Reply> ask(const Prompt& prompt, const ordered_json& body, const OnChunk& on_chunk);

    Server server_;
    ChatWire wire_;
};

}  // namespace

Result<std::unique_ptr<Model>> open_ollama(const ServerSpec& spec) {
    TRY_ASSIGN(OpenedServer opened, open_ollama_server(spec));
    return std::unique_ptr<Model>(std::make_unique<OllamaModel>(std::move(opened)));
}

static bool take_line(std::string_view line, double at_s, StreamedReply& stream) {
    if (stream.done || trim(line).empty()) return true;
    return stream.take(read_ollama_line(line, stream.counts), at_s);
}

Result<Reply> OllamaModel::ask(const Prompt& prompt, const ordered_json& body,
                               const OnChunk& on_chunk) {
    const std::string target = ollama_target(prompt);
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
        if (reported_error(parsed)) return no_such_model(server_, wire_.info.name);
    }
    return stream.finished(server_, target, std::move(sent));
}

Result<Reply> OllamaModel::generate(const Prompt& prompt, const Options& options,
                                    const OnChunk& on_chunk) {
    return ask(prompt, ollama_body(wire_, prompt, options), on_chunk);
}

Result<Chosen> OllamaModel::choose(const Prompt& prompt, std::span<const Question> questions,
                                   const Options& options) {
    if (questions.empty()) return Chosen{};
    ordered_json body = ollama_body(wire_, prompt, options);
    body["format"] = choice_schema(questions);
    TRY_ASSIGN(Reply reply, ask(prompt, body, {}));
    TRY_ASSIGN(std::vector<std::size_t> answers, read_answers(reply.text, questions));
    return Chosen{std::move(answers), std::move(reply)};
}

}  // namespace chimera::llm
