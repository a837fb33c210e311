// SPDX-License-Identifier: Apache-2.0
// Everything that was read from one root: the sources, their records, what documents claim.
#pragma once

#include <string>
#include <vector>

#include "model/claimed_number.h"
#include "model/source.h"
#include "model/table.h"

namespace chimera::model {

// What one reader makes of one file. Tables and claims carry `source` = 0 until ingest sets it.
struct FileRecords {
    std::string format;  // "csv", "json", "jsonl", "markdown"
    std::optional<Dialect> dialect;
    std::vector<Table> tables;
    std::vector<ClaimedNumber> claims;
    std::vector<Reject> rejects;
    std::size_t values = 0;  // readable numbers and texts
};

// A value that chimera.toml supplied, and where it was used.
struct ConfigUse {
    std::string key;    // "columns.\"Tok/Sec\""
    std::string value;  // "tokens_s"
    SourceIndex used_in = 0;
};

struct Skipped {
    std::string path;    // relative to the root
    std::string reason;  // "hidden", "version control", "link leaves the root", ...
};

struct RecordSet {
    std::string root;  // as given on the command line; the folder of the file where that is a file
    std::vector<Source> sources;
    std::vector<Table> tables;
    std::vector<ClaimedNumber> claims;
    std::vector<Skipped> skipped;
    std::vector<ConfigUse> config_uses;
};

}  // namespace chimera::model
