// SPDX-License-Identifier: Apache-2.0
// Reads the sensors at a steady pace on a thread of its own, so that a busy client does not lose
// readings, and stamps them on the clock that requests are stamped on.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "telemetry/reading.h"
#include "telemetry/sensors.h"

namespace chimera::telemetry {

struct SamplerOptions {
    // From start to start, at least a millisecond. A reading that takes longer makes the next ones
    // fall out; none is made up.
    double interval_s = 1;
    // Called on the sampler's thread for every sample; must not throw nor stop the sampler.
    std::function<void(TelemetrySample)> sink;
    // May be empty. Asked after the sensors, on the same thread; what it gives is a sample of its
    // own, for a server answers when it likes. It must end by itself: stop() waits for it.
    std::function<std::vector<Reading>()> extra;
};

class Sampler {
public:
    // The first sample is taken at once.
    Sampler(Sensors sensors, SamplerOptions options);
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;
    ~Sampler();

    // Takes a last sample of the sensors, so that the time until now is covered, and returns when
    // the thread has ended. The sink is not called after that. A second call does nothing.
    void stop();

private:
    void run();
    void sample_sensors();
    void sample_extra();
    bool wait_until(double due_s);

    Sensors sensors_;
    SamplerOptions options_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::jthread thread_;  // the last member: it uses all others
};

}  // namespace chimera::telemetry
