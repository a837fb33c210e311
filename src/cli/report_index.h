// SPDX-License-Identifier: Apache-2.0
// The index.html of a folder in which several folders of reports lie.
#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"

namespace chimera::cli {

// Verifies each report and writes FOLDER/index.html; how many reports it lists. Input error where
// there is none; usage error where an index.html is there that this program did not write.
Result<std::size_t> write_index(const std::string& folder, unsigned jobs);

}  // namespace chimera::cli
