// SPDX-License-Identifier: Apache-2.0
// The independent judge: reads a report, its evidence and the raw files anew, re-executes every
// fact, re-evaluates every proposition, and matches every number, name and gated word of the text.
// Shares no code with the rooms that write reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace chimera::verify {

struct Options {
    unsigned jobs = 0;  // 0: all cores
};

// What became of one claim; `line` is where it stands in the report, 0 where it does not.
struct Verdict {
    std::string id;
    std::uint32_t line = 0;
    bool ok = false;
    std::string reason;
};

// A piece of the report that nothing bears out. Line 0: the report as a whole.
struct Unsupported {
    std::uint32_t line = 0;
    std::string text;
    std::string reason;
};

struct FailedFact {
    std::string id;
    std::string reason;
};

// Something wrong with a source, or with the evidence file itself.
struct Problem {
    std::string place;
    std::string reason;
};

struct Outcome {
    bool verified = false;
    bool has_evidence = false;
    std::size_t facts_ok = 0;
    std::size_t facts_failed = 0;
    std::vector<FailedFact> failed_facts;
    std::vector<Verdict> claims;
    std::vector<Unsupported> unsupported;
    std::vector<Problem> problems;
};

// `root`: the folder that the report is of; without it the evidence's own, sought from the working
// folder, then from the report's. The evidence of `report.md` is `evidence.json` beside it, of any
// other NAME.md it is NAME.evidence.json. A report without evidence is judged too: nothing in it is
// bound, so each of its numbers and file names is listed. Error: the report, the evidence or the
// root cannot be read.
Result<Outcome> verify(const std::string& report_path, const std::optional<std::string>& root,
                       const Options& options);

// Where the evidence of a report lies.
std::string evidence_path(const std::string& report_path);

}  // namespace chimera::verify
