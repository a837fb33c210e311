// SPDX-License-Identifier: Apache-2.0
// The whole of the room: records and a draft in, the texts of report.md, report.html,
// evidence.json and metrics.json out, all of them checked.
#pragma once

#include <string>

#include "core/result.h"
#include "model/record_set.h"
#include "report/document.h"
#include "report/figure.h"
#include "report/meta.h"
#include "report/page.h"
#include "report/redacted.h"

namespace chimera::report {

// The text is done and checked; what is left is to write down how it came about.
struct Composed {
    facts::Draft draft;  // as written: redacted
    std::vector<model::Source> sources;
    Document document;
    std::string config;  // the copy of a configuration from elsewhere
};

// What report.html is to have, where it is wanted.
struct PageWish {
    bool is_wanted = false;
    ReadCells read = nullptr;
};

struct Documents {
    std::string report;    // report.md
    std::string page;      // report.html; empty where it is not wanted
    std::string evidence;  // evidence.json
    std::string metrics;   // metrics.json
    std::string config;    // evidence.toml; empty where the configuration lies in the root
    Document document;     // its markdown is moved to `report`
};

// Errors: those of compose(). An empty `redact` keeps what is private.
Result<Composed> compose_redacted(const model::RecordSet& records, facts::Draft draft,
                                  const Redact& redact);

// Errors: those of evidence_json().
Result<Documents> write_documents(const model::RecordSet& records, Composed composed,
                                  const Meta& meta, const PageWish& wish = {});

}  // namespace chimera::report
