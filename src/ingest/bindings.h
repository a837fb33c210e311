// SPDX-License-Identifier: Apache-2.0
// Source::bind: where each scope key of a source comes from. A value comes from the row, from the
// document, from the sibling file of the same run, from the path, or from chimera.toml; it is never
// made up, and what no file says stays absent.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "ingest/config.h"
#include "ingest/digest.h"
#include "model/record_set.h"

namespace chimera::ingest {

// The tables of each source: RecordSet::tables is in the order of the sources.
std::vector<std::span<model::Table>> tables_by_source(model::RecordSet& records);

// model and suite where a column or a field says them; variants, hardware and parameters.
void bind_own_fields(model::RecordSet& records, const Config& config, ReadingCache& cache);

// model of the sources that do not say it: sibling, other folders, path. Config entries win over
// all.
void bind_models(model::RecordSet& records, const Config& config);

// suite of the sources that do not say it. Afterwards every raw or summary source has one.
void bind_suites(model::RecordSet& records, const Config& config);

// run, where several sources measured the same suite and model. Twins must be known.
void bind_runs(model::RecordSet& records);

// backend, where files that are alike are named after alternatives, one of them the reference.
// Twins must be known.
void bind_siblings(model::RecordSet& records);

// day, where the folder was measured on several: when a row was taken by its own time stamp, by the
// document's, or by the date in the path.
void bind_days(model::RecordSet& records);

// Tables of the samples that rows hold as lists. Twins must be known: what counts twice stays as it
// is.
void expand_lists(model::RecordSet& records);

// The distinct models of a source, in order of appearance; at most 256.
std::vector<std::string> models_of(const model::Source& source,
                                   std::span<const model::Table> tables);

}  // namespace chimera::ingest
