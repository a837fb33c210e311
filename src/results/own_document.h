// SPDX-License-Identifier: Apache-2.0
// Documents of chimera-result/1 among what was read: their fields say what they mean, so nothing is
// read from names, and what they call missing stays missing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/record_set.h"
#include "results/rows.h"
#include "results/run.h"

namespace chimera::results {

// Does this row say that it is such a document?
bool is_own_document(const model::Table& table, std::uint32_t row);

// The run that the document holds; its provenance is that of the document. Statistics are computed
// again where the samples are here: a document that states others has them under RunMetric::stated.
Run run_of_document(const model::RecordSet& records, const model::Table& table, std::uint32_t row,
                    const Shown& shown);

// The path below the root of the file that holds its samples; "" where it holds them itself.
std::string samples_file_of(const model::RecordSet& records, const model::Table& table,
                            std::uint32_t row);

}  // namespace chimera::results
