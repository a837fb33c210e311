// SPDX-License-Identifier: Apache-2.0
#include "telemetry/sampler.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/clock.h"

namespace chimera::telemetry {

static double usable_interval(double interval_s) {
    constexpr double kLeast = 1e-3;
    constexpr double kMost = 86'400;
    return interval_s >= kLeast ? std::min(interval_s, kMost) : kLeast;
}

Sampler::Sampler(Sensors sensors, SamplerOptions options)
    : sensors_(std::move(sensors)), options_(std::move(options)), thread_([this] { run(); }) {}

Sampler::~Sampler() {
    stop();
}

void Sampler::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Sampler::run() {
    const double interval_s = usable_interval(options_.interval_s);
    const double start_s = monotonic_seconds();
    double due_s = start_s;
    do {
        sample_sensors();
        sample_extra();
        // The next start on the grid that is not past yet.
        const double gone = std::floor((monotonic_seconds() - start_s) / interval_s);
        due_s = start_s + (gone + 1) * interval_s;
    } while (wait_until(due_s));
    sample_sensors();
}

void Sampler::sample_sensors() {
    const double at_s = monotonic_seconds();
    std::vector<Reading> readings = sensors_.read();
    if (options_.sink) options_.sink({at_s, std::move(readings)});
}

void Sampler::sample_extra() {
    if (!options_.extra) return;
    const double asked_s = monotonic_seconds();
    std::vector<Reading> readings = options_.extra();
    // The server looked at itself somewhere between question and answer.
    const double at_s = (asked_s + monotonic_seconds()) / 2;
    if (options_.sink && !readings.empty()) options_.sink({at_s, std::move(readings)});
}

// False where it is time to end.
bool Sampler::wait_until(double due_s) {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const double left_s = due_s - monotonic_seconds();
        if (left_s <= 0) return true;
        wake_.wait_for(lock, std::chrono::duration<double>(left_s));
    }
    return false;
}

}  // namespace chimera::telemetry
