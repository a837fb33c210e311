// SPDX-License-Identifier: Apache-2.0
// Lines of a big file by their numbers, without the rest of it in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sources/walk.h"

namespace chimera::sources {

class LineFile {
public:
    // Passes over the file once. Error: it cannot be read.
    static Result<LineFile> open(const std::string& absolute);

    // Lines `first` to `last`, from 1, with their ends; as many of them as the file has. Error: it
    // cannot be read any more.
    Result<std::string> lines(std::uint64_t first, std::uint64_t last);

private:
    explicit LineFile(FileStream stream) : stream_(std::move(stream)) {}

    FileStream stream_;
    std::vector<std::uint64_t> marks_{0};  // where every kStride-th line begins
};

}  // namespace chimera::sources
