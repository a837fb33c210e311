// SPDX-License-Identifier: Apache-2.0
// What the path of a result file says: when it was written, and of which suite it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::ingest {

// "a/b/c.csv": folder "a/b" ("" at the top), stem "c".
std::string_view folder_of(std::string_view path);
std::string_view stem_of(std::string_view path);

// The first date, time or Unix time within a name, as it stands there: "20251002-151824".
std::optional<std::string> stamp_in(std::string_view name);

// The name without models (their normal forms), stamps, pure numbers and final words such as "runs"
// or "summary": "gemma3_270m_param_tuning_summary" -> "param_tuning". Empty where nothing is left.
std::string essence_of_name(std::string_view name, const std::vector<std::string>& models);

// The words of a name in lower case without final words such as "runs" or "summary": files for
// which it is the same were written by one run.
std::string without_kind(std::string_view name);

// essence_of_name of the file, else of the nearest folder that has one, else the file's kind ("run"
// of "run_07.json"), else its stem.
std::string suite_of_path(std::string_view path, const std::vector<std::string>& models);

}  // namespace chimera::ingest
