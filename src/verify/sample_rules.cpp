// SPDX-License-Identifier: Apache-2.0
// What one sample is like: stable, unstable, cold_start, outlier, single_observation.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

static const Fact* cv_of(Case& self) {
    const Fact* cv = self.fact("cv");
    if (cv == nullptr) return nullptr;
    if (cv->op == "cv" && cv->number() != nullptr) return cv;
    self.wrong = fmt::format("F{} is no coefficient of variation", cv->id);
    return nullptr;
}

std::string check_unstable(Case& self) {
    constexpr double kAbove = 30;
    if (self.has("mean")) return check_carried_mean(self);
    const Fact* cv = cv_of(self);
    if (cv == nullptr) return self.wrong;
    return *cv->number() > kAbove ? "" : fmt::format("F{} is not over {} %", cv->id, kAbove);
}

std::string check_stable(Case& self) {
    constexpr double kBelow = 5;
    constexpr std::uint64_t kFrom = 5;
    const Fact* cv = cv_of(self);
    if (cv == nullptr) return self.wrong;
    if (cv->n < kFrom) return fmt::format("{} values are too few", cv->n);
    return *cv->number() < kBelow ? "" : fmt::format("F{} is not under {} %", cv->id, kBelow);
}

static bool same_thing(const Fact& a, const Fact& b) {
    return a.metric == b.metric && a.unit == b.unit && a.scope == b.scope;
}

// All cells of a fact over one operand.
static std::vector<Cell> cells_of(const Fact& fact, Executor& executor) {
    std::vector<Cell> out;
    for (const Operand& operand : fact.operands) {
        if (!operand.is_cells()) continue;
        const auto taken = executor.sample(operand);
        if (taken.ok()) {
            out.insert(out.end(), taken.value()->cells.begin(), taken.value()->cells.end());
        }
    }
    return out;
}

static std::set<std::uint32_t> sources_of(const Fact& fact) {
    std::set<std::uint32_t> out;
    for (const Operand& operand : fact.operands) out.insert(operand.source);
    return out;
}

static bool is_one_of(const Fact& cell, const Fact& sample, Executor& executor) {
    const auto one = cells_of(cell, executor);
    const auto all = cells_of(sample, executor);
    const auto sources = sources_of(sample);
    return one.size() == 1 && sources.contains(*sources_of(cell).begin()) &&
           std::find(all.begin(), all.end(), one[0]) != all.end();
}

std::string check_cold_start(Case& self) {
    constexpr double kTimes = 3;
    const Fact* first = self.fact("first");
    const Fact* rest = self.fact("rest");
    if (first == nullptr || rest == nullptr) return self.wrong;
    const double a = self.number("first");
    const double b = self.number("rest");
    if (!self.wrong.empty()) return self.wrong;
    if (first->metric != rest->metric || first->unit != rest->unit) return "it mixes metrics";
    if (!same_thing(*first, *rest)) return "first and rest are of different things";
    if (!(a > kTimes * b))
        return fmt::format("F{} is not over three times F{}", first->id, rest->id);
    // The first one opens the series that the rest goes on with.
    const auto opens = cells_of(*first, self.executor);
    const auto goes_on = cells_of(*rest, self.executor);
    if (opens.size() != 1 || goes_on.empty()) return "first is not one value";
    const Cell earliest = *std::min_element(goes_on.begin(), goes_on.end());
    const bool in_front = sources_of(*first) != sources_of(*rest) || opens[0] <= earliest;
    return in_front ? "" : fmt::format("F{} is not the first value", first->id);
}

std::string check_outlier(Case& self) {
    constexpr double kFence = 5 * 1.4826;
    const Fact* cell = self.fact("cell");
    const Fact* median = self.fact("median");
    const Fact* mad = self.fact("mad");
    if (cell == nullptr || median == nullptr || mad == nullptr) return self.wrong;
    const double value = self.number("cell");
    const double centre = self.number("median");
    const double spread = self.number("mad");
    if (!self.wrong.empty()) return self.wrong;
    if (median->op != "median" || mad->op != "mad" || median->operands != mad->operands) {
        return "median and mad are not of one sample";
    }
    if (!same_thing(*cell, *median)) return "the value is of another thing";
    if (!is_one_of(*cell, *median, self.executor)) return "the value is not in the sample";
    const auto& linked = self.claim.facts;
    if (std::find(linked.begin(), linked.end(), cell->id) == linked.end())
        return "it is not stated";
    return std::fabs(value - centre) > kFence * spread ? "" : "it lies inside the fence";
}

// A change that is shown beside the value leads to it: the other side is its base.
static std::string wrong_change(const Case& self, const Fact& value) {
    for (const std::uint32_t id : self.claim.facts) {
        const Fact* fact = self.evidence().fact(id);
        if (fact == nullptr || fact->op != "percent_change" || fact->operands.size() != 2) continue;
        if (fact->operands[1].fact != value.id) {
            return fmt::format("F{} is no change that leads to F{}", id, value.id);
        }
    }
    return {};
}

std::string check_single_observation(Case& self) {
    const Fact* value = self.fact("value");
    if (value == nullptr) return self.wrong;
    if (value->n != 1) return fmt::format("F{} is over {} cells", value->id, value->n);
    if (value->number() == nullptr) return "it is no number";
    if (std::string wrong = wrong_change(self, *value); !wrong.empty()) return wrong;
    if (self.has("count")) return wrong_mean_of_one(self, *value);
    const auto words = lower_words(self.filled.fixed);
    const auto says = [&](std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (!self.has("extreme")) {
        return says("largest") || says("smallest") ? "it names no extreme" : "";
    }
    const Fact* bound = self.fact("extreme");
    if (bound == nullptr) return self.wrong;
    if (bound->op != (says("largest") ? "max" : "min") || says("largest") == says("smallest")) {
        return fmt::format("F{} is not the extreme that the words name", bound->id);
    }
    if (bound->metric != value->metric || bound->unit != value->unit ||
        bound->number() == nullptr || *bound->number() != *value->number() ||
        !is_one_of(*value, *bound, self.executor)) {
        return fmt::format("F{} is not the {} of F{}", value->id, bound->op, bound->id);
    }
    return {};
}

}  // namespace chimera::verify
