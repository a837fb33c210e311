// SPDX-License-Identifier: Apache-2.0
// The truth conditions of propositions, one function each, and the gated words that each may use. A
// new proposition is one line in the table of rules.cpp and one function.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "verify/case.h"

namespace chimera::verify {

struct Rule {
    std::string_view proposition;
    // "" if it is true; else why not.
    std::string (*check)(Case&);
    std::string_view words;  // gated stems that its templates may use, blanks between them
    bool finding = true;     // may be a reason for a recommendation
};

std::span<const Rule> rules();
const Rule* rule_for(std::string_view proposition);

// "" if every gated word of the claim is listed by its template, allowed and licensed.
std::string ungated(const Claim& claim, const FilledClaim& filled, Executor& executor,
                    const Report& report);

// comparison_rules.cpp
std::string check_compare(Case& self);
std::string check_no_reliable_difference(Case& self);
std::string check_equivalent(Case& self);
std::string check_best(Case& self);
std::string check_worst(Case& self);
// "" if two facts are the same statistic of one metric and suite.
std::string unlike(const Fact& a, const Fact& b);
bool says_tied(const Case& self);
// "" unless words for an extreme name the other end than the winner's.
std::string wrong_superlative(Case& self, bool highest, const Fact& winner);
// pareto_rules.cpp
std::string check_pareto(Case& self);
std::string check_dominated(Case& self);
// configuration_rules.cpp: best, of the configurations of a sweep that repeats them.
std::string check_best_configuration(Case& self);
// occasion_rules.cpp: "" unless the arms, which differ in `across`, are not what the words say of
// their runs, days or builds.
std::string wrong_occasions(Case& self, const Fact& a, const Fact& b, const Fact& interval);
// quality_rules.cpp: "" unless the scores beside two speeds are not those of the two arms, or not
// one value each where the words say so.
std::string wrong_scores(Case& self, const Fact& a, const Fact& b);
// design_rules.cpp
std::string check_effect(Case& self);
std::string check_confounded(Case& self);
std::string check_interaction(Case& self);
std::string check_trend(Case& self);
// aggregate_rules.cpp: "" if an interval from aggregates is over two means, each with its own
// deviation and count; if `runs` is the cost of compiling for a over what a gains against b.
std::string wrong_moments(Case& self, const Fact& interval);
// "" if `value` is a stored mean and the claim's `count` the one value that its file counts behind
// it.
std::string wrong_mean_of_one(Case& self, const Fact& value);
std::string wrong_payback(Case& self, const Fact& a, const Fact& b);
std::string check_mislabel(Case& self);
std::string check_carried_mean(Case& self);  // unstable, of a stored mean
// sample_rules.cpp
std::string check_unstable(Case& self);
std::string check_stable(Case& self);
std::string check_cold_start(Case& self);
std::string check_outlier(Case& self);
std::string check_single_observation(Case& self);
// document_rules.cpp
std::string check_conflict(Case& self);
std::string check_borne_out(Case& self);
std::string check_definition_mismatch(Case& self);
std::string check_unit_ambiguity(Case& self);
std::string check_document_counts(Case& self);
// verdict_rules.cpp
std::string check_verdict(Case& self);
// count_rules.cpp
std::string check_failed_runs(Case& self);
std::string check_failed_requests(Case& self);  // of one that has `requests`

std::string check_coverage(Case& self);
std::string check_rejected_input(Case& self);
std::string check_count(Case& self);
std::string check_missing(Case& self);
std::string check_duplicate_files(Case& self);
// advice_rules.cpp
std::string check_advice(Case& self);
std::string check_statement(Case& self);

}  // namespace chimera::verify
