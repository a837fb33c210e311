// SPDX-License-Identifier: Apache-2.0
// chimera.toml: what a folder spells its own way (docs/configuration.md). Four optional tables:
// [columns] gives a heading a metric's id or a meaning, [units] a unit, [models] another name for a
// word of a path or a model, [suites] a suite to the files that a glob selects.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "model/metric.h"
#include "model/record_set.h"

namespace chimera::ingest {

struct Config {
    std::map<std::string, std::string> columns;               // by heading in lower case
    std::map<std::string, std::string> units;                 // by heading in lower case
    std::map<std::string, std::string> models;                // by word or name, as written
    std::vector<std::pair<std::string, std::string>> suites;  // in the order of the file
    // table.heading in lower case -> the heading as the config writes it
    std::map<std::string, std::string> spelling;
    std::vector<model::ConfigEntry> entries;  // all of them, in the order of the file
    std::optional<model::Source> source;      // the file; nullopt where there is none
    std::string copy;                         // its bytes where it lies elsewhere than in the root
};

// Error (usage): bad TOML, an unknown table, metric, meaning or unit, two entries for one heading,
// a value that does not stand in one line as it is; with path:line and a remedy.
Result<Config> parse_config(std::string_view text, const std::string& path);

// The configuration that `given` (--config) names, else `chimera.toml` in the root, else none.
// Error (usage): it cannot be read, or those of parse_config.
Result<Config> load_config(const std::string& root, const std::optional<std::string>& given);

// Lists the configuration among the sources and writes into every use the line of its entry; an
// entry that nothing used is a reject of the file.
void list_config(model::RecordSet& records, Config&& config);

struct ConfiguredReading {
    std::optional<model::Reading> reading;  // nullopt where the config does not speak of the column
    std::vector<model::ConfigUse> uses;
    std::string complaint;  // why an entry could not be applied; the column is then not read at all
};

// How a column is to be read: entries are found by the exact heading, or the last segment of a
// pointer, in any case.
ConfiguredReading configured_reading(const Config& config, std::string_view name,
                                     std::string_view stated_unit);

}  // namespace chimera::ingest
