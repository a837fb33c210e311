// SPDX-License-Identifier: Apache-2.0
#include "facts/agent_runs.h"

#include "facts/plan.h"

namespace chimera::facts {

Draft plan_agent_runs(Analysis& analysis, Header header) {
    Draft draft;
    draft.header = std::move(header);
    Plan plan(analysis, draft);
    Section& concurrency = plan.section("1. Concurrency");
    Indices sentences = plan.exactly("agents/speedup");
    append(sentences, plan.exactly("agents/speedup.efficiency"), 1);
    add_block(concurrency, plan.paragraph(sentences));
    add_block(concurrency, plan.paragraph(plan.exactly("agents/beside title")));
    add_block(concurrency, plan.items(BlockIs::kTable, plan.exactly("agents/beside")));
    Section& agents = plan.section("2. Agents");
    add_block(agents, plan.items(BlockIs::kTable, plan.exactly("agents/calls")));
    Section& differences = plan.section("3. Differences");
    add_block(differences, plan.paragraph(plan.exactly("agents/sign")));
    add_block(differences, plan.items(BlockIs::kTable, plan.exactly("agents/delta")));
    plan.finish();
    return draft;
}

}  // namespace chimera::facts
