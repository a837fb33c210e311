// SPDX-License-Identifier: Apache-2.0
// The words by which rows of the two agents' runs are known: report/agent_runs.h writes them,
// propositions/agent_runs.cpp finds them again.
#pragma once

#include <string>
#include <string_view>

#include "facts/draft.h"

namespace chimera::facts {

struct Analysis;

inline constexpr const char* kArm = "arm";
inline constexpr const char* kAtOnceArm = "concurrent";
inline constexpr const char* kInTurnArm = "sequential";
inline constexpr const char* kWholeTask = "both agents";
inline constexpr const char* kCollectorReport = "collector report";
inline constexpr const char* kInsightReport = "insight report";
inline constexpr std::string_view kTasks[] = {"collector analysis", kCollectorReport,
                                              "insight analysis", kInsightReport};
inline constexpr std::string_view kTokens = "output_tokens";

// The draft of what the runs took, instead of a report's sections.
Draft plan_agent_runs(Analysis& analysis, Header header);

}  // namespace chimera::facts
