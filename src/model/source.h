// SPDX-License-Identifier: Apache-2.0
// A file of the input as evidence speaks of it: what it is, who read it, what part it plays.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chimera::model {

using SourceIndex = std::uint32_t;  // position in RecordSet::sources; S1 is index 0

enum class Role { kRaw, kSummary, kDocument, kConfig, kTelemetry, kDuplicate, kRejected };
std::string_view role_name(Role role);  // "raw", "summary", ... as in evidence.json

// A place in a file and what is the matter with it. `at` is a locator (docs/evidence.md).
struct Reject {
    std::string at;
    std::string reason;
};

struct Failure {
    // The rows or the subtree that are no measurement: "cell=4,1-4,3", "/results/2".
    std::string at;
    std::string why;  // in the file's own words
};

struct RoleAt {
    std::string at;
    Role role = Role::kRaw;
};

// How a CSV file was read; for JSON and text all fields but `encoding` stay empty.
struct Dialect {
    std::string delimiter;         // one character, "\t" for a tab
    std::string encoding;          // "utf-8", "utf-16le", "utf-16be", "latin-1"
    std::uint32_t header_row = 0;  // record number from 1; 0 where there is none
    std::uint32_t units_row = 0;
};

// Where one scope key of a source (model, suite, ...) comes from. Exactly one way is set.
struct Binding {
    std::string column;  // a column of the same row (for JSON: a field of the element)
    // Of the column "*": at which levels (KeyAround) its keys stand; none says those of the rows.
    std::vector<std::string> levels;
    std::string pointer;                // a field of the same document
    bool path = false;                  // the file's path; `value` is what was taken from it
    std::optional<SourceIndex> source;  // another file (sibling of the same run), at `at`
    std::string at;
    bool config = false;           // chimera.toml says so,
    std::string replaces_column;   // instead of the name in this column,
    std::string replaces_pointer;  // or field
    std::string value;             // the value; empty where it differs from row to row (column)
};

// The tool that wrote a file, by its id in the registry of producers.
struct ProducedBy {
    std::string tool;     // "vllm-bench"
    std::string version;  // as the file states it; empty where it does not
    // How its own figures are taken: deviations over n, percentiles by the nearest rank.
    bool population_sd = false;
    bool nearest_rank = false;
};

struct Source {
    std::string path;  // relative to the root, '/'-separated, valid UTF-8
    // A configuration from elsewhere: `path` is that of its copy beside the report.
    bool beside = false;
    std::string sha256;
    std::uint64_t bytes = 0;
    std::int64_t modified = 0;  // Unix seconds
    std::string format;         // the reader that took it: csv, json, jsonl, markdown; "none"
    std::optional<ProducedBy> produced_by;
    Role role = Role::kRejected;
    std::vector<RoleAt> roles;
    std::optional<Dialect> dialect;
    std::map<std::string, Binding> bind;
    std::vector<Failure> failed;
    std::optional<SourceIndex> duplicate_of;
    std::optional<SourceIndex> twin_of;
    std::vector<Reject> rejects;
};

}  // namespace chimera::model
