// SPDX-License-Identifier: Apache-2.0
// Everything that was read from one root: the sources, their records, what documents claim.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/claimed_number.h"
#include "model/source.h"
#include "model/table.h"

namespace chimera::model {

// Failed requests of a run that are no rows of their own, by the reason that their file gives.
struct FailedRequests {
    // The number stands in the file itself, in a cell; or all that have the reason are counted.
    struct Reason {
        std::string why;
        double n = 0;
        std::string at;     // the cell with the number, where it stands in the file
        std::string field;  // what holds `why` beside it; empty where that is the cell's own key
    };
    SourceIndex source = 0;
    std::string list;             // what the file calls them: "errors", "error_summary"
    std::vector<std::string> at;  // everything counted, failed or not; empty where the file counts
    std::string field;            // that holds the reason of each
    std::size_t requests = 0;     // how many stand at `at`
    bool all = false;             // these are all requests, and not the failed ones alone
    std::vector<Reason> reasons;
};

// What one reader makes of one file. Tables and claims carry `source` = 0 until ingest sets it.
struct FileRecords {
    std::string format;                     // "csv", "json", "jsonl", "markdown"
    std::optional<ProducedBy> produced_by;  // where the tool is known
    std::optional<Dialect> dialect;
    std::vector<Table> tables;
    std::vector<Table> verdicts;  // rows in which a tool says what is wrong with its own runs
    std::vector<FailedRequests> failed_requests;
    std::vector<ClaimedNumber> claims;
    std::vector<Reject> rejects;
    std::size_t values = 0;  // readable numbers and texts
};

// A value that chimera.toml supplied, and where it was used.
struct ConfigUse {
    std::string key;    // "columns.\"Tok/Sec\""
    std::string value;  // "tokens_s"
    SourceIndex used_in = 0;
    std::uint32_t line = 0;  // of chimera.toml, from 1
};

// One line of chimera.toml that says something: `"Tok/Sec" = "tokens_s"` in [columns].
struct ConfigEntry {
    std::string table;       // columns, units, models, suites
    std::string name;        // the heading, word or glob as the file writes it
    std::string value;       // stands literally in its line
    std::uint32_t line = 0;  // from 1
    std::uint32_t nth = 1;   // which of several occurrences of the value in its line it is
    std::string key() const { return table + ".\"" + name + '"'; }
};

// The configuration that the records were read by.
struct ConfigFile {
    SourceIndex source = 0;  // where the file is listed
    // The bytes of a file that lies elsewhere than in the root: a copy goes with the report.
    std::string copy;
    std::vector<ConfigEntry> entries;  // in the order of the file
};

struct Skipped {
    std::string path;    // relative to the root
    std::string reason;  // "hidden", "version control", "link leaves the root", ...
};

struct RecordSet {
    std::string root;  // as given on the command line; the folder of the file where that is a file
    std::vector<Source> sources;
    std::vector<Table> tables;
    std::vector<Table> verdicts;
    std::vector<FailedRequests> failed_requests;
    std::vector<ClaimedNumber> claims;
    std::vector<Skipped> skipped;
    std::vector<ConfigUse> config_uses;
    std::optional<ConfigFile> config;
};

}  // namespace chimera::model
