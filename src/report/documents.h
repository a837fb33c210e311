// SPDX-License-Identifier: Apache-2.0
// The whole of the room: records and a draft in, the texts of report.md, evidence.json and
// metrics.json out, all of them checked.
#pragma once

#include <string>

#include "core/result.h"
#include "model/record_set.h"
#include "report/document.h"
#include "report/meta.h"
#include "report/redacted.h"

namespace chimera::report {

struct Documents {
    std::string report;    // report.md
    std::string evidence;  // evidence.json
    std::string metrics;   // metrics.json
    Document document;     // its markdown is moved to `report`
};

// Errors: those of compose() and evidence_json(). An empty `redact` keeps what is private.
Result<Documents> make_documents(const model::RecordSet& records, facts::Draft draft,
                                 const Meta& meta, const Redact& redact);

}  // namespace chimera::report
