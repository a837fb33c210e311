// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "core/text.h"

namespace chimera {

static std::optional<UnixSeconds> fixed_time() {
    const char* text = std::getenv("SOURCE_DATE_EPOCH");
    if (text == nullptr) return std::nullopt;
    const std::string_view view(text);
    UnixSeconds seconds = 0;
    const auto parsed = std::from_chars(view.data(), view.data() + view.size(), seconds);
    if (parsed.ec != std::errc{} || parsed.ptr != view.data() + view.size()) return std::nullopt;
    return seconds;
}

bool wall_time_is_fixed() {
    return fixed_time().has_value();
}

UnixSeconds wall_time() {
    if (const auto fixed = fixed_time()) return *fixed;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

std::string rfc3339_now() {
    if (const auto fixed = fixed_time()) return rfc3339(*fixed);
    using namespace std::chrono;
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
    std::string out = rfc3339(floor<seconds>(now).count());
    out.pop_back();
    return out + fmt::format(".{:03}Z", (now - floor<seconds>(now)).count());
}

std::string date_of(UnixSeconds time) {
    return rfc3339(time).substr(0, 10);
}

std::string rfc3339(UnixSeconds time) {
    using namespace std::chrono;
    const sys_seconds instant{seconds{time}};
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss clock{instant - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

// Takes exactly `width` digits off the front of `text`.
static std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (!is_digit(text[i])) return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return value;
}

static bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// "+01:00", "-0530", "Z" or nothing, in seconds east of UTC.
static std::optional<int> parse_offset(std::string_view text) {
    text = trim(text);
    if (text.empty() || equals_ignoring_case(text, "z") || equals_ignoring_case(text, "utc")) {
        return 0;
    }
    const int sign = text.front() == '-' ? -1 : 1;
    if (!take(text, "+-")) return std::nullopt;
    const auto hours = take_digits(text, 2);
    take(text, ":");
    const auto minutes = text.empty() ? std::optional<int>(0) : take_digits(text, 2);
    if (!hours || !minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 3600 + *minutes * 60);
}

std::optional<UnixSeconds> parse_time(std::string_view text) {
    using namespace std::chrono;
    text = trim(text);
    const auto year_number = take_digits(text, 4);
    if (!year_number || !take(text, "-/")) return std::nullopt;
    const auto month_number = take_digits(text, 2);
    if (!month_number || !take(text, "-/")) return std::nullopt;
    const auto day_number = take_digits(text, 2);
    if (!day_number) return std::nullopt;
    const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                              day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    UnixSeconds time = sys_days{date}.time_since_epoch().count() * UnixSeconds{86400};
    if (text.empty()) return time;
    if (!take(text, "Tt ")) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute) return std::nullopt;
    int second = 0;
    if (take(text, ":")) {
        const auto read = take_digits(text, 2);
        if (!read) return std::nullopt;
        second = *read;
        if (take(text, ".,")) {
            while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
        }
    }
    if (*hour > 23 || *minute > 59 || second > 60) return std::nullopt;
    const auto offset = parse_offset(text);
    if (!offset) return std::nullopt;
    return time + *hour * 3600 + *minute * 60 + second - *offset;
}

// 1759098967, 1759098967.25, 1759098967123
static std::optional<UnixSeconds> parse_unix_time(std::string_view text) {
    constexpr std::size_t kSeconds = 10;
    constexpr std::size_t kMilliseconds = 13;
    const auto dot = text.find('.');
    const std::string_view whole = text.substr(0, dot);
    if (whole.size() != kSeconds && whole.size() != kMilliseconds) return std::nullopt;
    if (whole.front() != '1' && whole.front() != '2') return std::nullopt;
    const std::string_view rest = dot == std::string_view::npos ? "" : text.substr(dot + 1);
    for (const char c : rest) {
        if (!is_digit(c)) return std::nullopt;
    }
    UnixSeconds value = 0;
    const auto parsed = std::from_chars(whole.data(), whole.data() + whole.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != whole.data() + whole.size()) return std::nullopt;
    return whole.size() == kSeconds ? value : value / 1000;
}

// "20251002", "20251002-151824", "20251002T1518Z": the same with what stands between put back.
static std::optional<UnixSeconds> parse_compact(std::string_view text) {
    constexpr std::size_t kDate = 8;
    std::string_view rest = text;
    if (!take_digits(rest, kDate)) return std::nullopt;
    std::string spread =
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
    if (rest.empty()) return parse_time(spread);
    take(rest, "Tt-_ ");
    if (rest.ends_with('z') || rest.ends_with('Z')) rest.remove_suffix(1);
    std::string_view digits = rest;
    const bool seconds = rest.size() == 6 && take_digits(digits, 6);
    const bool minutes = rest.size() == 4 && take_digits(digits, 4);
    if (!seconds && !minutes) return std::nullopt;
    spread += fmt::format("T{}:{}", rest.substr(0, 2), rest.substr(2, 2));
    if (seconds) spread += fmt::format(":{}", rest.substr(4, 2));
    return parse_time(spread);
}

std::optional<UnixSeconds> parse_stamp(std::string_view text) {
    text = trim(text);
    if (const auto time = parse_time(text)) return time;
    if (text.empty()) return std::nullopt;
    const auto compact = parse_compact(text);
    return compact ? compact : parse_unix_time(text);
}

std::optional<UnixSeconds> parse_stamp(double number) {
    return parse_stamp(fmt::format("{:.0f}", std::floor(number)));
}

Stopwatch::Stopwatch() : start_(std::chrono::steady_clock::now()) {}

double Stopwatch::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

constexpr double kNanosecond = 1e-9;

static double read_clock(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + kNanosecond * static_cast<double>(time.tv_nsec);
}

double monotonic_seconds() {
    return read_clock(CLOCK_MONOTONIC);
}

double seconds_since(std::int64_t wall_seconds, std::int64_t nanoseconds) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<double>(now.tv_sec - wall_seconds) +
           kNanosecond * static_cast<double>(now.tv_nsec - nanoseconds);
}

double process_cpu_seconds() {
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

double thread_cpu_seconds() {
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

}  // namespace chimera
