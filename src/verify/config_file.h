// SPDX-License-Identifier: Apache-2.0
// The configuration that a report was made with (chimera.toml), read anew: what it says of columns,
// units, models and suites, and whether what the evidence says of it is so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/metric.h"
#include "verify/evidence.h"

namespace chimera::verify {

class SourceFile;
struct Cell;
struct Input;

// `"Tok/Sec" = "tokens_s"` in [columns].
struct ConfigEntry {
    std::string table;
    std::string name;
    std::string value;
    std::uint32_t line = 0;  // where the value begins, from 1
};

struct ConfigFile {
    std::uint32_t source = 0;  // its id; 0 where the report was made without one
    std::vector<ConfigEntry> entries;

    // The entry of `table` for a column: by its whole heading, else by the last segment of its
    // pointer, in any case. nullptr where there is none.
    const ConfigEntry* of_column(std::string_view table, std::string_view column) const;
    // The first glob of [suites] that selects the path.
    const ConfigEntry* of_path(std::string_view path) const;
};

// The entries of TOML text. It is lenient: what is no entry of text is passed over.
std::vector<ConfigEntry> read_config(std::string_view text);

// The source that is the configuration: chimera.toml of the root, or the copy beside the evidence.
const Source* config_source(const Evidence& evidence);

// How the configuration has the column of this cell read; nullopt where it does not speak of it.
std::optional<model::Reading> configured_reading(SourceFile& file, const Cell& cell);

// Bindings that the configuration is said to make, and those that it makes and the evidence lacks.
void check_config(Input& input);

// "" unless the fact is an entry, or the files in which one is used, and the configuration or the
// files say otherwise.
std::string wrong_config(const Fact& fact, const Input& input);

}  // namespace chimera::verify
