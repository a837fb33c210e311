// SPDX-License-Identifier: Apache-2.0
// The steps of `chimera report` around the writing: what is read and analysed once, and the files
// that a worded draft becomes.
#pragma once

#include <cstddef>
#include <vector>

#include "cli/report_run.h"
#include "core/result.h"
#include "facts/draft.h"
#include "model/record_set.h"
#include "report/documents.h"
#include "report/folder.h"
#include "report/meta.h"

namespace chimera::cli {

// What every writing of the report begins with.
struct Prepared {
    model::RecordSet records;
    facts::Draft draft;  // in the planner's words, redacted
    report::Redact redact;
    report::Meta meta;
    double ingest_s = 0;
    double analysis_s = 0;
};

// Errors: those of reading.
Result<Prepared> prepare(const ReportOptions& options);

struct Written {
    report::Documents documents;
    std::vector<report::OutputFile> files;  // report.md and what goes with it
    std::size_t facts = 0;
    std::string why_no_pictures;  // empty where they were drawn, or not asked for
};

// The report, its evidence and the agents' own reports. `writing_s`: how long its words took.
Result<Written> report_files(const ReportOptions& options, const Prepared& prepared,
                             facts::Draft draft, double writing_s);

// A report of another name with its evidence: NAME.md and NAME.evidence.json.
Result<std::vector<report::OutputFile>> side_report(const model::RecordSet& records,
                                                    facts::Draft draft,
                                                    const report::Redact& redact,
                                                    report::Meta meta);

report::Replace replace_by(const ReportOptions& options);

}  // namespace chimera::cli
