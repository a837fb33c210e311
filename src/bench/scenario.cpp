// SPDX-License-Identifier: Apache-2.0
#include "bench/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::bench {

using nlohmann::json;

// A number that is finite and not negative.
static std::optional<double> positive(std::string_view text) {
    const auto value = parse_double(trim(text));
    return value && std::isfinite(*value) && *value >= 0 ? value : std::nullopt;
}

static std::pair<std::string_view, std::string_view> parted(std::string_view text, char at) {
    const std::size_t place = text.find(at);
    if (place == std::string_view::npos) return {text, {}};
    return {text.substr(0, place), text.substr(place + 1)};
}

Result<Axis> parse_axis(std::string_view text) {
    const auto [name, values] = parted(text, '=');
    Axis out{std::string(trim(name)), {}};
    for (const std::string_view value : split(values, ',')) {
        const auto number = parse_double(trim(value));
        if (!number) {
            out.values.clear();
            break;
        }
        out.values.push_back(*number);
    }
    if (!out.name.empty() && !out.values.empty()) return out;
    return usage_error(fmt::format(
        "{} names no setting with numbers; write it as num_ctx=1024,2048", std::string(text)));
}

Result<double> parse_seconds(std::string_view text) {
    struct Unit {
        std::string_view name;
        double seconds;
    };
    // "ms" before "s": a text that ends with one ends with the other.
    static constexpr Unit kUnits[] = {{"us", 1e-6}, {"ms", 1e-3}, {"min", 60},
                                      {"s", 1},     {"m", 60},    {"h", 3600}};
    const std::string_view whole = trim(text);
    for (const Unit& unit : kUnits) {
        if (!whole.ends_with(unit.name)) continue;
        const auto number = positive(whole.substr(0, whole.size() - unit.name.size()));
        if (number) return *number * unit.seconds;
    }
    if (const auto number = positive(whole)) return *number;
    return usage_error(fmt::format("{} is no time; write it as 50ms, 2s or 5m", std::string(text)));
}

Result<Arrivals> parse_arrivals(std::string_view text) {
    const auto [name, cv] = parted(text, ':');
    if (name == "constant" && cv.empty()) return Arrivals{ArrivalKind::kConstant, 0};
    if (name == "poisson" && cv.empty()) return Arrivals{};
    const auto number = positive(cv);
    if (name == "gamma" && number && *number > 0) return Arrivals{ArrivalKind::kGamma, *number};
    return usage_error(fmt::format(
        "{} is no way to arrive; there are constant, poisson and gamma:CV", std::string(text)));
}

std::string shown(const Arrivals& arrivals) {
    switch (arrivals.kind) {
        case ArrivalKind::kConstant: return "constant";
        case ArrivalKind::kPoisson: return "poisson";
        case ArrivalKind::kGamma: break;
    }
    return "gamma:" + shortest(arrivals.cv);
}

std::string shown(const Stage& stage) {
    const std::string from = shortest(stage.from);
    return fmt::format("{}:{}s", stage.from == stage.to ? from : from + "-" + shortest(stage.to),
                       shortest(stage.seconds));
}

Result<Stage> parse_stage(std::string_view text) {
    const auto [rates, time] = parted(text, ':');
    const auto [from, to] = parted(rates, '-');
    const auto seconds = parse_seconds(time);
    const auto begin = positive(from);
    const auto end = to.empty() ? begin : positive(to);
    if (begin && end && *begin + *end > 0 && seconds.ok() && seconds.value() > 0) {
        return Stage{*begin, *end, seconds.value()};
    }
    return usage_error(
        fmt::format("{} is no stage; write it as RATE:TIME or FROM-TO:TIME, as in 10-50:60s",
                    std::string(text)));
}

static Result<Objective> parse_objective(std::string_view text) {
    static constexpr std::string_view kMetrics[] = {"ttft", "itl", "tpot", "e2e_latency"};
    const auto [name, limit] = parted(text, '=');
    const std::size_t at = name.rfind('_');
    const std::string_view statistic = at == std::string_view::npos ? "" : name.substr(at + 1);
    Objective out{std::string(trim(name.substr(0, at))), 0, 0};
    const bool known =
        std::find(std::begin(kMetrics), std::end(kMetrics), out.metric) != std::end(kMetrics);
    const double percent =
        statistic.starts_with('p') ? positive(statistic.substr(1)).value_or(0) : 0;
    const auto seconds = parse_seconds(limit);
    if (known && percent > 0 && percent < 100 && seconds.ok() && seconds.value() > 0) {
        out.percentile = percent / 100;
        out.limit_s = seconds.value();
        return out;
    }
    return usage_error(fmt::format(
        "{} is no objective; write it as ttft_p99=500ms, with ttft, itl, tpot or e2e_latency",
        std::string(text)));
}

Result<std::vector<Objective>> parse_objectives(std::string_view text) {
    std::vector<Objective> out;
    for (const std::string_view part : split(text, ',')) {
        TRY_ASSIGN(Objective objective, parse_objective(part));
        out.push_back(std::move(objective));
    }
    return out;
}

static std::optional<double> number_of(const json& line, const char* key) {
    const auto found = line.find(key);
    if (found == line.end() || !found->is_number()) return std::nullopt;
    const double value = found->get<double>();
    return std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

static std::optional<std::size_t> count_of(std::optional<double> value) {
    constexpr double kMost = 1e8;
    if (!value || *value > kMost) return std::nullopt;
    return static_cast<std::size_t>(*value);
}

static Result<TraceEntry> read_entry(const json& line, std::size_t number) {
    if (line.is_object()) {
        const auto mooncake_ms = number_of(line, "timestamp");
        const auto burst_s = number_of(line, "Timestamp");
        auto input = number_of(line, "input_length");
        auto output = number_of(line, "output_length");
        if (!input) input = number_of(line, "Request tokens");
        if (!output) output = number_of(line, "Response tokens");
        if (burst_s) return TraceEntry{*burst_s, count_of(input), count_of(output)};
        if (mooncake_ms) return TraceEntry{*mooncake_ms / 1e3, count_of(input), count_of(output)};
    }
    return input_error(
        "no request stands there; a line has \"timestamp\" in milliseconds, or \"Timestamp\" in "
        "seconds, and lengths",
        fmt::format("line {}", number));
}

// A CSV of numbers under headings, as BurstGPT is published.
static json csv_line(const std::vector<std::string_view>& headings, std::string_view line) {
    json out = json::object();
    const auto cells = split(line, ',');
    for (std::size_t i = 0; i < cells.size() && i < headings.size(); ++i) {
        if (const auto number = parse_double(trim(cells[i]))) {
            out[std::string(trim(headings[i]))] = *number;
        }
    }
    return out;
}

Result<std::vector<TraceEntry>> parse_trace(std::string_view text) {
    std::vector<TraceEntry> out;
    std::vector<std::string_view> headings;
    std::size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        if (trim(line).empty()) continue;
        const bool is_json = trim(line).starts_with('{');
        if (!is_json && headings.empty()) {
            headings = split(line, ',');
            continue;
        }
        const json entry = is_json ? json::parse(line, nullptr, false) : csv_line(headings, line);
        TRY_ASSIGN(const TraceEntry read, read_entry(entry, number));
        out.push_back(read);
    }
    if (out.empty()) return input_error("the trace holds no request; see --help for its form");
    std::stable_sort(out.begin(), out.end(),
                     [](const TraceEntry& a, const TraceEntry& b) { return a.due_s < b.due_s; });
    const double first_s = out.front().due_s;
    for (TraceEntry& entry : out) entry.due_s -= first_s;
    return out;
}

}  // namespace chimera::bench
