// SPDX-License-Identifier: Apache-2.0
#include "llm/trie_speaker.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"
#include "llm/token_trie.h"

namespace chimera::llm {

namespace {

// What a voice has said: the tokens that the model has seen, and those that it has not seen yet.
struct Voice {
    std::size_t prompt = 0;  // tokens of it, which are never forgotten
    std::size_t seen = 0;
    std::vector<TokenId> pending;
};

// A voice on its way through a fork.
struct Walk {
    const Fork& fork;
    TokenWalk walk;
    Taken taken = {};
    std::size_t entry = 0;  // of the batch, whose logits it waits for
};

class TrieSpeaker : public Speaker {
public:
    TrieSpeaker(Gguf& model, const SpeakerSpec& spec)
        : model_(model), spec_(spec), rng_(spec.seed), voices_(spec.voices) {}

    const ModelInfo& info() const override { return model_.info(); }
    Status begin(std::size_t voice, const Prompt& prompt) override;
    Result<std::vector<Taken>> speak(std::span<const Fork> forks) override;
    Result<std::optional<double>> leaning(std::size_t voice, const std::string& question,
                                          const std::string& yes, const std::string& no) override;

private:
    Walk start(const Fork& fork) const;
    void make_room(std::size_t voice, std::size_t tokens);
    Status ask(std::span<Walk*> asking);
    std::size_t draw(const std::vector<Way>& ways, const Walk& walk);

    Gguf& model_;
    SpeakerSpec spec_;
    Rng rng_;
    std::vector<Voice> voices_;
};

}  // namespace

Status TrieSpeaker::begin(std::size_t voice, const Prompt& prompt) {
    model_.forget(static_cast<int>(voice), 0);
    Voice& speaking = voices_.at(voice);
    speaking = Voice();
    speaking.pending = model_.prompt(prompt);
    speaking.prompt = speaking.pending.size();
    if (speaking.prompt + 1 > static_cast<std::size_t>(model_.context()) / voices_.size()) {
        return input_error("a prompt is longer than the model's context; give more by --num-ctx");
    }
    return Done{};
}

Walk TrieSpeaker::start(const Fork& fork) const {
    std::vector<std::vector<TokenId>> sequences;
    for (const Path& path : fork.paths) sequences.push_back(model_.tokens(fork.lead + path.text));
    return {fork, TokenWalk(std::move(sequences))};
}

// A voice whose share of the context is used up goes on from its prompt alone: what it said long
// ago decides little, and attention over it costs as much as the model itself.
void TrieSpeaker::make_room(std::size_t voice, std::size_t tokens) {
    Voice& speaking = voices_[voice];
    const std::size_t share = static_cast<std::size_t>(model_.context()) / voices_.size();
    if (speaking.seen + speaking.pending.size() + tokens <= share) return;
    if (speaking.seen < speaking.prompt) return;
    model_.forget(static_cast<int>(voice), static_cast<int>(speaking.prompt));
    speaking.seen = speaking.prompt;
    speaking.pending.clear();
}

// One batch for all voices that wait at a branching.
Status TrieSpeaker::ask(std::span<Walk*> asking) {
    std::vector<Entry> batch;
    for (Walk* walk : asking) {
        Voice& voice = voices_[walk->fork.voice];
        for (const TokenId token : voice.pending) {
            batch.push_back({.token = token,
                             .position = static_cast<int>(voice.seen++),
                             .text = static_cast<int>(walk->fork.voice)});
        }
        voice.pending.clear();
        batch.back().wanted = true;
        walk->entry = batch.size() - 1;
    }
    return model_.decode(batch);
}

std::size_t TrieSpeaker::draw(const std::vector<Way>& ways, const Walk& walk) {
    const std::span<const float> logits = model_.logits(walk.entry);
    std::vector<double> scores;
    for (const Way& way : ways) {
        double prior = -std::numeric_limits<double>::infinity();
        for (const std::size_t path : way.sequences) {
            prior = std::max(prior, walk.fork.paths[path].prior);
        }
        const auto token = static_cast<std::size_t>(way.token);
        // A path that ends where another goes on is taken as if the next word were unknown.
        const double logit = way.token == TokenWalk::kNoToken || token >= logits.size()
                                 ? 0
                                 : static_cast<double>(logits[token]);
        scores.push_back(logit + prior);
    }
    const auto best =
        static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    if (spec_.taste == Taste::kLeastLikely) {
        return static_cast<std::size_t>(std::min_element(scores.begin(), scores.end()) -
                                        scores.begin());
    }
    if (spec_.temperature <= 0) return best;
    double sum = 0;
    std::vector<double> weights;
    for (const double score : scores) {
        weights.push_back(std::exp((score - scores[best]) / spec_.temperature));
        sum += weights.back();
    }
    double left = uniform(rng_) * sum;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0) return i;
    }
    return best;
}

Result<std::vector<Taken>> TrieSpeaker::speak(std::span<const Fork> forks) {
    std::vector<Walk> walks;
    for (const Fork& fork : forks) {
        if (fork.paths.empty() || fork.voice >= voices_.size()) {
            return internal_error("a voice was given no path to choose");
        }
        walks.push_back(start(fork));
        std::size_t longest = 0;
        for (const Path& path : fork.paths) longest = std::max(longest, path.text.size());
        make_room(fork.voice, longest + fork.lead.size());
    }
    for (;;) {
        std::vector<Walk*> asking;
        for (Walk& walk : walks) {
            std::vector<TokenId>& pending = voices_[walk.fork.voice].pending;
            const auto forced = walk.walk.forced();
            pending.insert(pending.end(), forced.begin(), forced.end());
            walk.taken.tokens += forced.size();
            // Without a token to start from there is nothing to ask the model.
            if (!walk.walk.done()) asking.push_back(&walk);
        }
        if (asking.empty()) break;
        TRY(ask(asking));
        for (Walk* walk : asking) {
            const auto ways = walk->walk.ways();
            const Way& way = ways[draw(ways, *walk)];
            walk->walk.take(way);
            ++walk->taken.decisions;
            if (!walk->walk.done() && way.token != TokenWalk::kNoToken) {
                voices_[walk->fork.voice].pending.push_back(way.token);
                ++walk->taken.tokens;
            }
        }
    }
    std::vector<Taken> out;
    for (Walk& walk : walks) {
        const auto rest = walk.walk.rest();
        std::vector<TokenId>& pending = voices_[walk.fork.voice].pending;
        pending.insert(pending.end(), rest.begin(), rest.end());
        walk.taken.tokens += rest.size();
        walk.taken.path = walk.walk.sequence();
        out.push_back(walk.taken);
    }
    return out;
}

Result<std::optional<double>> TrieSpeaker::leaning(std::size_t voice, const std::string& question,
                                                   const std::string& yes, const std::string& no) {
    const auto yes_tokens = model_.tokens(yes);
    const auto no_tokens = model_.tokens(no);
    if (yes_tokens.empty() || no_tokens.empty() || yes_tokens[0] == no_tokens[0]) {
        return std::optional<double>();
    }
    Voice& speaking = voices_.at(voice);
    std::vector<Entry> batch;
    const auto add = [&](TokenId token) {
        batch.push_back({.token = token,
                         .position = static_cast<int>(speaking.seen + batch.size()),
                         .text = static_cast<int>(voice)});
    };
    for (const TokenId token : speaking.pending) add(token);
    const std::size_t kept = speaking.seen + speaking.pending.size();
    for (const TokenId token : model_.tokens(question)) add(token);
    if (batch.empty()) return std::optional<double>();
    batch.back().wanted = true;
    TRY(model_.decode(batch));
    speaking.seen = kept;
    speaking.pending.clear();
    const auto logits = model_.logits(batch.size() - 1);
    const auto at = [&](TokenId token) {
        return static_cast<double>(logits[static_cast<std::size_t>(token)]);
    };
    const double out = logits.empty() ? 0 : at(yes_tokens[0]) - at(no_tokens[0]);
    model_.forget(static_cast<int>(voice), static_cast<int>(kept));
    return std::optional(out);
}

std::unique_ptr<Speaker> trie_speaker(Gguf& model, const SpeakerSpec& spec) {
    return std::make_unique<TrieSpeaker>(model, spec);
}

}  // namespace chimera::llm
