// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/text.h"
#include "tidy/tidy.h"

namespace chimera::tidy {

namespace fs = std::filesystem;

static std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Tree read_tree(const std::string& root) {
    static constexpr std::array<std::string_view, 7> kFolders{"src",   "tests", "bench", "cmake",
                                                              "tools", "docs",  ".ci"};
    Tree tree;
    for (const auto& entry : fs::directory_iterator(root)) {
        if (entry.is_regular_file())
            tree[entry.path().filename().string()] = read_file(entry.path());
    }
    for (const std::string_view folder : kFolders) {
        const fs::path top = fs::path(root) / folder;
        if (!fs::is_directory(top)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(top)) {
            if (!entry.is_regular_file()) continue;
            const std::string path = fs::relative(entry.path(), root).generic_string();
            // Data of tests is what it is.
            const bool data = path.find("/samples/") != std::string::npos ||
                              path.find("/in/") != std::string::npos ||
                              path.find("/__pycache__/") != std::string::npos;
            if (!data) tree[path] = read_file(entry.path());
        }
    }
    // Of the examples only the names: documents refer to them.
    const fs::path examples = fs::path(root) / "examples";
    if (fs::is_directory(examples)) {
        for (const auto& entry : fs::recursive_directory_iterator(examples)) {
            const std::string path = fs::relative(entry.path(), root).generic_string();
            const bool document = path == "examples/README.md";
            if (entry.is_regular_file()) tree[path] = document ? read_file(entry.path()) : "";
        }
    }
    return tree;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

bool is_cpp(std::string_view path) {
    if (path.starts_with("examples/")) return false;
    return path.ends_with(".cpp") || path.ends_with(".h");
}

bool is_test(std::string_view path) {
    return path.ends_with("_test.cpp") || path.ends_with("_for_test.h") ||
           path.ends_with("_for_test.cpp") || path.starts_with("tests/");
}

std::string room_of(std::string_view path) {
    const auto parts = split(path, '/');
    return parts.size() > 2 && parts[0] == "src" ? std::string(parts[1]) : std::string();
}

namespace {

// Walks C++ text and blanks what is no code.
class Blanker {
public:
    explicit Blanker(std::string_view source) : source_(source), out_(source) {}

    std::string blank() {
        while (at_ < source_.size()) step();
        return std::move(out_);
    }

private:
    void step() {
        if (source_.substr(at_, 2) == "//") {
            blank_until(source_.find('\n', at_));
        } else if (source_.substr(at_, 2) == "/*") {
            const std::size_t end = source_.find("*/", at_ + 2);
            blank_until(end == std::string_view::npos ? end : end + 2);
        } else if (source_.substr(at_, 2) == "R\"") {
            blank_raw();
        } else if (source_[at_] == '"' || (source_[at_] == '\'' && !is_digit_separator())) {
            blank_literal(source_[at_]);
        } else {
            ++at_;
        }
    }

    // 1'000'000
    bool is_digit_separator() const {
        return at_ > 0 && is_alnum(source_[at_ - 1]) && at_ + 1 < source_.size() &&
               is_alnum(source_[at_ + 1]);
    }

    void blank_until(std::size_t end) {
        end = std::min(end, source_.size());
        for (; at_ < end; ++at_) {
            if (source_[at_] != '\n') out_[at_] = ' ';
        }
    }

    // Quotes stay, so that a literal is still seen as one.
    void blank_literal(char quote) {
        std::size_t end = at_ + 1;
        while (end < source_.size() && source_[end] != quote && source_[end] != '\n') {
            end += source_[end] == '\\' ? 2 : 1;
        }
        ++at_;
        blank_until(end);
        if (at_ < source_.size()) ++at_;
    }

    void blank_raw() {
        const std::size_t open = source_.find('(', at_);
        if (open == std::string_view::npos) {
            at_ = source_.size();
            return;
        }
        const std::string close = ")" + std::string(source_.substr(at_ + 2, open - at_ - 2)) + "\"";
        const std::size_t end = source_.find(close, open);
        at_ += 2;
        blank_until(end == std::string_view::npos ? end : end + close.size() - 1);
        if (at_ < source_.size()) ++at_;
    }

    std::string_view source_;
    std::string out_;
    std::size_t at_ = 0;
};

}  // namespace

std::string code_only(std::string_view source) {
    return Blanker(source).blank();
}

}  // namespace chimera::tidy
