// SPDX-License-Identifier: Apache-2.0
// What somebody says against what the data say: conflict, borne_out, definition_mismatch,
// unit_ambiguity.
#include <fmt/format.h>

#include <cmath>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/rules.h"

namespace chimera::verify {

// How many digits after the decimal point the source of a claimed number writes.
static std::optional<int> written_decimals(const Fact& fact, Executor& executor) {
    if (fact.operands.size() != 1 || !fact.operands[0].is_cells()) return std::nullopt;
    std::string text = fact.operands[0].raw;
    if (text.empty()) {
        const auto taken = executor.sample(fact.operands[0]);
        if (!taken.ok() || taken.value()->cells.size() != 1) return std::nullopt;
        text = std::string(trim(taken.value()->file->text(taken.value()->cells[0])));
    }
    text = replace_all(replace_all(std::move(text), ",", ""), "\xE2\x88\x92", "-");
    const auto last = text.find_last_of("0123456789.");
    if (last == std::string::npos) return std::nullopt;
    const auto parsed = parse_decimal(std::string_view(text).substr(0, last + 1));
    if (!parsed) return std::nullopt;
    return parsed->decimals();
}

// By how many halves of a unit in the claimed number's last place the two differ; `wrong` where
// they cannot be set against each other.
static double half_units(Case& self, const Fact& claimed, const Fact& recomputed,
                         std::string& wrong) {
    if (claimed.unit != recomputed.unit) wrong = "they are in different units";
    if (claimed.metric != recomputed.metric) wrong = "they are of different metrics";
    for (const auto& [key, value] : claimed.scope) {
        const auto other = recomputed.scope.find(key);
        if (other != recomputed.scope.end() && other->second != value) {
            wrong = fmt::format("they are of different `{}`", key);
        }
    }
    if (claimed.kind != "claimed" && claimed.kind != "summary") wrong = "nobody claims it";
    if (recomputed.kind == "claimed") wrong = "it is not recomputed";
    const auto decimals = written_decimals(claimed, self.executor);
    if (!decimals) wrong = "the claimed number does not stand in one place";
    if (!wrong.empty() || claimed.number() == nullptr || recomputed.number() == nullptr) return 0;
    const double unit = std::pow(10.0, -*decimals) * std::fabs(claimed.operands[0].scale);
    return std::fabs(*claimed.number() - *recomputed.number()) / (unit / 2);
}

static std::string against(Case& self, bool differ) {
    constexpr double kSlack = 1e-9;
    const Fact* claimed = self.fact("claimed");
    const Fact* recomputed = self.fact("recomputed");
    if (claimed == nullptr || recomputed == nullptr) return self.wrong;
    self.number("claimed");
    self.number("recomputed");
    if (!self.wrong.empty()) return self.wrong;
    std::string wrong;
    const double halves = half_units(self, *claimed, *recomputed, wrong);
    if (!wrong.empty()) return wrong;
    if (differ) return halves > 1 + kSlack ? "" : "they agree within half a unit in the last place";
    return halves <= 1 + kSlack ? "" : "they differ by more than half a unit in the last place";
}

std::string check_conflict(Case& self) {
    return against(self, true);
}
std::string check_borne_out(Case& self) {
    return against(self, false);
}

std::string check_definition_mismatch(Case& self) {
    const Fact* claimed = self.fact("claimed");
    const Fact* meant = self.fact("meant");
    if (claimed == nullptr || meant == nullptr) return self.wrong;
    const double a = self.number("claimed");
    const double b = self.number("meant");
    if (!self.wrong.empty()) return self.wrong;
    if (claimed->metric == meant->metric && claimed->unit == meant->unit) {
        return "both are of one metric and unit";
    }
    const auto decimals = written_decimals(*claimed, self.executor);
    const double half = decimals ? std::pow(10.0, -*decimals) / 2 : 0;
    return std::fabs(a - b) <= half * (1 + 1e-9) ? "" : "the number does not stand there";
}

std::string check_unit_ambiguity(Case& self) {
    const auto facts = self.facts("facts");
    if (!self.wrong.empty()) return self.wrong;
    if (facts.empty()) return check_definition_mismatch(self);
    for (const Fact* fact : facts) {
        if (fact->unit != facts[0]->unit || fact->metric != facts[0]->metric) return {};
    }
    return "all are of one metric and unit";
}

}  // namespace chimera::verify
