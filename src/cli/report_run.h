// SPDX-License-Identifier: Apache-2.0
// What `chimera report` was asked for, and what it says when it is done.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/writers.h"
#include "model/record_set.h"
#include "report/documents.h"

namespace chimera::cli {

struct ReportOptions {
    std::string root;
    std::string output = "chimera-report";
    std::vector<std::string> formats = {"md", "html", "json"};
    std::string figures;  // CHIMERA_FIGURES where nothing is asked for, else "svg"
    std::vector<std::string> only;
    std::vector<std::string> exclude;
    std::string title;
    std::string config;
    std::uint64_t jobs = 0;
    std::uint64_t seed = 1;
    WriterOptions writer;
    bool json = false;
    bool reproducible = false;
    bool keep_private = false;
    bool force = false;
    bool open = false;
    bool quiet = false;
};

// The root as the report names it: relative to the working folder, for an absolute path would say
// more of this machine than of the data.
std::string shown_root(const std::string& root);

// "Technical Report: chimera-101"
std::string default_title(const std::string& root);

// The command line with the flags that change what is written, and no others: two runs that differ
// in their output folder or in the number of threads write the same bytes.
std::string shown_command(const ReportOptions& options);

// True if `format` is among those asked for.
bool wants(const ReportOptions& options, std::string_view format);

struct Finished {
    const ReportOptions& options;
    const model::RecordSet& records;
    const report::Documents& documents;
    std::size_t facts = 0;
    double total_s = 0;
};

// A few lines for a person; exactly one JSON document for a program.
std::string summary_text(const Finished& finished);
std::string summary_json(const Finished& finished);

}  // namespace chimera::cli
