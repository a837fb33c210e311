// SPDX-License-Identifier: Apache-2.0
#include "verify/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "model/metric.h"
#include "stats/summary.h"

namespace chimera::verify {

const Fact* Case::sound(const std::string& id) {
    const Fact* found = evidence().fact(id_of(id, 'F'));
    if (found == nullptr) {
        if (wrong.empty()) wrong = fmt::format("argument {} is no fact", utf8_prefix(id, 40));
        return nullptr;
    }
    const Executed& executed = executor.execute(found->id);
    if (executed.ok()) return found;
    if (wrong.empty()) wrong = fmt::format("F{} does not hold: {}", found->id, executed.reason);
    return nullptr;
}

const Fact* Case::fact(std::string_view name) {
    const auto found = part.arguments.find(std::string(name));
    if (found == part.arguments.end() || found->second.is_list || found->second.texts.empty()) {
        if (wrong.empty()) wrong = fmt::format("argument `{}` is missing", name);
        return nullptr;
    }
    return sound(found->second.texts[0]);
}

std::vector<const Fact*> Case::facts(std::string_view name) {
    std::vector<const Fact*> out;
    const auto found = part.arguments.find(std::string(name));
    if (found == part.arguments.end()) return out;
    for (const auto& id : found->second.texts) {
        if (const Fact* one = sound(id)) out.push_back(one);
    }
    return out;
}

double Case::number(std::string_view name) {
    const Fact* found = fact(name);
    if (found == nullptr) return std::nan("");
    if (const double* value = found->number()) return *value;
    if (wrong.empty()) wrong = fmt::format("F{} is no number", found->id);
    return std::nan("");
}

std::string Case::text(std::string_view name) const {
    const auto found = part.arguments.find(std::string(name));
    return found == part.arguments.end() || found->second.texts.empty() ? std::string()
                                                                        : found->second.texts[0];
}

std::vector<std::string> Case::texts(std::string_view name) const {
    const auto found = part.arguments.find(std::string(name));
    return found == part.arguments.end() ? std::vector<std::string>() : found->second.texts;
}

std::string family_kind(std::string_view proposition) {
    if (proposition == "compare" || proposition == "no_reliable_difference") return "compare";
    if (proposition == "best" || proposition == "worst") return "best";
    return proposition == "effect" ? "effect" : "";
}

static void learn_names(const Evidence& evidence, model::NameIndex& names) {
    const auto add = [&](const std::string& key, const std::string& value) {
        if (key != "suite" && key != "run") names.add(std::string(last_segment(key)), value);
    };
    for (const Fact& fact : evidence.facts) {
        for (const auto& [key, value] : fact.scope) add(key, value);
    }
    for (const Source& source : evidence.sources) {
        for (const auto& [key, bind] : source.bind) add(key, bind.value);
    }
}

Report survey(const Evidence& evidence) {
    Report out;
    out.evidence = &evidence;
    learn_names(evidence, out.names);
    for (const Claim& claim : evidence.claims) {
        out.claims.emplace(claim.id, &claim);
        for (const Part& part : claim.parts) {
            const std::string kind = family_kind(part.proposition);
            const auto interval = part.arguments.find("interval");
            if (kind.empty() || interval == part.arguments.end()) continue;
            const Fact* fact = evidence.fact(
                id_of(interval->second.texts.empty() ? "" : interval->second.texts[0], 'F'));
            if (fact == nullptr) continue;
            std::string metric = fact->metric;
            for (const char* name : {"a", "winner", "low"}) {
                const auto arm = part.arguments.find(name);
                if (arm == part.arguments.end() || arm->second.texts.empty()) continue;
                const Fact* of = evidence.fact(id_of(arm->second.texts[0], 'F'));
                if (of != nullptr) metric = of->metric;
            }
            const auto across = part.arguments.find("across");
            const bool by_day = across != part.arguments.end() &&
                                across->second.texts == std::vector<std::string>{"day"};
            Family& family = out.families[{claim.section, metric, kind}];
            const auto level = fact->params.numbers.find("level");
            family.levels[fact->id] = {level == fact->params.numbers.end() ? 0 : level->second,
                                       fact->op == "welch_ci_stats"           ? Ground::kStored
                                       : by_day                               ? Ground::kOccasions
                                       : part.arguments.contains("parameter") ? Ground::kSettings
                                       : part.arguments.contains("parameters")
                                           ? Ground::kConfigurations
                                           : Ground::kRows};
        }
    }
    return out;
}

// The samples of an estimate, as one key; "" where it is over something else.
static std::string sample_key(const Fact& fact) {
    std::string out;
    for (const Operand& operand : fact.operands) {
        if (!operand.is_cells() && !operand.is_map()) return {};
        out += key_of(operand) + "\x19";
    }
    return out;
}

static std::string between_facts(const Fact& interval, const Fact& a, const Fact& b,
                                 const Evidence& evidence, Between& out) {
    constexpr std::size_t kOperands = 6;
    if (interval.operands.size() != kOperands) return "its interval is not over two arms";
    const auto of_arm = [&](std::size_t first, const Fact& arm) {
        if (interval.operands[first].fact != arm.id) return false;
        for (std::size_t i = first; i < first + 3; ++i) {
            const Fact* fact = evidence.fact(interval.operands[i].fact);
            if (fact == nullptr) return false;
            // A count may be stated once for several arms: `wrong_moments` sees to that.
            const bool shared = i == first + 2 && fact->op == "cell" &&
                                std::includes(arm.scope.begin(), arm.scope.end(),
                                              fact->scope.begin(), fact->scope.end());
            if (fact->scope != arm.scope && !shared) return false;
        }
        return true;
    };
    if (of_arm(0, a) && of_arm(3, b)) return {};
    out.sign = -1;
    return of_arm(0, b) && of_arm(3, a) ? "" : "its interval is not over the two arms";
}

std::string not_between(const Fact& interval, const Fact& a, const Fact& b,
                        const Evidence& evidence, Between& out) {
    if (interval.interval() == nullptr) return fmt::format("F{} is no interval", interval.id);
    out.neutral = interval.op == "ratio_ci" ? 1 : 0;
    if (interval.op == "welch_ci_stats") return between_facts(interval, a, b, evidence, out);
    std::string first;
    std::string second;
    if (interval.op == "mean_ci" && interval.operands.size() == 1 &&
        interval.operands[0].is_map()) {
        const Operand& map = interval.operands[0];
        const std::string plain = replace_all(map.map, " ", "");
        if (map.args.size() != 2 || (plain != "a-b" && plain != "b-a")) {
            return "its interval is not over a difference";
        }
        first = key_of(map.args[plain == "a-b" ? 0 : 1]) + "\x19";
        second = key_of(map.args[plain == "a-b" ? 1 : 0]) + "\x19";
    } else {
        static constexpr std::string_view kOps[] = {"welch_ci", "paired_ci", "ratio_ci",
                                                    "percent_ci", "hl_ci"};
        if (std::find(std::begin(kOps), std::end(kOps), interval.op) == std::end(kOps) ||
            interval.operands.size() != 2) {
            return fmt::format("F{} is no interval of a difference", interval.id);
        }
        first = key_of(interval.operands[0]) + "\x19";
        second = key_of(interval.operands[1]) + "\x19";
    }
    const std::string key_a = sample_key(a);
    const std::string key_b = sample_key(b);
    if (key_a == key_b) return "both arms are one sample";
    if (first == key_a && second == key_b) return {};
    out.sign = -1;
    if (first == key_b && second == key_a) return {};
    return fmt::format("the interval F{} is not over the samples of F{} and F{}", interval.id, a.id,
                       b.id);
}

bool excludes_neutral(const Fact& interval, const Between& between) {
    const Interval* value = interval.interval();
    return value != nullptr && (value->first > between.neutral || value->second < between.neutral);
}

std::string wrong_level(const Family& family, std::uint32_t interval) {
    constexpr double kSlack = 1e-9;
    constexpr double kError = 0.05;
    const auto own = family.levels.find(interval);
    if (own == family.levels.end()) return "its interval is in no family";
    double error = 0;
    for (const auto& [id, other] : family.levels) error += 1 - other.value;
    if (error > kError + kSlack) {
        return fmt::format(
            "its interval has level {}, and the {} comparisons of its family err together in "
            "{:.3f} of reports",
            own->second.value, family.levels.size(), error);
    }
    for (const auto& [id, other] : family.levels) {
        if (other.ground != own->second.ground) continue;
        if (std::fabs(other.value - own->second.value) > kSlack) {
            return fmt::format("its interval has level {}, and F{} of the same family {}",
                               own->second.value, id, other.value);
        }
    }
    return {};
}

std::string wrong_level(const Case& self, const Fact& interval, const Fact& a) {
    if (!interval.params.numbers.contains("level")) return "its interval has no level";
    const auto family = self.report.families.find(
        {self.claim.section, a.metric, family_kind(self.part.proposition)});
    if (family == self.report.families.end()) return "its interval is in no family";
    return wrong_level(family->second, interval.id);
}

// An interval of block means stands for dependent values where the blocks are about the root of the
// arm's length, and enough of them.
static bool of_long_blocks(const Fact& interval, std::size_t n) {
    constexpr double kFewest = 3;
    const auto block = interval.params.numbers.find("block");
    if (block == interval.params.numbers.end()) return false;
    const auto size = static_cast<double>(n);
    return (interval.op == "welch_ci" || interval.op == "paired_ci") &&
           block->second >= std::floor(std::sqrt(size)) && size / block->second >= kFewest;
}

std::string dependent_arm(const Fact& arm, const Fact& interval, Executor& executor) {
    constexpr std::size_t kFrom = 10;
    constexpr double kMost = 0.3;
    constexpr double kColdStart = 3;
    if (arm.operands.size() != 1) return {};
    const auto values = executor.numbers(arm.operands[0]);
    if (!values.ok() || values.value().size() < 2) return {};
    if (values.value().size() >= kFrom && !of_long_blocks(interval, values.value().size())) {
        const auto acf = stats::acf1(values.value());
        if (acf && std::fabs(*acf) > kMost) {
            return fmt::format("successive values of F{} depend on each other: acf1 is {:.3f}",
                               arm.id, *acf);
        }
    }
    const auto* metric = model::find_metric(arm.metric);
    const std::vector<double> rest(values.value().begin() + 1, values.value().end());
    const auto median = stats::median(rest);
    if (metric != nullptr && metric->latency && arm.op == "mean" && median && *median > 0 &&
        values.value()[0] > kColdStart * *median) {
        return fmt::format("F{} is the mean of a latency that holds a cold start", arm.id);
    }
    return {};
}

std::string insignificant(const Fact& p, const Fact& a, const Fact& b, const Evidence& evidence) {
    constexpr double kAlpha = 0.05;
    if (p.op != "holm_p") return fmt::format("F{} is not adjusted for its family", p.id);
    if (p.number() == nullptr || *p.number() >= kAlpha)
        return fmt::format("F{} is not under 0.05", p.id);
    const auto index = p.params.numbers.find("index");
    const double at = index == p.params.numbers.end() ? 0 : index->second;
    if (at < 0 || at >= static_cast<double>(p.operands.size()))
        return "its p has no place in its family";
    const Fact* raw = evidence.fact(p.operands[static_cast<std::size_t>(at)].fact);
    if (raw == nullptr || raw->operands.size() != 2) return "its p is of no test of two arms";
    const std::string first = key_of(raw->operands[0]) + "\x19";
    const std::string second = key_of(raw->operands[1]) + "\x19";
    const std::string key_a = sample_key(a);
    const std::string key_b = sample_key(b);
    const bool same = (first == key_a && second == key_b) || (first == key_b && second == key_a);
    return same ? "" : fmt::format("F{} tests other samples", p.id);
}

}  // namespace chimera::verify
