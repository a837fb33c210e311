// SPDX-License-Identifier: Apache-2.0
// Runs as the tests of this room need them: read from files as the program reads them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ingest/ingest.h"
#include "results/collect.h"

namespace chimera::results {

inline std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string in_checkout(const std::string& path) {
    return fmt::format("{}/{}", CHIMERA_SOURCE_DIR, path);
}

inline Collected read_runs(const std::string& root) {
    const auto records = ingest::ingest(root, {});
    EXPECT_TRUE(records.ok()) << records.error().message;
    return records.ok() ? collect(records.value(), {}) : Collected{};
}

// A folder of its own for a test, gone when the test is.
class Scratch {
public:
    Scratch()
        : path_(std::filesystem::temp_directory_path() /
                fmt::format("chimera-results-{}-{}", ::getpid(), ++made())) {
        std::filesystem::create_directories(path_);
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    std::string root() const { return path_.string(); }
    void write(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << bytes;
    }

private:
    static int& made() {
        static int count = 0;
        return count;
    }
    std::filesystem::path path_;
};

}  // namespace chimera::results
