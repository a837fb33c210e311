// SPDX-License-Identifier: Apache-2.0
// One thing on two occasions: runs, days, builds. Its rows tell that the occasions differ; that the
// build is what differs they tell only where both builds took turns on the same days.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "model/build_name.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

using Days = std::vector<std::string>;  // of an arm's rows, in order

// Empty where some row's day is unknown.
static Days days_of(const Fact& arm, Executor& executor) {
    Days out;
    for (const Operand& operand : arm.operands) {
        if (!operand.is_cells()) return {};
        const auto taken = executor.sample(operand);
        if (!taken.ok()) return {};
        for (const Cell& cell : taken.value()->cells) {
            auto day = day_of(*taken.value()->file, cell);
            if (!day) return {};
            out.push_back(std::move(*day));
        }
    }
    return out;
}

static bool differ_in(const std::string& key, const Fact& a, const Fact& b) {
    auto of_a = a.scope;
    auto of_b = b.scope;
    return of_a.erase(key) == 1 && of_b.erase(key) == 1 && of_a == of_b &&
           scope_value(a, key) != scope_value(b, key);
}

// Both arms have the same days in the same order, as many rows of each as of any other, each day in
// one piece; the blocks are of whole days.
static std::string no_turns(const Days& a, const Days& b, const Fact& interval) {
    const auto block = interval.params.numbers.find("block");
    if (interval.op != "paired_ci" || block == interval.params.numbers.end()) {
        return "its interval does not set days side by side";
    }
    if (a.empty() || a != b) return "its arms did not run on the same days";
    const auto rows = static_cast<std::size_t>(std::count(a.begin(), a.end(), a.front()));
    const auto size = static_cast<std::size_t>(block->second);
    if (size == 0 || size % rows != 0 || a.size() % rows != 0) return "its blocks cut a day";
    std::set<std::string> seen;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (i % rows == 0 ? !seen.insert(a[i]).second : a[i] != a[i - 1]) {
            return "its days are of unequal length";
        }
    }
    return {};
}

static std::string no_days_apart(const Days& a, const Days& b, bool one_each) {
    const std::set<std::string> first(a.begin(), a.end());
    const std::set<std::string> second(b.begin(), b.end());
    if (a.empty() || b.empty()) return "nothing says on which days its arms ran";
    for (const std::string& day : first) {
        if (second.contains(day)) return fmt::format("both arms ran on {}", day);
    }
    return one_each && first.size() + second.size() > 2 ? "an arm ran on several days" : "";
}

std::string wrong_occasions(Case& self, const Fact& a, const Fact& b, const Fact& interval) {
    if (!self.has("across")) return {};
    const std::string key = self.text("across");
    const bool is_build = model::names_build(key);
    if (key != "day" && key != "run" && !is_build) return fmt::format("`{}` is no occasion", key);
    if (!differ_in(key, a, b)) {
        return fmt::format("F{} and F{} do not differ in `{}` alone", a.id, b.id, key);
    }
    if (key == "day") return {};
    const Days of_a = days_of(a, self.executor);
    const Days of_b = days_of(b, self.executor);
    if (self.has("days")) return no_turns(of_a, of_b, interval);
    const auto words = lower_words(self.filled.fixed);
    const auto says = [&](std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (says("day") || says("days")) return no_days_apart(of_a, of_b, !is_build);
    const bool takes_side = self.part.proposition == "compare";
    if (is_build && takes_side && !says("else"))
        return "it blames the build for what its rows share";
    return {};
}

}  // namespace chimera::verify
