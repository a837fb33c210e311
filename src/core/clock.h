// SPDX-License-Identifier: Apache-2.0
// The only place that asks what time it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chimera {

// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
using UnixSeconds = std::int64_t;

// The wall clock, or SOURCE_DATE_EPOCH (reproducible-builds.org) where that variable holds a
// number.
UnixSeconds wall_time();
bool wall_time_is_fixed();

// RFC 3339 in UTC: "2026-11-23T04:39:40Z".
std::string rfc3339(UnixSeconds time);
// The wall clock as it stands, to the millisecond: "2026-11-23T04:39:40.125Z".
std::string rfc3339_now();
// The date part of it.
std::string date_of(UnixSeconds time);

// Reads RFC 3339 and its common looser forms ("2025-10-02 19:18:24", fractions, "Z", "+00:00"); a
// time without an offset is taken as UTC.
std::optional<UnixSeconds> parse_time(std::string_view text);

// The same, and the compact forms that file names and exports have: "20251002", "20251002-151824",
// Unix seconds and milliseconds of this century.
std::optional<UnixSeconds> parse_stamp(std::string_view text);
// A number that was read as one: 20251002 is a date, 1759098967.25 Unix time.
std::optional<UnixSeconds> parse_stamp(double number);

// Seconds that have passed since the watch was made, on the monotonic clock.
class Stopwatch {
public:
    Stopwatch();
    double seconds() const;

private:
    std::chrono::steady_clock::time_point start_;
};

// Seconds on the monotonic clock, since a moment of which only this machine knows.
double monotonic_seconds();

// How long ago the wall clock showed this, in seconds; negative where it has not yet.
double seconds_since(std::int64_t wall_seconds, std::int64_t nanoseconds);

// Seconds of processor time that all threads of this process, or this thread, have had so far.
double process_cpu_seconds();
double thread_cpu_seconds();

}  // namespace chimera
