// SPDX-License-Identifier: Apache-2.0
// Puts the files of a report into their folder, all or none: every file is first written beside its
// place, and only when the last one is complete are they renamed. Foreign files are never touched.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera::report {

struct OutputFile {
    std::string name;  // "report.md"
    std::string bytes;
};

// kAdd: into a folder that this run made; what else it wrote there stays.
enum class Replace { kOwnOnly, kAnything, kAdd };

// May a report be written here? Usage error where the folder holds files but no evidence of ours
// (with kOwnOnly), or where its path is that of a file. Cheap, so that it is asked before the work
// begins.
Status check_folder(const std::string& folder, Replace replace);

// Usage error where the folder or a file in it cannot be written (the system's reason is in the
// message). Files of an earlier report that this one does not have are removed.
Status write_folder(const std::string& folder, std::span<const OutputFile> files, Replace replace);

// True if the folder holds evidence that this program wrote: of a report, or of runs.
bool holds_evidence(const std::string& folder);

}  // namespace chimera::report
