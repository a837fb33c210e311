// SPDX-License-Identifier: Apache-2.0
#include "model/build_name.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace chimera::model {

bool names_build(std::string_view column) {
    static constexpr std::array<std::string_view, 34> kNames{"build",           "build_id",
                                                             "build_commit",    "build_number",
                                                             "build_hash",      "build_version",
                                                             "build_tag",       "commit",
                                                             "commit_hash",     "commit_id",
                                                             "commit_sha",      "git_commit",
                                                             "git_sha",         "git_hash",
                                                             "git_revision",    "git_rev",
                                                             "revision",        "sha",
                                                             "version",         "release",
                                                             "engine_version",  "engine_build",
                                                             "server_version",  "runtime_version",
                                                             "backend_version", "software_version",
                                                             "library_version", "framework_version",
                                                             "app_version",     "vllm_version",
                                                             "ollama_version",  "llama_cpp_version",
                                                             "sglang_version",  "tgi_version"};
    const std::string plain =
        replace_all(replace_all(lower(last_segment(column)), " ", "_"), "-", "_");
    return std::find(kNames.begin(), kNames.end(), plain) != kNames.end();
}

}  // namespace chimera::model
