// SPDX-License-Identifier: Apache-2.0
#include "telemetry/sampler.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "core/clock.h"
#include "support/temp_folder.h"
#include "telemetry/readings_for_test.h"

namespace chimera::telemetry {

using test::TempFolder;

namespace {

// Keeps samples and lets a test wait for them.
class Sink {
public:
    std::function<void(TelemetrySample)> taker() {
        return [this](TelemetrySample sample) {
            const std::lock_guard lock(mutex_);
            samples_.push_back(std::move(sample));
            arrived_.notify_all();
        };
    }
    void wait_for_samples(std::size_t count) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return samples_.size() >= count; });
    }
    std::vector<TelemetrySample> samples() {
        const std::lock_guard lock(mutex_);
        return samples_;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<TelemetrySample> samples_;
};

}  // namespace

static Sensors sensors_in(const TempFolder& folder) {
    folder.write("proc/loadavg", "1.5 1 1\n");
    return Sensors(
        {{folder.path("proc"), folder.path("sys"), folder.path("root")}, folder.path("absent.so")});
}

constexpr double kHour = 3600;
constexpr double kMillisecond = 1e-3;

TEST(Sampler, StampsAndHandsOn) {
    const TempFolder folder;
    Sink sink;
    const double before = monotonic_seconds();
    Sampler sampler(sensors_in(folder), {kMillisecond, sink.taker(), {}});
    sink.wait_for_samples(5);
    sampler.stop();
    const double after = monotonic_seconds();
    const auto samples = sink.samples();
    double last = before;
    for (const TelemetrySample& sample : samples) {
        EXPECT_GE(sample.at_s, last);
        EXPECT_EQ(value_named(sample.readings, "load_average_1m"), 1.5);
        last = sample.at_s;
    }
    EXPECT_LE(last, after);
    sampler.stop();
    EXPECT_EQ(sink.samples().size(), samples.size());
}

// Were the interval waited for, this would take an hour.
TEST(Sampler, StopEndsAWaitAndCoversTheTimeUntilThen) {
    const TempFolder folder;
    Sink sink;
    Sampler sampler(sensors_in(folder), {kHour, sink.taker(), {}});
    sink.wait_for_samples(1);
    const double stopped = monotonic_seconds();
    sampler.stop();
    const auto samples = sink.samples();
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_LE(samples[0].at_s, stopped);
    EXPECT_GE(samples[1].at_s, stopped);
}

TEST(Sampler, StartsAndStopsManyTimes) {
    const TempFolder folder;
    for (int i = 0; i < 200; ++i) {
        Sink sink;
        {
            const Sampler sampler(sensors_in(folder), {kMillisecond, sink.taker(), {}});
        }
        EXPECT_GE(sink.samples().size(), 2U);
    }
}

TEST(Sampler, IsStoppedByWhicheverThreadFirst) {
    const TempFolder folder;
    Sink sink;
    auto sampler = std::make_unique<Sampler>(sensors_in(folder),
                                             SamplerOptions{kMillisecond, sink.taker(), {}});
    std::jthread([&] {
        sink.wait_for_samples(3);
        sampler->stop();
    }).join();
    sampler.reset();
    EXPECT_GE(sink.samples().size(), 3U);
}

TEST(Sampler, ExtraSourceIsASampleOfItsOwn) {
    const TempFolder folder;
    Sink sink;
    int asked = 0;
    const auto extra = [&asked]() -> std::vector<Reading> {
        ++asked;
        if (asked == 2) return {};
        return {{"server_requests_running", static_cast<double>(asked), "requests"}};
    };
    Sampler sampler(sensors_in(folder), {kMillisecond, sink.taker(), extra});
    sink.wait_for_samples(6);
    sampler.stop();
    const auto samples = sink.samples();
    EXPECT_EQ(value_named(samples[0].readings, "server_requests_running"), std::nullopt);
    EXPECT_EQ(value_named(samples[1].readings, "server_requests_running"), 1);
    EXPECT_EQ(samples[1].readings.size(), 1U);
    // The second time it had nothing to say.
    EXPECT_EQ(value_named(samples[2].readings, "load_average_1m"), 1.5);
    EXPECT_EQ(value_named(samples[3].readings, "load_average_1m"), 1.5);
    EXPECT_EQ(value_named(samples[4].readings, "server_requests_running"), 3);
}

TEST(Sampler, SenselessIntervalsAreAMillisecondOrADay) {
    const TempFolder folder;
    for (const double interval_s : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                                    -std::numeric_limits<double>::infinity()}) {
        Sink sink;
        Sampler sampler(sensors_in(folder), {interval_s, sink.taker(), {}});
        sink.wait_for_samples(3);
    }
    Sink sink;
    Sampler sampler(sensors_in(folder),
                    {std::numeric_limits<double>::infinity(), sink.taker(), {}});
    sink.wait_for_samples(1);
}

}  // namespace chimera::telemetry
