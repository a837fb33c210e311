// SPDX-License-Identifier: Apache-2.0
#include "llm/embedded_model.h"

#include <algorithm>
#include <cmath>

#include "core/clock.h"
#include "core/rng.h"
#include "llm/sampling.h"
#include "llm/trie_speaker.h"

namespace chimera::llm {

namespace {

class EmbeddedModel : public Model {
public:
    explicit EmbeddedModel(Gguf& model) : model_(model) {}

    const ModelInfo& info() const override { return model_.info(); }
    Result<Reply> generate(const Prompt& prompt, const Options& options,
                           const OnChunk& on_chunk) override;
    Result<Chosen> choose(const Prompt& prompt, std::span<const Question> questions,
                          const Options& options) override;

private:
    Status prefill(const std::vector<TokenId>& tokens);
    Gguf& model_;
};

}  // namespace

Status EmbeddedModel::prefill(const std::vector<TokenId>& tokens) {
    if (tokens.empty()) return input_error("the prompt is empty; say what to write");
    model_.forget(0, 0);
    std::vector<Entry> batch;
    for (const TokenId token : tokens) {
        batch.push_back({.token = token, .position = static_cast<int>(batch.size())});
    }
    batch.back().wanted = true;
    return model_.decode(batch);
}

// A character may be spread over several tokens: what is not whole yet waits for the next.
static std::string whole_characters(std::string& held) {
    std::size_t whole = held.size();
    for (std::size_t back = 1; back <= 3 && back <= held.size(); ++back) {
        const auto byte = static_cast<unsigned char>(held[held.size() - back]);
        if ((byte & 0xC0U) == 0x80U) continue;
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        if (length > back) whole = held.size() - back;
        break;
    }
    std::string out = held.substr(0, whole);
    held.erase(0, whole);
    return out;
}

Result<Reply> EmbeddedModel::generate(const Prompt& prompt, const Options& options,
                                      const OnChunk& on_chunk) {
    const Stopwatch watch;
    Reply out;
    const std::vector<TokenId> tokens = model_.prompt(prompt);
    TRY(prefill(tokens));
    const double prefilled_s = watch.seconds();
    out.timing.prompt_tokens = tokens.size();
    out.timing.prompt_eval_s = prefilled_s;
    Sampling sampling(options);
    std::size_t written = 0;
    std::size_t entry = tokens.size() - 1;
    auto position = static_cast<int>(tokens.size());
    std::string held;
    const auto most = static_cast<std::size_t>(std::max(0, options.max_tokens.value_or(256)));
    for (;;) {
        if (written == most || position == model_.context()) {
            out.cut = true;
            break;
        }
        const TokenId token = sampling.next(model_.logits(entry));
        if (model_.ends(token)) break;
        ++written;
        held += model_.piece(token);
        if (const std::string text = whole_characters(held); !text.empty()) {
            out.chunks.push_back({text, watch.seconds()});
            out.text += text;
            if (!out.timing.ttft_s) out.timing.ttft_s = out.chunks.back().at_s;
            if (on_chunk && !on_chunk(out.chunks.back())) {
                out.cut = true;
                break;
            }
        }
        const Entry next{.token = token, .position = position++, .wanted = true};
        TRY(model_.decode(std::span(&next, 1)));
        entry = 0;
    }
    out.timing.tokens = written;
    out.timing.total_s = watch.seconds();
    out.timing.eval_s = out.timing.total_s - prefilled_s;
    return out;
}

Result<Chosen> EmbeddedModel::choose(const Prompt& prompt, std::span<const Question> questions,
                                     const Options& options) {
    const Stopwatch watch;
    const std::size_t before = model_.work().tokens;
    SpeakerSpec spec;
    spec.voices = {options};
    spec.seed = options.seed.value_or(spec.seed);
    const auto speaker = trie_speaker(model_, spec);
    TRY(speaker->begin(0, prompt));
    Chosen out;
    for (const Question& question : questions) {
        Fork fork{.voice = 0, .lead = question.id + ": ", .paths = {}};
        for (const std::string& answer : question.answers) fork.paths.push_back({answer + "\n"});
        TRY_ASSIGN(const std::vector<Taken> taken, speaker->speak(std::span(&fork, 1)));
        out.answers.push_back(taken.front().path);
        out.reply.text += fork.lead + fork.paths[taken.front().path].text;
        out.reply.chunks.push_back(
            {fork.lead + fork.paths[taken.front().path].text, watch.seconds()});
    }
    out.reply.timing.total_s = watch.seconds();
    if (!out.reply.chunks.empty()) out.reply.timing.ttft_s = out.reply.chunks.front().at_s;
    out.reply.timing.tokens = model_.work().tokens - before;
    return out;
}

std::unique_ptr<Model> embedded_model(Gguf& model) {
    return std::make_unique<EmbeddedModel>(model);
}

}  // namespace chimera::llm
