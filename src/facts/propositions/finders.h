// SPDX-License-Identifier: Apache-2.0
// Every proposition that chimera can state, one file each beside this header. A new one is a file
// with its wordings and its finder, a line here and a line in registry.cpp.
#pragma once

#include "facts/analysis.h"

namespace chimera::facts {

// A slot cannot change the words around it: what counts one thing has wordings of its own.
inline bool is_one(const Analysis& analysis, FactId fact) {
    return fact != kNoFact && analysis.book.number(fact) == 1;
}

// The 90 % interval of the difference of two arms in percent, within the margin of how single runs
// scatter; nullopt where they are not equivalent, or may not be asked.
struct Equivalence {
    FactId interval = kNoFact;
    FactId margin = kNoFact;
};
std::optional<Equivalence> equivalence_of(Analysis& analysis, const Series& a, const Series& b);

Finder in_time_finder();
Finder agent_runs_finder();
Finder tools_finder();
Finder traps_finder();
Finder recomputed_finder();
Finder count_finder();
Finder coverage_finder();
Finder duplicate_files_finder();
Finder rejected_input_finder();
Finder failed_runs_finder();
Finder failed_requests_finder();
Finder request_times_finder();
Finder verdict_finder();
Finder failed_alternative_finder();
Finder stored_compare_finder();
Finder mislabelled_finder();
Finder launch_finder();
Finder missing_finder();
Finder best_finder();
Finder best_configuration_finder();
Finder worst_finder();
Finder compare_finder();
Finder no_reliable_difference_finder();
Finder single_observation_finder();
Finder mean_of_one_finder();
Finder stable_finder();
Finder unstable_finder();
Finder outlier_finder();
Finder cold_start_finder();
Finder statement_finder();
Finder configured_finder();
Finder conflict_finder();
Finder borne_out_finder();
Finder document_finder();
Finder effect_finder();
Finder confounded_finder();
Finder confounded_pair_finder();
Finder ladder_finder();
Finder equivalent_finder();
Finder quality_trade_finder();
Finder pareto_finder();
Finder dominated_finder();
Finder trend_finder();
Finder top_single_finder();
Finder remark_finder();
Finder joined_finder();
Finder interaction_finder();
Finder unsound_advice_finder();
Finder recommendation_finder();
Finder risk_finder();

}  // namespace chimera::facts
