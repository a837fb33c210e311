// SPDX-License-Identifier: Apache-2.0
// The room's front door: a RecordSet in, a draft out. Everything in the draft is computed; nothing
// is known of any particular corpus.
#pragma once

#include <cstdint>
#include <string>

#include "facts/draft.h"
#include "model/record_set.h"

namespace chimera::facts {

struct Options {
    std::string title;  // "Technical Report: chimera-101"
    std::string date;   // "2026-11-23"
    std::string agent = "chimera planner";
    std::string model = "none";
    std::string configuration;  // "seed=1, llm=off"
    std::uint64_t seed = 1;
    unsigned jobs = 0;          // threads; 0 means all cores
    double ingest_s = 0;        // how long reading took; shown unless `reproducible`
    bool reproducible = false;  // no self-measured figure enters the draft
};

Draft analyse(const model::RecordSet& records, const Options& options);

// The draft of what runs of the two agents took (report/agent_runs.h): how long at once and one
// after the other, each call, and the agents' differences.
Draft analyse_agent_runs(const model::RecordSet& records, Header header);

}  // namespace chimera::facts
