// SPDX-License-Identifier: Apache-2.0
// Reading a folder of results, as every command that takes one does, and the flags for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/output.h"
#include "core/result.h"
#include "model/record_set.h"

namespace chimera::cli {

struct Reading {
    std::string root;
    std::vector<std::string> only;
    std::vector<std::string> exclude;
    std::string config;
    std::uint64_t jobs = 0;
    Progress::Show show = Progress::Show::kOnTerminal;
};

// DIR, --only, --exclude, --config, --jobs.
std::vector<Flag> reading_flags(Reading& reading);

// Errors: those of ingest.
Result<model::RecordSet> read_folder(const Reading& reading);

}  // namespace chimera::cli
