// SPDX-License-Identifier: Apache-2.0
#include "llm/pace.h"

#include <algorithm>

namespace chimera::llm {

void Pace::took(double seconds, double cpu_seconds) {
    if (most_ == 1 || seconds <= 0) return;
    if (threads_ == 1) {
        if (--left_ > 0) return;
        threads_ = most_;
        // One crowded batch is then enough to give up again.
        ran_ = kCrowded;
        return;
    }
    constexpr double kWeight = 0.4;
    ran_ += kWeight * (std::min(1.0, cpu_seconds / (seconds * most_)) - ran_);
    if (ran_ >= kCrowded) {
        rest_ = kFirstRest;
        return;
    }
    threads_ = 1;
    left_ = rest_;
    rest_ = std::min(kLongestRest, rest_ * 2);
}

}  // namespace chimera::llm
