// SPDX-License-Identifier: Apache-2.0
// Results in files whose names do not announce them: told by what their beginnings hold. Such a
// file is a source, and whoever checks a report expects it to be listed.
#pragma once

#include <span>
#include <string_view>

namespace chimera::model {

// Extensions that are sources only where a reader recognises the content.
std::span<const std::string_view> sniffed_extensions();

// CSV: a table of tabs (.tsv), what Nsight Compute prints with --csv below lines of its own.
bool is_csv_of_a_tool(std::string_view path, std::string_view head);

// JSON Lines in a text or log file: every line of the beginning is an object, or one is
// llama-batched-bench's.
bool is_jsonl_log(std::string_view path, std::string_view head);

// Any of these, or a text result.
bool holds_results(std::string_view path, std::string_view head);

}  // namespace chimera::model
