// SPDX-License-Identifier: Apache-2.0
// The files under a root that the formats cover, with their bytes. Symbolic links never lead out of
// the root, loops end, hidden and version-control folders are skipped and named.
#pragma once

#include <functional>
#include <span>
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

// The bytes of a file as they were when it was read, whatever happens to the file afterwards. A
// file that shrinks meanwhile has the bytes that were left. Error: it cannot be read, or memory is
// short.
class FileBytes {
public:
    FileBytes() = default;
    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;
    ~FileBytes();
    std::string_view view() const { return {data_, read_}; }

    static Result<FileBytes> open(const std::string& absolute);
    // Bytes that are in memory already. Error: memory is short.
    static Result<FileBytes> copy_of(std::string_view bytes);

private:
    bool allocate(std::size_t size);

    char* data_ = nullptr;
    std::size_t size_ = 0;  // of the memory
    std::size_t read_ = 0;
    bool mapped_ = false;  // the memory was not made by new
};

// A file that is read piece by piece, from its beginning on, into memory of the caller's.
class FileStream {
public:
    static Result<FileStream> open(const std::string& absolute);
    FileStream(FileStream&& other) noexcept;
    FileStream& operator=(FileStream&& other) noexcept;
    FileStream(const FileStream&) = delete;
    FileStream& operator=(const FileStream&) = delete;
    ~FileStream();

    // How many bytes came: fewer than the span holds only at the end of the file.
    Result<std::size_t> read(std::span<char> out);
    // What is read next begins `offset` bytes behind the beginning of the file.
    Status seek(std::uint64_t offset);

private:
    FileStream() = default;
    friend class FileBytes;

    int descriptor_ = -1;
    std::size_t size_ = 0;  // when it was opened
    std::string path_;
};

bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace chimera::sources
