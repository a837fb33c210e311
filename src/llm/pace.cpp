// SPDX-License-Identifier: Apache-2.0
#include "llm/pace.h"

#include <algorithm>
#include <bit>

namespace chimera::llm {

void Pace::took(std::size_t tokens, double seconds) {
    if (most_ == 1 || tokens == 0) return;
    const auto size = std::min<std::size_t>(std::bit_width(tokens), fastest_.size() - 1);
    const double each = seconds / static_cast<double>(tokens);
    double& fastest = fastest_[size];
    if (fastest == 0 || each < fastest) fastest = each;
    double& slowness = slowness_[threads_ == 1 ? 0 : 1];
    constexpr double kWeight = 0.25;
    const double now = each / fastest;
    slowness = slowness == 0 ? now : (1 - kWeight) * slowness + kWeight * now;
    ++since_;
    if (since_ < kTrial) return;
    const bool alone = threads_ == 1;
    const double other = slowness_[alone ? 1 : 0];
    const bool look = since_ >= kLook && (alone || slowness > kSlow);
    const bool first = !alone && slowness > kSlow && other == 0;
    const bool worse = other > 0 && since_ == kTrial && slowness > other;
    if (!look && !first && !worse) return;
    threads_ = alone ? most_ : 1;
    // What was measured long ago says nothing of now.
    if (!worse) slowness_[threads_ == 1 ? 0 : 1] = 0;
    since_ = 0;
}

}  // namespace chimera::llm
