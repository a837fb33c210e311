// SPDX-License-Identifier: Apache-2.0
// evidence.json, version 1: everything that is needed to execute a report again, one source, fact,
// claim or template a line. docs/evidence.schema.json is its schema.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "report/document.h"
#include "report/figure.h"
#include "report/meta.h"

namespace chimera::report {

struct EvidenceInput {
    const facts::Draft& draft;
    std::span<const model::Source> sources;
    const Document& document;
    const Meta& meta;
    std::string_view report_path = "report.md";  // beside the evidence
    std::string_view page = {};                  // report.html, where it is written
    std::span<const DrawnFigure> figures = {};
};

// Internal error where an item does not satisfy the schema: such evidence is never written.
Result<std::string> evidence_json(const EvidenceInput& input);

}  // namespace chimera::report
