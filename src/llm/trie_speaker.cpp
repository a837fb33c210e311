// SPDX-License-Identifier: Apache-2.0
#include "llm/trie_speaker.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"
#include "llm/sampling.h"
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
        : model_(model), spec_(spec), rng_(spec.seed), voices_(spec.voices.size()) {}

    const ModelInfo& info() const override { return model_.info(); }
    std::string origin() const override {
        return spec_.judging == Judging::kWhole ? "ranked" : "lattice";
    }
    Result<std::size_t> begin(std::size_t voice, const Prompt& prompt) override;
    Result<std::vector<Taken>> speak(std::span<const Fork> forks) override;
    Result<std::vector<std::optional<double>>> leanings(std::span<const VoiceQuestion> questions,
                                                        const std::string& yes,
                                                        const std::string& no) override;

private:
    Walk start(const Fork& fork) const;
    void make_room(std::size_t voice, std::size_t tokens);
    void lead_up(std::size_t speaking, std::vector<Entry>& batch);
    Status walk_stepwise(std::vector<Walk>& walks);
    Status walk_whole(Walk& walk);
    Result<double> likelihood(std::size_t voice, std::span<const TokenId> tokens,
                              std::span<const float> first);
    double scored(std::size_t voice, TokenId token, std::span<const float> logits) const;
    std::size_t choose(std::size_t voice, std::span<const double> scores);
    std::size_t choose_way(const std::vector<Way>& ways, const Walk& walk);

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
    if (tokens.size() + 1 > static_cast<std::size_t>(model_.context())) {
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
    const std::size_t share = static_cast<std::size_t>(model_.context());
    if (speaking.seen.size() + speaking.pending.size() + tokens <= share) return;
    if (speaking.seen.size() < speaking.prompt) return;
    model_.forget(static_cast<int>(voice), static_cast<int>(speaking.prompt));
    speaking.seen.resize(speaking.prompt);
    speaking.pending.clear();
}

// What leads up to a branching becomes part of a batch, and the last of it is asked about.
void TrieSpeaker::lead_up(std::size_t speaking, std::vector<Entry>& batch) {
    const auto text = static_cast<int>(speaking);
    Voice& voice = voices_[speaking];
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
}

// The model's score of a token, lower where the voice said it lately and is not to repeat itself.
double TrieSpeaker::scored(std::size_t speaking, TokenId token,
                           std::span<const float> logits) const {
    const auto at = static_cast<std::size_t>(token);
    // A path that ends where another goes on is taken as if the next word were unknown.
    if (token == TokenWalk::kNoToken || at >= logits.size()) return 0;
    const auto logit = static_cast<double>(logits[at]);
    const auto& penalty = spec_.voices[speaking].repeat_penalty;
    if (!penalty) return logit;
    const Voice& voice = voices_[speaking];
    const auto lately =
        voice.seen.end() -
        static_cast<std::ptrdiff_t>(std::min(
            voice.seen.size() - std::min(voice.prompt, voice.seen.size()), Sampling::kRemembered));
    const bool is_said = std::find(lately, voice.seen.end(), token) != voice.seen.end();
    return is_said ? penalised(logit, *penalty) : logit;
}

std::size_t TrieSpeaker::choose(std::size_t voice, std::span<const double> scores) {
    if (spec_.taste == Taste::kLeastLikely) {
        return static_cast<std::size_t>(std::min_element(scores.begin(), scores.end()) -
                                        scores.begin());
    }
    const Options& options = spec_.voices[voice];
    return draw(scores,
                {.temperature = options.temperature.value_or(kTemperature),
                 .top_p = options.top_p.value_or(1),
                 .top_k = options.top_k.value_or(0)},
                rng_);
}

std::size_t TrieSpeaker::choose_way(const std::vector<Way>& ways, const Walk& walk) {
    const std::span<const float> logits = model_.logits(walk.entry);
    std::vector<double> scores;
    for (const Way& way : ways) {
        double prior = -std::numeric_limits<double>::infinity();
        for (const std::size_t path : way.sequences) {
            prior = std::max(prior, walk.fork.paths[path].prior);
        }
        scores.push_back(scored(walk.fork.voice, way.token, logits) + prior);
    }
    return choose(walk.fork.voice, scores);
}

// One batch for all voices that wait at a branching, until every one has gone its way.
Status TrieSpeaker::walk_stepwise(std::vector<Walk>& walks) {
    for (;;) {
        std::vector<Walk*> asking;
        std::vector<Entry> batch;
        for (Walk& walk : walks) {
            std::vector<TokenId>& pending = voices_[walk.fork.voice].pending;
            const auto forced = walk.walk.forced();
            pending.insert(pending.end(), forced.begin(), forced.end());
            walk.taken.tokens += forced.size();
            if (walk.walk.done()) continue;
            asking.push_back(&walk);
            lead_up(walk.fork.voice, batch);
            walk.entry = batch.size() - 1;
        }
        if (asking.empty()) return Done{};
        TRY(model_.decode(batch));
        for (Walk* walk : asking) {
            const auto ways = walk->walk.ways();
            const Way& way = ways[choose_way(ways, *walk)];
            walk->walk.take(way);
            ++walk->taken.decisions;
            if (!walk->walk.done() && way.token != TokenWalk::kNoToken) {
                voices_[walk->fork.voice].pending.push_back(way.token);
                ++walk->taken.tokens;
            }
        }
    }
}

static double log_sum_exp(std::span<const float> logits) {
    const auto most = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
    double sum = 0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - most);
    return most + std::log(sum);
}

// The mean log-likelihood of `tokens` after what the voice has seen; nothing of it is remembered.
// `first`: the logits that the first of them is judged by.
Result<double> TrieSpeaker::likelihood(std::size_t voice, std::span<const TokenId> tokens,
                                       std::span<const float> first) {
    if (tokens.empty()) return 0.0;
    const auto text = static_cast<int>(voice);
    const auto from = static_cast<int>(voices_[voice].seen.size());
    std::vector<Entry> batch;
    for (const TokenId token : tokens.first(tokens.size() - 1)) {
        batch.push_back({.token = token,
                         .position = from + static_cast<int>(batch.size()),
                         .text = text,
                         .wanted = true});
    }
    TRY(model_.decode(batch));
    double sum = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::span<const float> logits = i == 0 ? first : model_.logits(i - 1);
        if (logits.empty()) return input_error("the model gave no logits; try another by --model");
        sum += scored(voice, tokens[i], logits) - log_sum_exp(logits);
    }
    model_.forget(text, from);
    return sum / static_cast<double>(tokens.size());
}

// Every path is read to its end; the choice falls among whole sentences.
Status TrieSpeaker::walk_whole(Walk& walk) {
    const std::size_t voice = walk.fork.voice;
    const auto forced = walk.walk.forced();
    std::vector<TokenId>& pending = voices_[voice].pending;
    pending.insert(pending.end(), forced.begin(), forced.end());
    walk.taken.tokens += forced.size();
    if (walk.walk.done()) return Done{};
    std::vector<Entry> batch;
    lead_up(voice, batch);
    TRY(model_.decode(batch));
    const auto logits = model_.logits(batch.size() - 1);
    const std::vector<float> first(logits.begin(), logits.end());
    const std::vector<std::size_t> left = walk.walk.left();
    std::vector<double> scores;
    double length = 0;
    for (const std::size_t sequence : left) {
        const auto rest = walk.walk.rest(sequence);
        length += static_cast<double>(rest.size()) / static_cast<double>(left.size());
        TRY_ASSIGN(const double likely, likelihood(voice, rest, first));
        scores.push_back(likely);
    }
    // As if all were of one length: a short sentence is not a likely one.
    for (std::size_t i = 0; i < left.size(); ++i) {
        scores[i] = scores[i] * length + walk.fork.paths[left[i]].prior;
    }
    walk.walk.take({.token = TokenWalk::kNoToken, .sequences = {left[choose(voice, scores)]}});
    ++walk.taken.decisions;
    return Done{};
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
    if (spec_.judging == Judging::kStepwise) {
        TRY(walk_stepwise(walks));
    } else {
        for (Walk& walk : walks) TRY(walk_whole(walk));
    }
    std::vector<Taken> out;
    for (Walk& walk : walks) {
        auto rest = walk.walk.rest(walk.walk.sequence());
        walk.taken.tokens += rest.size();
        rest = rest.first(std::min(rest.size(), spec_.remembered));
        std::vector<TokenId>& pending = voices_[walk.fork.voice].pending;
        pending.insert(pending.end(), rest.begin(), rest.end());
        walk.taken.path = walk.walk.sequence();
        out.push_back(walk.taken);
    }
    return out;
}

Result<std::vector<std::optional<double>>> TrieSpeaker::leanings(
    std::span<const VoiceQuestion> questions, const std::string& yes, const std::string& no) {
    const auto yes_tokens = model_.tokens(yes);
    const auto no_tokens = model_.tokens(no);
    std::vector<std::optional<double>> out(questions.size());
    if (yes_tokens.empty() || no_tokens.empty() || yes_tokens[0] == no_tokens[0]) return out;
    std::vector<Entry> batch;
    std::vector<std::size_t> last;
    for (const VoiceQuestion& question : questions) {
        std::vector<TokenId> tokens = voices_.at(question.voice).pending;
        const auto asked = model_.tokens(question.text);
        tokens.insert(tokens.end(), asked.begin(), asked.end());
        if (tokens.empty()) return out;
        auto position = static_cast<int>(voices_[question.voice].seen.size());
        for (const TokenId token : tokens) {
            batch.push_back(
                {.token = token, .position = position++, .text = static_cast<int>(question.voice)});
        }
        batch.back().wanted = true;
        last.push_back(batch.size() - 1);
    }
    TRY(model_.decode(batch));
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto logits = model_.logits(last[i]);
        const auto at = [&](TokenId token) {
            return static_cast<double>(logits[static_cast<std::size_t>(token)]);
        };
        if (!logits.empty()) out[i] = at(yes_tokens[0]) - at(no_tokens[0]);
        Voice& voice = voices_[questions[i].voice];
        voice.seen.insert(voice.seen.end(), voice.pending.begin(), voice.pending.end());
        voice.pending.clear();
        model_.forget(static_cast<int>(questions[i].voice), static_cast<int>(voice.seen.size()));
    }
    return out;
}

std::unique_ptr<Speaker> trie_speaker(Gguf& model, const SpeakerSpec& spec) {
    return std::make_unique<TrieSpeaker>(model, spec);
}

}  // namespace chimera::llm
