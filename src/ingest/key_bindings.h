// SPDX-License-Identifier: Apache-2.0
// What the keys of JSON objects say of the rows that stand under them: {"models": {"a": {"q4":
// [rows], "q8": [rows]}}} names a model and a variant of it. Rows under different keys are never
// one sample.
#pragma once

#include <span>

#include "model/record_set.h"

namespace chimera::ingest {

// Binds model, suite, variant, a parameter, or further groups to "*" (scope.h) for each level of
// keys. What the source binds already stays.
void bind_keys(model::Source& source, std::span<const model::Table> tables);

}  // namespace chimera::ingest
