// SPDX-License-Identifier: Apache-2.0
// A folder of a test's own that is gone when the test ends.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace chimera::test {

class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "chimera-XXXXXX").string();
        root_ = ::mkdtemp(pattern.data());
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }

    const std::string& root() const { return root_; }
    std::string path(std::string_view relative) const {
        return root_ + "/" + std::string(relative);
    }

    // Folders on the way are made.
    void write(std::string_view relative, std::string_view content) const {
        const std::filesystem::path at = path(relative);
        std::filesystem::create_directories(at.parent_path());
        std::ofstream(at, std::ios::binary) << content;
    }
    void link(std::string_view target, std::string_view relative) const {
        const std::filesystem::path at = path(relative);
        std::filesystem::create_directories(at.parent_path());
        std::filesystem::create_symlink(std::filesystem::path(target), at);
    }

private:
    std::string root_;
};

}  // namespace chimera::test
