// SPDX-License-Identifier: Apache-2.0
#include "verify/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "model/metric.h"
#include "verify/words.h"

namespace chimera::verify {

// `all`, `none` and their like are licensed by what is counted, see quantifier_holds.
static constexpr std::string_view kQuantifiers = "all none every always never only most";

static constexpr Rule kRules[] = {
    {"compare", check_compare, "significan reliabl outperform improv regress"},
    {"no_reliable_difference", check_no_reliable_difference, "significan reliabl"},
    {"equivalent", check_equivalent, "equivalen"},
    {"best", check_best,
     "best fastest slowest highest lowest significan reliabl outperform all every most"},
    {"worst", check_worst, "worst fastest slowest highest lowest significan reliabl all every"},
    {"effect", check_effect, "significan reliabl because due cause improv regress"},
    {"confounded", check_confounded, "all every always only never none most"},
    {"interaction", check_interaction, "significan"},
    {"pareto", check_pareto, "dominat all none every"},
    {"dominated", check_dominated, "dominat outperform"},
    {"trend", check_trend, "trend growing rising declin significan"},
    {"unstable", check_unstable, "unstable stable consistent"},
    {"stable", check_stable, "stable consistent"},
    {"cold_start", check_cold_start, ""},
    {"outlier", check_outlier, ""},
    {"conflict", check_conflict, ""},
    {"borne_out", check_borne_out, ""},
    {"definition_mismatch", check_definition_mismatch, ""},
    {"unit_ambiguity", check_unit_ambiguity, ""},
    {"failed_runs", check_failed_runs, kQuantifiers},
    {"verdict", check_verdict, ""},
    {"coverage", check_coverage, kQuantifiers, false},
    {"rejected_input", check_rejected_input, kQuantifiers},
    {"count", check_count, kQuantifiers, false},
    {"missing", check_missing, kQuantifiers},
    {"duplicate_files", check_duplicate_files, kQuantifiers},
    {"single_observation", check_single_observation, "only"},
    {"recommendation", check_advice, "", false},
    {"risk", check_advice, "", false},
    {"statement", check_statement, "", false},
};

std::span<const Rule> rules() {
    return kRules;
}

const Rule* rule_for(std::string_view proposition) {
    const auto found = std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& rule) {
        return rule.proposition == proposition;
    });
    return found == std::end(kRules) ? nullptr : found;
}

static bool lists(std::string_view words, std::string_view stem) {
    const auto all = split(words, ' ');
    return std::find(all.begin(), all.end(), stem) != all.end();
}

static bool is_quantifier(std::string_view stem) {
    return lists(kQuantifiers, stem);
}

// "all 5 of 5", "none of 5", "most": by n and of, where the proposition counts.
static bool quantifier_holds(std::string_view stem, const Part& part, const Evidence& evidence) {
    const auto number = [&](const char* name) -> std::optional<double> {
        const auto found = part.arguments.find(name);
        if (found == part.arguments.end() || found->second.texts.empty()) return std::nullopt;
        const Fact* fact = evidence.fact(id_of(found->second.texts[0], 'F'));
        if (fact == nullptr || fact->number() == nullptr) return std::nullopt;
        return *fact->number();
    };
    const auto n = number("n");
    const auto of = number("of");
    if (!n)
        return part.proposition == "best" || part.proposition == "worst" ||
               part.proposition == "single_observation" || part.proposition == "pareto" ||
               part.proposition == "confounded";
    if (stem == "none" || stem == "never") return *n == 0 || (of && *n == *of);
    if (stem == "only") return !of || *n < *of;
    if (!of) return stem == "every" || stem == "all";
    if (stem == "most") return *n * 2 > *of;
    return *n == *of;
}

static bool is_significant(const Claim& claim) {
    return std::any_of(claim.parts.begin(), claim.parts.end(),
                       [](const Part& part) { return part.arguments.contains("p"); });
}

// "improved" and "regressed" follow the metric's better side, never the sign alone.
static bool polarity_holds(std::string_view stem, const Part& part, const Evidence& evidence) {
    const auto first = part.arguments.find("a");
    const auto direction = part.arguments.find("direction");
    if (first == part.arguments.end() || direction == part.arguments.end()) return false;
    const Fact* fact =
        evidence.fact(id_of(first->second.texts.empty() ? "" : first->second.texts[0], 'F'));
    const auto* metric = fact == nullptr ? nullptr : model::find_metric(fact->metric);
    if (metric == nullptr || metric->polarity == model::Polarity::kNeither) return false;
    const bool up = !direction->second.texts.empty() && direction->second.texts[0] == "higher";
    const bool good = up == (metric->polarity == model::Polarity::kHigherIsBetter);
    return good == (stem != "regress");
}

static bool licensed(std::string_view stem, const Claim& claim, const Part& part,
                     const Evidence& evidence) {
    const Rule* rule = rule_for(part.proposition);
    if (rule == nullptr || !lists(rule->words, stem)) return false;
    if (is_quantifier(stem)) return quantifier_holds(stem, part, evidence);
    const bool denies = part.proposition == "no_reliable_difference";
    if (stem == "significan" || stem == "reliabl") return denies || is_significant(claim);
    if (stem == "improv" || stem == "regress") return polarity_holds(stem, part, evidence);
    // "consistent" of an unstable thing is only allowed as "inconsistent".
    return true;
}

std::string ungated(const Claim& claim, const FilledClaim& filled, Executor& executor,
                    const Report& report) {
    const Evidence& evidence = executor.evidence();
    const Template& wording = evidence.templates.at(claim.wording);
    std::string text = filled.fixed;
    for (const std::string& column : wording.columns) text += " | " + column;
    for (const std::string& stem : gated_in(text)) {
        const auto& listed = wording.gated;
        if (std::find(listed.begin(), listed.end(), stem) == listed.end()) {
            return fmt::format("its template uses the gated word `{}` and does not list it", stem);
        }
        bool allowed = std::any_of(claim.parts.begin(), claim.parts.end(), [&](const Part& part) {
            return licensed(stem, claim, part, evidence);
        });
        // Advice may repeat what its reasons may say.
        for (const Part& part : claim.parts) {
            const auto because = part.arguments.find("because");
            if (because == part.arguments.end()) continue;
            for (const std::string& id : because->second.texts) {
                const auto reason = report.claims.find(id);
                if (reason == report.claims.end()) continue;
                for (const Part& other : reason->second->parts) {
                    allowed = allowed || licensed(stem, *reason->second, other, evidence);
                }
            }
        }
        if (!allowed) {
            return fmt::format("`{}` may not use the gated word `{}` here", claim.proposition,
                               stem);
        }
    }
    return {};
}

}  // namespace chimera::verify
