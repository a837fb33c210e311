// SPDX-License-Identifier: Apache-2.0
#include "bench/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/arrivals.h"
#include "bench/engine_points.h"
#include "core/decimal.h"
#include "core/text.h"

namespace chimera::bench {

using nlohmann::ordered_json;

namespace {

enum class Of : std::uint8_t { kServer, kEngine, kBoth };

// A setting that can be swept, what it is a setting of, and how a point takes it.
struct Knob {
    std::string_view name;
    Of of;
    double least;
    double most;
    void (*set)(Point& point, double value);
    bool is_whole = true;
};

template <typename T>
T whole(double value) {
    return static_cast<T>(std::llround(value));
}

constexpr double kMostTokens = 1 << 20;
constexpr double kMost = 1e8;  // more is a slip of the finger
constexpr double kMostAtOnce = 1e6;
constexpr std::size_t kMostRequests = 10'000'000;

constexpr Knob kKnobs[] = {
    {"concurrency", Of::kServer, 1, kMostAtOnce,
     [](Point& p, double v) { p.concurrency = whole<std::size_t>(v); }},
    {"rate", Of::kServer, 0, kMost, [](Point& p, double v) { p.rate = v; }, false},
    {"prompt_tokens", Of::kBoth, 0, kMostTokens,
     [](Point& p, double v) { p.prompt_tokens = whole<std::size_t>(v); }},
    {"max_tokens", Of::kBoth, 0, kMostTokens,
     [](Point& p, double v) { p.options.max_tokens = whole<int>(v); }},
    {"depth", Of::kEngine, 0, kMostTokens,
     [](Point& p, double v) { p.engine.depth = whole<std::size_t>(v); }},
    {"threads", Of::kEngine, 1, 1024, [](Point& p, double v) { p.engine.threads = whole<int>(v); }},
    {"batch", Of::kEngine, 1, kMostTokens,
     [](Point& p, double v) { p.engine.batch = whole<int>(v); }},
    {"flash_attn", Of::kEngine, 0, 1, [](Point& p, double v) { p.engine.flash = v != 0; }},
    {"num_gpu", Of::kServer, -1, kMost,
     [](Point& p, double v) { p.options.num_gpu = whole<int>(v); }},
    {"num_ctx", Of::kServer, 1, kMost,
     [](Point& p, double v) { p.options.num_ctx = whole<int>(v); }},
    {"temperature", Of::kBoth, 0, kMost, [](Point& p, double v) { p.options.temperature = v; },
     false},
    {"top_p", Of::kBoth, 0, 1, [](Point& p, double v) { p.options.top_p = v; }, false},
    {"top_k", Of::kBoth, 0, kMost, [](Point& p, double v) { p.options.top_k = whole<int>(v); }},
    {"repeat_penalty", Of::kBoth, 0, kMost,
     [](Point& p, double v) { p.options.repeat_penalty = v; }, false},
};

}  // namespace

std::string shown(const Setting& setting) {
    const auto text = [](const auto& value) -> std::string {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, double>) {
            return shortest(value);
        } else if constexpr (std::is_same_v<Value, bool>) {
            return value ? "true" : "false";
        } else {
            return value;
        }
    };
    return setting.name + "=" + std::visit(text, setting.value);
}

ordered_json parameters_of(std::span<const Setting> settings) {
    ordered_json out = ordered_json::object();
    for (const Setting& setting : settings) {
        const auto* number = std::get_if<double>(&setting.value);
        if (number != nullptr && *number == std::floor(*number) && std::abs(*number) < 1e15) {
            out[setting.name] = static_cast<std::int64_t>(*number);
            continue;
        }
        std::visit([&](const auto& value) { out[setting.name] = value; }, setting.value);
    }
    return out;
}

static const Knob* find_knob(std::string_view name) {
    const auto* found = std::find_if(std::begin(kKnobs), std::end(kKnobs),
                                     [&](const Knob& knob) { return knob.name == name; });
    return found == std::end(kKnobs) ? nullptr : found;
}

static Status check_axis(const Axis& axis, bool is_engine) {
    const Of here = is_engine ? Of::kEngine : Of::kServer;
    const auto serves = [&](const Knob& knob) { return knob.of == Of::kBoth || knob.of == here; };
    const Knob* knob = find_knob(axis.name);
    if (knob == nullptr || !serves(*knob)) {
        std::vector<std::string> names;
        for (const Knob& other : kKnobs) {
            if (serves(other)) names.emplace_back(other.name);
        }
        return usage_error(fmt::format("{} is no setting {}; there are {}", axis.name,
                                       is_engine ? "for an embedded model" : "for a server",
                                       join(names, ", ")));
    }
    const auto [least, most] = std::minmax_element(axis.values.begin(), axis.values.end());
    if (axis.name == "rate" && *least <= 0) return usage_error("rate must be above zero");
    if (!(*least >= knob->least && *most <= knob->most)) {
        return usage_error(fmt::format("{} must be from {} to {}", axis.name, shortest(knob->least),
                                       shortest(knob->most)));
    }
    std::set<double> seen;
    for (const double value : axis.values) {
        if (knob->is_whole && value != std::floor(value)) {
            return usage_error(
                fmt::format("{} takes whole numbers, and {} is none", axis.name, shortest(value)));
        }
        if (!seen.insert(value).second) {
            return usage_error(
                fmt::format("{}={} is given twice; leave one out", axis.name, shortest(value)));
        }
    }
    return Done{};
}

// Each setting comes from one place.
static Status check_axes(const Scenario& scenario) {
    std::set<std::string> seen;
    if (!scenario.engine && scenario.concurrency) seen.insert("concurrency");
    if (!scenario.engine && scenario.rate) seen.insert("rate");
    for (const auto* axes : {&scenario.sweep, &scenario.fixed}) {
        for (const Axis& axis : *axes) {
            TRY(check_axis(axis, scenario.engine.has_value()));
            if (!seen.insert(axis.name).second) {
                return usage_error(
                    fmt::format("{} is given twice; give one list of its values", axis.name));
            }
        }
    }
    return Done{};
}

static Status check(const Scenario& scenario) {
    TRY(check_axes(scenario));
    if (scenario.engine) return Done{};
    if (scenario.concurrency) {
        TRY(check_axis({"concurrency", {static_cast<double>(*scenario.concurrency)}}, false));
    }
    if (scenario.rate) TRY(check_axis({"rate", {*scenario.rate}}, false));
    const bool rated = scenario.rate || std::any_of(scenario.sweep.begin(), scenario.sweep.end(),
                                                    [](const Axis& a) { return a.name == "rate"; });
    const int opens = static_cast<int>(rated) + static_cast<int>(!scenario.stages.empty()) +
                      static_cast<int>(!scenario.trace.empty());
    if (opens > 1) return usage_error("--rate, --stage and --trace exclude each other; give one");
    const bool ends = scenario.requests > 0 || scenario.duration_s || !scenario.stages.empty() ||
                      !scenario.trace.empty();
    if (!ends) return usage_error("the load has no end; give --requests N or --duration TIME");
    return Done{};
}

// What a result calls a setting. The tokens of a prompt that the server counts stand beside those
// that were asked for.
static std::string setting_name(std::string_view knob, LoadKind kind) {
    if (knob == "rate") return "request_rate";
    if (knob == "prompt_tokens") return "prompt_length";
    if (knob == "concurrency" && kind == LoadKind::kOpen) return "max_concurrency";
    return std::string(knob);
}

static std::string prompt_source(const Scenario& scenario, const Point& point) {
    if (!scenario.trace.empty()) return "trace";
    return point.prompt_tokens ? "synthetic" : scenario.prompt_source;
}

static std::vector<Setting> settings_of(const Scenario& scenario, const Point& point) {
    std::vector<Setting> out;
    const auto add = [&](std::string_view knob, const auto& value) {
        if (value) out.push_back({setting_name(knob, point.kind), static_cast<double>(*value)});
    };
    add("concurrency", point.concurrency);
    add("rate", point.rate);
    if (point.rate || !scenario.stages.empty()) {
        out.push_back({"arrival", shown(scenario.arrivals)});
    }
    if (!scenario.stages.empty()) {
        std::vector<std::string> stages;
        for (const Stage& stage : scenario.stages) stages.push_back(shown(stage));
        out.push_back({"stages", join(stages, ",")});
    }
    if (!scenario.trace.empty()) out.push_back({"trace", scenario.trace_name});
    add("prompt_tokens", point.prompt_tokens);
    for (const auto& [name, value] : llm::shown(point.options)) {
        if (name != "seed") out.push_back({name, value});
    }
    if (point.options.ignore_eos) out.push_back({"ignore_eos", *point.options.ignore_eos});
    out.push_back({"prompt_source", prompt_source(scenario, point)});
    out.push_back({"cache_bust", scenario.cache_bust});
    return out;
}

// What a run is called where nothing is swept.
static std::string load_name(const Scenario& scenario, const Point& point) {
    if (point.rate) return fmt::format("request_rate={}", shortest(*point.rate));
    if (!scenario.stages.empty()) return "stages";
    if (!scenario.trace.empty()) return "trace";
    return fmt::format("concurrency={}", *point.concurrency);
}

// `at`: which value of each axis.
static Point point_of(const Scenario& scenario, const std::vector<std::size_t>& at) {
    Point out{.options = scenario.options,
              .concurrency = scenario.concurrency,
              .rate = scenario.rate,
              .engine = scenario.engine.value_or(EngineTest{})};
    for (const Axis& axis : scenario.fixed) find_knob(axis.name)->set(out, axis.values.front());
    for (std::size_t i = 0; i < at.size(); ++i) {
        const Axis& axis = scenario.sweep[i];
        find_knob(axis.name)->set(out, axis.values[at[i]]);
    }
    if (scenario.engine) return out;
    const bool is_open = out.rate || !scenario.stages.empty() || !scenario.trace.empty();
    out.kind = is_open ? LoadKind::kOpen : LoadKind::kClosed;
    if (!is_open && !out.concurrency) out.concurrency = 1;
    std::vector<std::string> swept;
    for (std::size_t i = 0; i < at.size(); ++i) {
        const Axis& axis = scenario.sweep[i];
        swept.push_back(
            fmt::format("{}={}", setting_name(axis.name, out.kind), shortest(axis.values[at[i]])));
    }
    out.name = swept.empty() ? load_name(scenario, out) : join(swept, ",");
    out.settings = settings_of(scenario, out);
    return out;
}

// All combinations; the last axis moves fastest.
static std::vector<std::vector<std::size_t>> full_design(const std::vector<Axis>& axes) {
    std::vector<std::vector<std::size_t>> out = {{}};
    for (const Axis& axis : axes) {
        std::vector<std::vector<std::size_t>> longer;
        for (const auto& combination : out) {
            for (std::size_t i = 0; i < axis.values.size(); ++i) {
                longer.push_back(combination);
                longer.back().push_back(i);
            }
        }
        out = std::move(longer);
    }
    return out;
}

// Each value of each axis once and, with three axes of one length, each pair of the first two once
// (a Latin square); n points an axis pair instead of n to the power of axes.
static std::vector<std::vector<std::size_t>> latin_design(const std::vector<Axis>& axes) {
    if (axes.size() < 3) return full_design(axes);
    const std::size_t n = axes[0].values.size();
    std::vector<std::vector<std::size_t>> out;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            std::vector<std::size_t> at = {i, j};
            for (std::size_t k = 2; k < axes.size(); ++k) at.push_back((i + (k - 1) * j) % n);
            out.push_back(std::move(at));
        }
    }
    return out;
}

// How many requests a leg of the point has, where that is known; by duration alone it is not.
static double requests_of(const Scenario& scenario, const Point& point) {
    if (scenario.requests > 0) return static_cast<double>(scenario.requests);
    double out = 0;
    for (const Stage& stage : scenario.stages) out += (stage.from + stage.to) / 2 * stage.seconds;
    if (point.rate) out = *point.rate * scenario.duration_s.value_or(0);
    return out;
}

static Status check_size(const Scenario& scenario, std::span<const Point> points) {
    for (const Point& point : points) {
        const double requests = requests_of(scenario, point);
        if (requests <= static_cast<double>(kMostRequests)) continue;
        return usage_error(fmt::format(
            "{} has {:.3g} requests a round, and {} are the most; give a lower rate or less time",
            point.name, requests, kMostRequests));
    }
    return Done{};
}

static Status check_latin(const Scenario& scenario) {
    if (scenario.design != Design::kLatin) return Done{};
    for (const Axis& axis : scenario.sweep) {
        if (axis.values.size() != scenario.sweep.front().values.size()) {
            return usage_error(
                "a Latin design wants as many values of each setting; give them, or leave out "
                "--design");
        }
    }
    return Done{};
}

static std::optional<double> expected(const Scenario& scenario, const Plan& plan) {
    double out = 0;
    for (const Leg& leg : plan.legs) {
        const Point& point = plan.points[leg.point];
        if (scenario.duration_s) {
            out += *scenario.duration_s;
        } else if (point.kind == LoadKind::kOpen) {
            const Load load = load_of(scenario, point, leg);
            if (!load.due_s.empty()) out += load.due_s.back();
        } else {
            return std::nullopt;
        }
    }
    return out;
}

Result<Plan> make_plan(const Scenario& scenario) {
    TRY(check(scenario));
    TRY(check_latin(scenario));
    Plan out;
    const auto design = scenario.design == Design::kLatin ? latin_design(scenario.sweep)
                                                          : full_design(scenario.sweep);
    constexpr std::size_t kMostRuns = 100'000;
    if (design.size() * scenario.rounds > kMostRuns) {
        return usage_error(fmt::format("the sweep has {} runs; leave values out",
                                       design.size() * scenario.rounds));
    }
    for (const auto& at : design) out.points.push_back(point_of(scenario, at));
    if (scenario.engine) out.points = engine_points(out.points);
    if (out.points.empty()) {
        return usage_error("there is nothing to measure; give --prompt-tokens or --gen-tokens");
    }
    if (!scenario.engine) TRY(check_size(scenario, out.points));
    Rng rng(scenario.seed);
    for (std::size_t round = 1; round <= scenario.rounds; ++round) {
        std::vector<Leg> legs;
        for (std::size_t i = 0; i < out.points.size(); ++i) legs.push_back({i, round});
        shuffle(legs, rng);
        out.legs.insert(out.legs.end(), legs.begin(), legs.end());
    }
    if (!scenario.engine) out.expected_s = expected(scenario, out);
    return out;
}

Load load_of(const Scenario& scenario, const Point& point, const Leg& leg) {
    Load out{.concurrency = point.concurrency,
             .requests = scenario.requests,
             .duration_s = scenario.duration_s,
             .patience = scenario.patience};
    Rng rng(scenario.seed + 7919 * leg.round + 104'729 * leg.point);
    if (!scenario.trace.empty()) {
        for (const TraceEntry& entry : scenario.trace) out.due_s.push_back(entry.due_s);
    } else if (!scenario.stages.empty()) {
        out.due_s = due_times({scenario.arrivals, scenario.stages, scenario.requests}, rng);
    } else if (point.rate) {
        const double seconds =
            scenario.duration_s.value_or(static_cast<double>(scenario.requests) / *point.rate);
        out.due_s = due_times(
            {scenario.arrivals, {{*point.rate, *point.rate, seconds}}, scenario.requests}, rng);
    }
    if (!out.due_s.empty() && scenario.duration_s) {
        const auto end = std::lower_bound(out.due_s.begin(), out.due_s.end(), *scenario.duration_s);
        out.due_s.erase(end, out.due_s.end());
    }
    // What was due is sent, however late.
    if (!out.due_s.empty()) out.duration_s.reset();
    return out;
}

}  // namespace chimera::bench
