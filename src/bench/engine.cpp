// SPDX-License-Identifier: Apache-2.0
#include "bench/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "core/clock.h"
#include "llm/sampling.h"

namespace chimera::bench {

namespace {

// A context that random tokens are fed to, from its first position on.
class Feeding {
public:
    Feeding(llm::Gguf& model, const EngineTest& test, Rng& rng, const std::stop_token& stop)
        : model_(model), batch_(static_cast<std::size_t>(test.batch)), rng_(rng), stop_(stop) {
        model_.forget(0, 0);
    }
    bool is_stopped() const { return stop_.stop_requested(); }
    llm::TokenId random() { return static_cast<llm::TokenId>(below(rng_, model_.vocabulary())); }
    Status prompt(std::size_t tokens);
    Status one(llm::TokenId token);
    std::span<const float> logits() const { return model_.logits(last_); }

private:
    llm::Gguf& model_;
    std::size_t batch_;
    Rng& rng_;
    const std::stop_token& stop_;
    int position_ = 0;
    std::size_t last_ = 0;  // of the last batch, the entry whose logits were asked for
};

}  // namespace

Status Feeding::prompt(std::size_t tokens) {
    std::vector<llm::Entry> entries;
    for (std::size_t left = tokens; left > 0 && !is_stopped();) {
        entries.clear();
        while (left > 0 && entries.size() < batch_) {
            entries.push_back({.token = random(), .position = position_++});
            --left;
        }
        entries.back().wanted = true;
        last_ = entries.size() - 1;
        TRY(model_.decode(entries));
    }
    return Done{};
}

Status Feeding::one(llm::TokenId token) {
    const llm::Entry entry{.token = token, .position = position_++, .wanted = true};
    last_ = 0;
    return model_.decode(std::span(&entry, 1));
}

static Status generate(Feeding& feeding, std::size_t tokens) {
    for (std::size_t i = 0; i < tokens && !feeding.is_stopped(); ++i) {
        TRY(feeding.one(feeding.random()));
    }
    return Done{};
}

// The last token is drawn, but not read: nothing comes after it.
static Status answer(Feeding& feeding, std::size_t tokens, const llm::Options& options,
                     EngineTimes& times) {
    llm::Sampling sampling(options);
    while (!feeding.is_stopped()) {
        const llm::TokenId token = sampling.next(feeding.logits());
        times.tokens_s.push_back(monotonic_seconds());
        if (times.tokens_s.size() >= tokens) break;
        TRY(feeding.one(token));
    }
    return Done{};
}

Result<llm::Gguf*> Engine::context_for(const EngineTest& test) {
    constexpr std::size_t kStep = 256;  // llama.cpp rounds up to it
    const std::size_t tokens = std::max<std::size_t>(1, test.depth + test.prompt + test.generated);
    const std::size_t size = (tokens + kStep - 1) / kStep * kStep;
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        return input_error(fmt::format("no context holds {} tokens; ask for fewer", tokens));
    }
    const Setup key(size, test.threads, test.batch, test.flash);
    auto found = contexts_.find(key);
    if (found == contexts_.end()) {
        llm::GgufSpec spec;
        spec.threads = test.threads;
        spec.num_ctx = static_cast<int>(size);
        spec.texts = 1;
        spec.wanted = 1;
        spec.batch = test.batch;
        spec.flash = test.flash;
        spec.paced = false;
        spec.rewinds = false;
        TRY_ASSIGN(llm::Gguf opened, model_.beside(spec));
        found = contexts_.emplace(key, std::move(opened)).first;
    }
    return &found->second;
}

Result<EngineTimes> Engine::run(const EngineTest& test, const llm::Options& options, Rng& rng,
                                const std::stop_token& stop) {
    TRY_ASSIGN(llm::Gguf * context, context_for(test));
    // The threads of other contexts are to leave the processors to those of the next test.
    const std::unique_ptr<llm::Gguf, void (*)(llm::Gguf*)> resting(
        context, [](llm::Gguf* of) { of->rest(); });
    Feeding feeding(*context, test, rng, stop);
    TRY(feeding.prompt(test.depth));
    const llm::Work before = context->work();
    EngineTimes out{.begin_s = monotonic_seconds()};
    TRY(feeding.prompt(test.prompt));
    out.prompt_end_s = monotonic_seconds();
    TRY(test.is_request ? answer(feeding, test.generated, options, out)
                        : generate(feeding, test.generated));
    out.end_s = monotonic_seconds();
    const llm::Work& after = context->work();
    const double given_s = (after.decode_s - before.decode_s) * test.threads;
    if (given_s > 0) out.ran = (after.cpu_s - before.cpu_s) / given_s;
    out.was_stopped = feeding.is_stopped();
    return out;
}

Sample sample_of(const EngineTest& test, const EngineTimes& times) {
    Sample out;
    out.began_s = times.begin_s;
    out.sent_s = 0;
    for (const double at_s : times.tokens_s) out.chunks_s.push_back(at_s - times.begin_s);
    if (!out.chunks_s.empty()) out.first_chunk_s = out.first_answer_s = out.chunks_s.front();
    out.end_s = times.end_s - times.begin_s;
    out.prompt_tokens = test.prompt;
    out.tokens = times.tokens_s.size();
    out.prompt_eval_s = times.prompt_end_s - times.begin_s;
    out.tokens_by = TokensBy::kEngine;
    out.cut = true;
    return out;
}

double rate_of(const EngineTest& test, const EngineTimes& times) {
    return static_cast<double>(test.prompt + test.generated) / (times.end_s - times.begin_s);
}

}  // namespace chimera::bench
