// SPDX-License-Identifier: Apache-2.0
// Draws one of several candidates from scores in units of logits, and the next token from logits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>

#include "core/rng.h"
#include "llm/model.h"

namespace chimera::llm {

// Only the `top_k` best (0: all), of those the fewest that hold `top_p` of the probability
// (Holtzman et al. 2020), and of these one by its weight at `temperature` (0: always the best).
struct Draw {
    double temperature = 1;
    double top_p = 1;
    int top_k = 0;
};

// The index of the candidate that was drawn; `scores` holds at least one.
std::size_t draw(std::span<const double> scores, const Draw& by, Rng& rng);

// A score that was chosen before, less likely now (Keskar et al. 2019): positive ones are divided
// by the penalty, negative ones multiplied.
double penalised(double score, double penalty);

// The last tokens are penalised, then one is drawn. Absent options are llama.cpp's defaults: repeat
// penalty 1.0, top-k 40, top-p 0.95, temperature 0.8.
class Sampling {
public:
    static constexpr std::size_t kRemembered = 64;  // tokens that the repeat penalty bears on

    explicit Sampling(const Options& options);

    std::int32_t next(std::span<const float> logits);

private:
    Options options_;
    Rng rng_;
    std::deque<std::int32_t> recent_;
};

}  // namespace chimera::llm
