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

class Speaker {
public:
    virtual ~Speaker() = default;

    virtual const ModelInfo& info() const = 0;
    // Voice `voice` starts over with this prompt; how many tokens it has (0 where nobody counts).
    virtual Result<std::size_t> begin(std::size_t voice, const Prompt& prompt) = 0;
    // One fork a voice at most; all of them are walked at the same time, batch by batch.
    virtual Result<std::vector<Taken>> speak(std::span<const Fork> forks) = 0;
    // How much more a model would rather answer `yes` than `no` to the question, as the difference
    // of the logits of the answers' first tokens; nothing is remembered of it.
    virtual Result<std::optional<double>> leaning(std::size_t voice, const std::string& question,
                                                  const std::string& yes,
                                                  const std::string& no) = 0;
};

enum class Taste { kLikely, kLeastLikely };

struct SpeakerSpec {
    std::size_t voices = 2;
    double temperature = 0.7;  // 0: always the best
    std::uint64_t seed = 1;
    Taste taste = Taste::kLikely;
    // Of a path whose words are settled, a voice remembers this many tokens more: what they settle
    // of the next path is little, and reading them is what writing costs.
    std::size_t remembered = 16;
};

// Chooses uniformly among the paths: no model at all.
std::unique_ptr<Speaker> random_speaker(const SpeakerSpec& spec);

}  // namespace chimera::llm
