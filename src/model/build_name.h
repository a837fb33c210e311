// SPDX-License-Identifier: Apache-2.0
// Which columns say what was measured in the sense of its version: the commit, the build, the
// release of the engine. Rows that differ in it are measurements of one thing on several occasions.
#pragma once

#include <string_view>

namespace chimera::model {

// "build_commit", "engine_version", "meta/git_sha"; not "cuda_version", which is hardware, nor
// "schema_version", which is of the file.
bool names_build(std::string_view column);

}  // namespace chimera::model
