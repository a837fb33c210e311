// SPDX-License-Identifier: Apache-2.0
// A speaker on a model of this process. Paths become a trie of their tokens; the model is asked
// only where it branches, and what is forced goes into the model together with the next branching.
#pragma once

#include <memory>

#include "llm/gguf.h"
#include "llm/speaker.h"

namespace chimera::llm {

// A path's score at a branching is the logit of its token plus the best prior among the paths
// behind it; one of the ways on is drawn (sampling.h), or the worst is taken (Taste::kLeastLikely).
// With Judging::kWhole the score is the mean log-likelihood of a path's own tokens times the mean
// length of the paths, plus its prior. `model` must outlive the speaker.
std::unique_ptr<Speaker> trie_speaker(Gguf& model, const SpeakerSpec& spec);

}  // namespace chimera::llm
