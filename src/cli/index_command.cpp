// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/report_index.h"

namespace chimera::cli {

namespace {

struct IndexOptions {
    std::string folder;
    std::uint64_t jobs = 0;
    bool json = false;
    bool quiet = false;
};

}  // namespace

static std::vector<Flag> index_flags(IndexOptions& options) {
    return {
        {"DIR", "", "folder in which report folders lie", &options.folder, Needed::kRequired},
        {"--jobs", "N", "threads; default all cores", &options.jobs},
        {"--json", "", "say what was done as one JSON document", &options.json},
        {"-q,--quiet", "", "say nothing unless something is wrong", &options.quiet},
    };
}

static Result<int> run_index(const Arguments& arguments) {
    IndexOptions options;
    TRY(parse_flags(index_command(), index_flags(options), arguments));
    while (options.folder.size() > 1 && options.folder.ends_with('/')) options.folder.pop_back();
    constexpr std::uint64_t kMostJobs = 1024;
    const auto jobs = static_cast<unsigned>(std::min(options.jobs, kMostJobs));
    TRY_ASSIGN(const std::size_t reports, write_index(options.folder, jobs));
    const std::string path = options.folder + "/index.html";
    if (options.json) {
        print(fmt::format("{{\"index\":{},\"reports\":{}}}\n", json_string(path), reports));
    } else if (!options.quiet) {
        print_lines(
            fmt::format("index: {} ({} report{})\n", path, reports, reports == 1 ? "" : "s"));
    }
    return kDone;
}

static std::vector<Flag> index_table() {
    static IndexOptions unused;
    return index_flags(unused);
}

Command index_command() {
    return {"index", "list the reports beneath a folder in one page, each verified again",
            "chimera index reports", index_table, run_index};
}

}  // namespace chimera::cli
