// SPDX-License-Identifier: Apache-2.0
// Is a file a stream of `chimera bench` (chimera-stream/1, docs/stream.schema.json, embedded)? Each
// line is held against the schema of its kind, and the lines against their order.
#pragma once

#include <string_view>

#include "results/check.h"

namespace chimera::results {

// The schema as it stands in docs/stream.schema.json.
std::string_view stream_schema();

// Whether the first line says that it is one.
bool is_stream(std::string_view text);

// `runs` counts streams: one. A last line that is not whole is a warning: the run was killed.
Checked check_stream(std::string_view text);

}  // namespace chimera::results
