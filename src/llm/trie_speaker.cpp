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
    std::vector<TokenId> seen;
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
    Result<std::size_t> begin(std::size_t voice, const Prompt& prompt) override;
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

// What the new prompt shares with what the voice has seen stays in the model.
Result<std::size_t> TrieSpeaker::begin(std::size_t voice, const Prompt& prompt) {
    const std::vector<TokenId> tokens = model_.prompt(prompt);
    if (tokens.empty()) return input_error("the prompt is empty; say what to write");
    if (tokens.size() + 1 > static_cast<std::size_t>(model_.context()) / voices_.size()) {
        return input_error("a prompt is longer than the model's context; give more by --num-ctx");
    }
    Voice& speaking = voices_.at(voice);
    const auto parted =
        std::mismatch(speaking.seen.begin(), speaking.seen.end(), tokens.begin(), tokens.end());
    // The last token is always seen again, so that there are logits to choose by.
    const auto shared =
        std::min(static_cast<std::size_t>(parted.first - speaking.seen.begin()), tokens.size() - 1);
    model_.forget(static_cast<int>(voice), static_cast<int>(shared));
    speaking.seen.resize(shared);
    speaking.pending.assign(tokens.begin() + static_cast<std::ptrdiff_t>(shared), tokens.end());
    speaking.prompt = tokens.size();
    return tokens.size();
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
    if (speaking.seen.size() + speaking.pending.size() + tokens <= share) return;
    if (speaking.seen.size() < speaking.prompt) return;
    model_.forget(static_cast<int>(voice), static_cast<int>(speaking.prompt));
    speaking.seen.resize(speaking.prompt);
    speaking.pending.clear();
}

// One batch for all voices that wait at a branching.
Status TrieSpeaker::ask(std::span<Walk*> asking) {
    std::vector<Entry> batch;
    for (Walk* walk : asking) {
        const auto text = static_cast<int>(walk->fork.voice);
        Voice& voice = voices_[walk->fork.voice];
        // Where nothing new leads up to a branching, its logits are those of the token before it.
        if (voice.pending.empty()) {
            voice.pending.push_back(voice.seen.back());
            voice.seen.pop_back();
            model_.forget(text, static_cast<int>(voice.seen.size()));
        }
        for (const TokenId token : voice.pending) {
            batch.push_back(
                {.token = token, .position = static_cast<int>(voice.seen.size()), .text = text});
            voice.seen.push_back(token);
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
        auto rest = walk.walk.rest();
        walk.taken.tokens += rest.size();
        rest = rest.first(std::min(rest.size(), spec_.remembered));
        std::vector<TokenId>& pending = voices_[walk.fork.voice].pending;
        pending.insert(pending.end(), rest.begin(), rest.end());
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
                         .position = static_cast<int>(speaking.seen.size() + batch.size()),
                         .text = static_cast<int>(voice)});
    };
    for (const TokenId token : speaking.pending) add(token);
    const std::size_t kept = speaking.seen.size() + speaking.pending.size();
    for (const TokenId token : model_.tokens(question)) add(token);
    if (batch.empty()) return std::optional<double>();
    batch.back().wanted = true;
    TRY(model_.decode(batch));
    speaking.seen.insert(speaking.seen.end(), speaking.pending.begin(), speaking.pending.end());
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
