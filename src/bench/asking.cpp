// SPDX-License-Identifier: Apache-2.0
#include "bench/asking.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/prompts.h"

namespace chimera::bench {

Asking::Asking(const Scenario& scenario, const llm::ChatWire& wire, const Point& point,
               std::size_t words, std::uint64_t salt)
    : scenario_(scenario), wire_(wire), point_(point), words_(words), rng_(salt) {}

Ask Asking::operator()(std::size_t index) {
    Ask out;
    llm::Options options = point_.options;
    std::string text;
    if (!scenario_.trace.empty()) {
        const TraceEntry& entry = scenario_.trace[index % scenario_.trace.size()];
        constexpr std::size_t kUsual = 64;
        text = words_prompt(entry.prompt_tokens.value_or(kUsual), rng_);
        if (entry.tokens) options.max_tokens = static_cast<int>(*entry.tokens);
        out.prompt = index;
    } else if (words_ > 0) {
        text = words_prompt(words_, rng_);
        out.prompt = index;
    } else {
        out.prompt = index % scenario_.prompts.size();
        text = scenario_.prompts[out.prompt];
        if (scenario_.cache_bust) text = cache_buster(rng_) + text;
    }
    out.body = wire_.body({.user = std::move(text)}, options);
    return out;
}

static Result<std::size_t> counted(const llm::ChatWire& wire, const Patience& patience,
                                   std::size_t words) {
    Rng rng(words);
    Hooks hooks;
    hooks.ask = [&](std::size_t) {
        return Ask{0, wire.body({.user = words_prompt(words, rng)}, {.max_tokens = 1})};
    };
    TRY_ASSIGN(const LoadResult result,
               run_load(wire, {.concurrency = 1, .requests = 1, .patience = patience}, hooks));
    const Sample& sample = result.samples.front();
    if (sample.failed()) return input_error(sample.message, wire.url.shown());
    if (!sample.prompt_tokens) {
        return input_error(
            "the server does not count the tokens of a prompt; give prompts by --prompts instead "
            "of --prompt-tokens",
            wire.url.shown());
    }
    return *sample.prompt_tokens;
}

Result<std::size_t> words_for(const Scenario& scenario, const llm::ChatWire& wire,
                              std::size_t tokens) {
    std::size_t words = std::max<std::size_t>(1, tokens);
    constexpr int kTries = 4;
    for (int i = 0; i < kTries; ++i) {
        TRY_ASSIGN(const std::size_t got, counted(wire, scenario.patience, words));
        if (got == tokens) break;
        const std::size_t next =
            got > tokens ? words - std::min(words, got - tokens) : words + (tokens - got);
        if (next == 0) {
            return input_error(
                fmt::format("a prompt has at least {} tokens there; ask for more", got - words + 1),
                wire.url.shown());
        }
        words = next;
    }
    return words;
}

}  // namespace chimera::bench
