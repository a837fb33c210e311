// SPDX-License-Identifier: Apache-2.0
// How many threads the next batch gets. The threads of a batch wait for each other at every layer;
// beside a busy process one of them is often not running, and the others spin until it is. One
// thread alone then is faster than all of them, so the pace is measured and the better number kept.
// The bytes of a report do not depend on it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace chimera::llm {

class Pace {
public:
    // How long an idle thread of the pool polls for work before it sleeps, 0 to 100.
    static constexpr std::uint32_t kPolling = 50;

    Pace() = default;
    explicit Pace(int most) : most_(most), threads_(most) {}

    int threads() const { return threads_; }
    // A batch of `tokens` took so long with threads() threads.
    void took(std::size_t tokens, double seconds);

private:
    // Batches between two looks, and how many a trial takes.
    static constexpr int kLook = 48;
    static constexpr int kTrial = 6;
    // How much slower than ever seen is worth a trial.
    static constexpr double kSlow = 1.8;

    int most_ = 1;
    int threads_ = 1;
    std::array<double, 16> fastest_{};  // seconds, by the logarithm of the batch's size
    double slowness_[2] = {0, 0};       // with one thread, with all: a running mean
    int since_ = 0;                     // batches since the last change
};

}  // namespace chimera::llm
