// SPDX-License-Identifier: Apache-2.0
// Scenarios: the two agents write the report several times over, each with settings of its own, and
// what the runs took is measured and reported like any other results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/report_files.h"
#include "cli/writers.h"

namespace chimera::cli {

struct ScenarioOptions {
    std::string name;  // baseline-vs-chimera, chimera-hetero, chimera-homo
    std::optional<std::uint64_t> runs;
    bool measure_concurrency = false;  // the agents run one after the other too
    llm::Options chimera;
    llm::Options chimera2;
};

std::vector<Flag> scenario_flags(ScenarioOptions& options);

// True where the report is to be written more than once, or by agents with settings of their own.
bool is_scenario(const ScenarioOptions& options);

// Gives each agent its settings. Usage errors: a scenario that there is not, settings that it has
// no use for, agents that share a model but not what it is loaded with.
Status seat_agents(const ScenarioOptions& options, WriterOptions& writer);

// Writes run_1, run_2, ... and the summary of them into the output folder; says what it did. Ctrl-C
// ends the run that is being written and begins no other.
Result<int> run_scenario(const ReportOptions& options, const ScenarioOptions& scenario,
                         Prepared prepared);

}  // namespace chimera::cli
