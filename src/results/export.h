// SPDX-License-Identifier: Apache-2.0
// Runs in the formats of other tools. What a format cannot hold is remarked; a run that lacks what
// a format demands is refused with the reason, and nothing is made up to fill it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/run.h"

namespace chimera::results {

enum class Layout { kIndented, kOneLine };

struct ExportOptions {
    Layout layout = Layout::kIndented;
    // What Every Eval Ever demands and no result file states.
    std::string organization;
    std::string relationship;
    std::int64_t retrieved = 0;  // Unix seconds
};

// What a format could not hold. The same sentence about several metrics or runs is one line, with
// their names and how often it was said.
struct Remarks {
    struct About {
        std::size_t count = 0;
        std::set<std::string> names;
    };
    std::map<std::string, About> about;
    void add(const std::string& sentence, const std::string& name = {});
    void add_all(const Remarks& other);
    std::vector<std::string> lines() const;
};

struct Exported {
    // One text for each document: one a run, or one in all.
    std::vector<std::string> documents;
    std::size_t refused = 0;  // runs that are in none
    Remarks remarks;
};

struct ExportFormat {
    std::string_view name;
    bool one_a_run = false;
    std::string_view extension;
    Exported (*write)(std::span<const Run> runs, const ExportOptions& options);
};

// chimera, csv, eee, llm-d, llama-bench, markdown.
std::span<const ExportFormat> export_formats();
const ExportFormat* find_export_format(std::string_view name);

Exported export_chimera(std::span<const Run> runs, const ExportOptions& options);
Exported export_csv(std::span<const Run> runs, const ExportOptions& options);
Exported export_markdown(std::span<const Run> runs, const ExportOptions& options);
// Every Eval Ever 0.3.0 (github.com/evaleval/every_eval_ever).
Exported export_eee(std::span<const Run> runs, const ExportOptions& options);
// llm-d Benchmark Report 0.2.1 (github.com/llm-d/llm-d-benchmark).
Exported export_llm_d(std::span<const Run> runs, const ExportOptions& options);
// The JSON of llama-bench: an array with one object a test.
Exported export_llama_bench(std::span<const Run> runs, const ExportOptions& options);

// Shared by the formats.
std::string laid_out(const nlohmann::ordered_json& document, Layout layout);
std::string scalar_text(const Scalar& value);
// "num_ctx=2048, temperature=0.2"; "" where there are none.
std::string settings_text(const Scalars& settings);
// Sixteen hexadecimal digits, the same for the same rows of the same bytes, another for others.
std::string run_identifier(const Run& run);
// A time that RFC 3339 knows, with its offset: "2026-11-23T03:09:13Z".
bool is_rfc3339(std::string_view text);

}  // namespace chimera::results
