// SPDX-License-Identifier: Apache-2.0
#include "core/rng.h"
#include "llm/speaker.h"

namespace chimera::llm {

namespace {

class RandomSpeaker : public Speaker {
public:
    explicit RandomSpeaker(const SpeakerSpec& spec) : rng_(spec.seed) {
        info_.backend = "random";
        info_.name = "random";
    }

    const ModelInfo& info() const override { return info_; }
    Result<std::size_t> begin(std::size_t /*voice*/, const Prompt& /*prompt*/) override {
        return std::size_t{0};
    }
    Result<std::vector<Taken>> speak(std::span<const Fork> forks) override {
        std::vector<Taken> out;
        for (const Fork& fork : forks) out.push_back({below(rng_, fork.paths.size()), 1, 0});
        return out;
    }
    Result<std::vector<std::optional<double>>> leanings(std::span<const VoiceQuestion> questions,
                                                        const std::string& /*yes*/,
                                                        const std::string& /*no*/) override {
        std::vector<std::optional<double>> out;
        for (std::size_t i = 0; i < questions.size(); ++i) out.emplace_back(uniform(rng_) - 0.5);
        return out;
    }

private:
    ModelInfo info_;
    Rng rng_;
};

}  // namespace

std::unique_ptr<Speaker> random_speaker(const SpeakerSpec& spec) {
    return std::make_unique<RandomSpeaker>(spec);
}

}  // namespace chimera::llm
