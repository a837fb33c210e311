// SPDX-License-Identifier: Apache-2.0
// From a root to one RecordSet: walk, read, bind, give every source its role, find what stands
// there twice. No statistics and no language model here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::ingest {

struct Options {
    unsigned jobs = 0;  // 0: all cores
    std::vector<std::string> only;
    std::vector<std::string> exclude;
    std::optional<std::string> config_path;  // else `chimera.toml` in the root, where it exists
    // Called now and then from any thread with files done and files in all.
    std::function<void(std::size_t, std::size_t)> progress;
};

// Error (input): unreadable root, or no file under it has a single readable value; the message says
// what was looked for. Everything else becomes rejects in the RecordSet.
Result<model::RecordSet> ingest(const std::string& root, const Options& options);

}  // namespace chimera::ingest
