// SPDX-License-Identifier: Apache-2.0
// What a subcommand is: a name, a sentence, an example that works, a table of flags, and run(). One
// file a subcommand; commands.cpp lists them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace chimera::cli {

enum ExitCode : int { kDone = 0, kFinding = 1, kUsage = 2, kInput = 3, kInternal = 4 };

using Arguments = std::vector<std::string>;

enum class Needed : std::uint8_t { kOptional, kRequired };

// One row of a command's table. `names` is "-o,--output", or "DIR" for an operand.
struct Flag {
    std::string_view names;
    std::string_view value;  // what it takes, for the help: "DIR", "N"; empty for a switch
    std::string_view help;
    // Of the optional ones, what is not given stays absent.
    std::variant<bool*, std::string*, std::vector<std::string>*, std::uint64_t*,
                 std::optional<std::uint64_t>*, std::optional<int>*, std::optional<double>*>
        target;
    Needed needed = Needed::kOptional;
};

struct Command {
    std::string_view name;     // "report"
    std::string_view summary;  // one sentence without a stop
    std::string_view example;  // a command line that works in a checkout
    // The table, for help and completion; its targets are of no use.
    std::vector<Flag> (*flags)();
    // The exit code, or what went wrong.
    Result<int> (*run)(const Arguments& arguments);
    std::string_view more = {};  // further examples, for its own help
};

// Every command, in the order of the help.
const std::vector<Command>& commands();

Command report_command();
Command verify_command();
Command index_command();
Command explain_command();
Command ingest_command();
Command export_command();
Command validate_command();
Command schema_command();
Command bench_command();
Command mock_server_command();
Command completion_command();

}  // namespace chimera::cli
