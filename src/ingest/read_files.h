// SPDX-License-Identifier: Apache-2.0
// Opens, hashes and parses the files of a walk in parallel. Bytes are dropped as soon as their file
// is read, so memory holds records, not files. Equal contents are parsed once.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "formats/reader.h"
#include "ingest/config.h"
#include "model/record_set.h"
#include "sources/walk.h"

namespace chimera::ingest {

// What became of one file.
struct ReadFile {
    std::string sha256;       // empty where the file could not be opened
    std::uint64_t bytes = 0;  // that were read
    bool read = false;        // false: `records` holds nothing but the reason in its rejects
    model::FileRecords records;
    std::vector<model::ConfigUse> config_uses;
    const formats::Reader* reader = nullptr;  // that took it
    std::size_t same_as =
        0;  // the first file (by position) with these bytes; itself if there is none
};

struct ReadOptions {
    unsigned jobs = 0;
    const Config* config = nullptr;
    std::function<void(std::size_t, std::size_t)> progress;
};

// Leaves out the text files that no reader recognises: they are notes and logs, and no sources.
void drop_unrecognised(std::vector<sources::FoundFile>& files);

// In the order of `files`. Tables come with readings, failed rows and roles.
std::vector<ReadFile> read_files(const std::vector<sources::FoundFile>& files,
                                 const ReadOptions& options);

}  // namespace chimera::ingest
