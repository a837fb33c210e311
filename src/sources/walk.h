// SPDX-License-Identifier: Apache-2.0
// The files under a root that the formats cover, with their bytes. Symbolic links never lead out of
// the root, loops end, hidden and version-control folders are skipped and named.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::sources {

struct FoundFile {
    std::string path;      // relative to the root, '/'-separated, valid UTF-8 (odd bytes as U+FFFD)
    std::string absolute;  // to open it, bytes as the system has them
    std::uint64_t bytes = 0;
    std::int64_t modified = 0;  // Unix seconds
};

struct WalkOptions {
    std::vector<std::string> extensions;  // lower case, without the dot; others are passed over
    // Globs over relative paths: `*` stops at '/', `**` does not. One without '/' is matched with
    // the name of the file and of each folder above it; a folder that matches stands for all
    // beneath it.
    std::vector<std::string> only;
    std::vector<std::string> exclude;
};

struct Walk {
    std::vector<FoundFile> files;  // ascending by path (bytewise)
    std::vector<model::Skipped> skipped;
};

// `root` may also name one single file. Error: the root does not exist or cannot be listed.
Result<Walk> walk(const std::string& root, const WalkOptions& options);

// The bytes of a file, mapped where the system allows. Movable; unmapped when destroyed.
class FileBytes {
public:
    FileBytes() = default;
    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;
    ~FileBytes();
    std::string_view view() const { return {data_, size_}; }

    static Result<FileBytes> open(const std::string& absolute);

private:
    const char* data_ = nullptr;
    std::size_t size_ = 0;
    bool mapped_ = false;
};

bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace chimera::sources
