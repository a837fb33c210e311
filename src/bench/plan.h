// SPDX-License-Identifier: Apache-2.0
// From a scenario to what is done in which order: points of the sweep, each in every round, the
// rounds one after the other and the points of a round in random order, so that a machine that
// warms up or slows down meets them all alike.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "bench/scenario.h"

namespace chimera::bench {

// A setting as a result has it: "request_rate" 5, "arrival" "poisson", "ignore_eos" true.
struct Setting {
    std::string name;
    std::variant<double, bool, std::string> value;
    bool operator==(const Setting&) const = default;
};
std::string shown(const Setting& setting);  // "request_rate=5"
// Whole numbers without a point.
nlohmann::ordered_json parameters_of(std::span<const Setting> settings);

// One arm of the sweep.
struct Point {
    llm::Options options;
    std::optional<std::size_t> concurrency;
    std::optional<double> rate;
    std::optional<std::size_t> prompt_tokens;
    EngineTest engine = {};  // where the scenario is one of an engine
    LoadKind kind = LoadKind::kClosed;
    // All that change the load or the model, swept or not.
    std::vector<Setting> settings;
    std::string name;  // "num_ctx=1024,temperature=0.2"; its load where nothing is swept
};

struct Leg {
    std::size_t point = 0;
    std::size_t round = 0;  // from 1
};

struct Plan {
    std::vector<Point> points;
    std::vector<Leg> legs;
    // Without the time that answers take where only their number is given.
    std::optional<double> expected_s;
};

// Errors: usage_error where a swept setting is unknown, a load has no end or contradicts itself.
Result<Plan> make_plan(const Scenario& scenario);

// Where the requests of a leg come from. The same point and round give the same times.
Load load_of(const Scenario& scenario, const Point& point, const Leg& leg);

}  // namespace chimera::bench
