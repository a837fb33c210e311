// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "facts/figures/figures.h"
#include "facts/propositions/finders.h"

namespace chimera::facts {

// Recommendations and risks come late: their grounds are propositions found before them. So are the
// titles of figures, which come last.
std::span<const Finder> finders() {
    static const std::array kFinders{
        count_finder(),
        coverage_finder(),
        configured_finder(),
        duplicate_files_finder(),
        rejected_input_finder(),
        failed_runs_finder(),
        failed_requests_finder(),
        request_times_finder(),
        verdict_finder(),
        tools_finder(),
        traps_finder(),
        recomputed_finder(),
        failed_alternative_finder(),
        missing_finder(),
        conflict_finder(),
        borne_out_finder(),
        document_finder(),
        best_finder(),
        worst_finder(),
        compare_finder(),
        no_reliable_difference_finder(),
        in_time_finder(),
        confounded_finder(),
        confounded_pair_finder(),
        effect_finder(),
        single_observation_finder(),
        mean_of_one_finder(),
        cold_start_finder(),
        outlier_finder(),
        unstable_finder(),
        stable_finder(),
        statement_finder(),
        stored_compare_finder(),
        mislabelled_finder(),
        launch_finder(),
        ladder_finder(),
        equivalent_finder(),
        quality_trade_finder(),
        pareto_finder(),
        dominated_finder(),
        trend_finder(),
        interaction_finder(),
        unsound_advice_finder(),
        top_single_finder(),
        best_configuration_finder(),
        recommendation_finder(),
        risk_finder(),
        remark_finder(),
        joined_finder(),
        agent_runs_finder(),
        figures_finder(),
    };
    return kFinders;
}

}  // namespace chimera::facts
