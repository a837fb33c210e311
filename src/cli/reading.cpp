// SPDX-License-Identifier: Apache-2.0
#include "cli/reading.h"

#include <algorithm>

#include "ingest/ingest.h"

namespace chimera::cli {

std::vector<Flag> reading_flags(Reading& reading) {
    return {
        {"DIR", "", "folder (or file) with benchmark results", &reading.root, Needed::kRequired},
        {"--only", "GLOB...", "read only the files that match", &reading.only},
        {"--exclude", "GLOB...", "do not read the files that match", &reading.exclude},
        {"--config", "FILE", "use this instead of chimera.toml in DIR", &reading.config},
        {"--jobs", "N", "threads; default all cores", &reading.jobs},
    };
}

Result<model::RecordSet> read_folder(const Reading& reading) {
    constexpr std::uint64_t kMostJobs = 1024;
    Progress progress("reading", reading.show);
    ingest::Options options;
    options.jobs = static_cast<unsigned>(std::min(reading.jobs, kMostJobs));
    options.only = reading.only;
    options.exclude = reading.exclude;
    if (!reading.config.empty()) options.config_path = reading.config;
    options.progress = [&](std::size_t done, std::size_t all) { progress.update(done, all); };
    return ingest::ingest(reading.root, options);
}

}  // namespace chimera::cli
