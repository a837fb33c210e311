// SPDX-License-Identifier: Apache-2.0
#include "report/documents.h"

#include "report/evidence_json.h"
#include "report/metrics_json.h"

namespace chimera::report {

Result<Documents> make_documents(const model::RecordSet& records, facts::Draft draft,
                                 const Meta& meta, const Redact& redact) {
    std::vector<model::Source> sources = records.sources;
    if (redact) {
        redact_draft(draft, redact);
        redact_sources(sources, redact);
    }
    Documents out;
    TRY_ASSIGN(out.document, compose(draft, sources));
    TRY_ASSIGN(out.evidence, evidence_json({draft, sources, out.document, meta}));
    out.metrics = metrics_json(records, draft, out.document, meta);
    out.report = std::move(out.document.markdown);
    return out;
}

}  // namespace chimera::report
