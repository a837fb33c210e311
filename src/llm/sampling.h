// SPDX-License-Identifier: Apache-2.0
// Draws the next token from logits.
#pragma once

#include <cstdint>
#include <deque>
#include <span>

#include "core/rng.h"
#include "llm/model.h"

namespace chimera::llm {

// Repeat penalty over the last 64 tokens (Keskar et al. 2019: positive logits divided, negative
// ones multiplied), top-k, top-p (Holtzman et al. 2020), temperature; 0 is the best token. Absent
// options are llama.cpp's defaults: 1.0, 40, 0.95, 0.8.
class Sampling {
public:
    explicit Sampling(const Options& options);

    std::int32_t next(std::span<const float> logits);

private:
    Options options_;
    Rng rng_;
    std::deque<std::int32_t> recent_;
};

}  // namespace chimera::llm
