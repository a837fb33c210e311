// SPDX-License-Identifier: Apache-2.0
#include "report/documents.h"

#include "core/parallel.h"
#include "core/sha256.h"
#include "report/evidence_json.h"
#include "report/metrics_json.h"

namespace chimera::report {

Result<Composed> compose_redacted(const model::RecordSet& records, facts::Draft draft,
                                  const Redact& redact) {
    Composed out{std::move(draft), records.sources, {}, {}};
    if (records.config) out.config = records.config->copy;
    if (redact) {
        redact_draft(out.draft, redact);
        redact_sources(out.sources, redact);
        out.config = redact(out.config);
    }
    if (records.config && out.sources[records.config->source].beside) {
        model::Source& source = out.sources[records.config->source];
        source.sha256 = sha256_hex(out.config);
        source.bytes = out.config.size();
    }
    TRY_ASSIGN(out.document, compose(out.draft, out.sources));
    return out;
}

Result<Documents> write_documents(const model::RecordSet& records, Composed composed,
                                  const Meta& meta, const PageWish& wish) {
    Documents out;
    TRY_ASSIGN(const auto figures, drawn_figures(composed.draft, composed.document));
    for_each_index(2, 0, [&](std::size_t i) {
        if (i == 0 && wish.is_wanted) {
            out.page = page_html(
                {composed.draft, composed.sources, composed.document, meta, figures, wish.read});
        }
        if (i == 1) out.metrics = metrics_json(records, composed.draft, composed.document, meta);
    });
    // The evidence names the page by its hash, so that it comes last.
    TRY_ASSIGN(out.evidence, evidence_json({composed.draft, composed.sources, composed.document,
                                            meta, meta.report_name, out.page, figures}));
    out.config = std::move(composed.config);
    out.document = std::move(composed.document);
    out.report = std::move(out.document.markdown);
    return out;
}

}  // namespace chimera::report
