// SPDX-License-Identifier: Apache-2.0
// How many threads the next batch gets. The threads of a batch wait for each other at every layer,
// and they wait by spinning; beside a busy process one of them is often not running, and the others
// burn its time. Then one thread alone is faster than all of them. Whether all of them ran is seen
// from the processor time that a batch took. The bytes of a report do not depend on it.
#pragma once

#include <cstdint>

namespace chimera::llm {

class Pace {
public:
    // How long an idle thread of the pool polls for work before it sleeps, 0 to 100.
    static constexpr std::uint32_t kPolling = 50;

    Pace() = default;
    explicit Pace(int most) : most_(most), threads_(most) {}

    int threads() const { return threads_; }
    // A batch with threads() threads took `seconds`, and the process `cpu_seconds` of processors.
    void took(double seconds, double cpu_seconds);

private:
    // The share of its time that a thread ran, below which it is one of too many.
    static constexpr double kCrowded = 0.85;
    // Batches with one thread before all are tried again; it doubles as long as that is in vain.
    static constexpr int kFirstRest = 8;
    static constexpr int kLongestRest = 64;

    int most_ = 1;
    int threads_ = 1;
    int rest_ = kFirstRest;
    int left_ = 0;      // batches of the rest
    double ran_ = 1.0;  // share, a running mean
};

}  // namespace chimera::llm
