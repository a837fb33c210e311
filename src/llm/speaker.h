// SPDX-License-Identifier: Apache-2.0
// Several voices that go on with a text each, every one along exactly one of the paths that it is
// given. A speaker chooses; it cannot say anything that is not a path.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "llm/model.h"

namespace chimera::llm {

// `prior` is added to the model's own score, in units of its logits.
struct Path {
    std::string text;
    double prior = 0;
};

// Where voice `voice` has to choose: `lead` (a blank, a heading) stands before every path, and is
// tokenised together with it.
struct Fork {
    std::size_t voice = 0;
    std::string lead;
    std::vector<Path> paths;
};

// One decision that was made, and what it was made from.
struct Taken {
    std::size_t path = 0;
    std::size_t decisions = 0;  // branchings at which the model was asked
    std::size_t tokens = 0;     // of the path and its lead
};

// A question to what voice `voice` has in mind.
struct VoiceQuestion {
    std::size_t voice = 0;
    std::string text;
};

class Speaker {
public:
    virtual ~Speaker() = default;

    virtual const ModelInfo& info() const = 0;
    // How its sentences came about, as evidence names it: "lattice", or "ranked" where whole ones
    // were judged.
    virtual std::string origin() const { return "lattice"; }
    // Voice `voice` starts over with this prompt; how many tokens it has (0 where nobody counts).
    virtual Result<std::size_t> begin(std::size_t voice, const Prompt& prompt) = 0;
    // One fork a voice at most; all of them are walked at the same time, batch by batch.
    virtual Result<std::vector<Taken>> speak(std::span<const Fork> forks) = 0;
    // To each question, of another voice each, how much more the model would rather answer `yes`
    // than `no`, as the difference of the logits of the answers' first tokens; nothing is
    // remembered.
    virtual Result<std::vector<std::optional<double>>> leanings(
        std::span<const VoiceQuestion> questions, const std::string& yes,
        const std::string& no) = 0;
};

enum class Taste { kLikely, kLeastLikely };

// How a path is judged: at each branching by the next token alone, or whole, by the mean
// log-likelihood of all its tokens, which reads every path and takes several times as long.
enum class Judging { kStepwise, kWhole };

inline constexpr double kTemperature = 0.7;  // where a voice is not given one

struct SpeakerSpec {
    // Of each voice how it draws: temperature (0: always the best), top-k, top-p and the repeat
    // penalty. Absent ones leave the draw alone, but for the temperature, which is then
    // kTemperature.
    std::vector<Options> voices = std::vector<Options>(2);
    std::uint64_t seed = 1;
    Taste taste = Taste::kLikely;
    Judging judging = Judging::kStepwise;
    // Of a path whose words are settled, a voice remembers this many tokens more: what they settle
    // of the next path is little, and reading them is what writing costs.
    std::size_t remembered = 16;
};

// Chooses uniformly among the paths: no model at all.
std::unique_ptr<Speaker> random_speaker(const SpeakerSpec& spec);

}  // namespace chimera::llm
