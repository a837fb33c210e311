// SPDX-License-Identifier: Apache-2.0
#include "sources/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "core/text.h"

namespace chimera::sources {

namespace {

// A file is one (device, inode) whatever the paths that lead to it.
using FileId = std::pair<dev_t, ino_t>;

struct Folder {
    std::string absolute;
    std::string relative;  // "" for the root
};

struct Search {
    const WalkOptions& options;
    std::string real_root;
    Walk walk;
    std::set<FileId> read;  // folders that were read, so that links end and nothing is read twice
    std::vector<Folder> linked;  // folders behind links: after all real ones, for those win
};

}  // namespace

static Result<Walk> walk_file(const std::string& path, const WalkOptions& options);
static void read_folder(Search& search, const Folder& folder);
static void read_linked(Search& search, const Folder& folder);

static std::string system_message(int code) {
    return std::generic_category().message(code);
}

static std::optional<std::string> real_path(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    if (real == nullptr) return std::nullopt;
    std::string out(real);
    std::free(real);
    return out;
}

static FileId id_of(const struct stat& status) {
    return {status.st_dev, status.st_ino};
}

// Our own report must never become the input of the next one. The mark stands near the file's
// start.
static bool is_our_evidence(const std::string& absolute) {
    const int file = ::open(absolute.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return false;
    std::array<char, 512> start{};
    const ssize_t got = ::read(file, start.data(), start.size());
    ::close(file);
    if (got <= 0) return false;
    const std::string_view text(start.data(), static_cast<std::size_t>(got));
    const auto key = text.find("\"schema\"");
    return key != std::string_view::npos &&
           text.find("\"chimera-evidence/1\"", key) != std::string_view::npos;
}

Result<Walk> walk(const std::string& root, const WalkOptions& options) {
    struct stat status = {};
    if (::stat(root.c_str(), &status) != 0) {
        return input_error(
            fmt::format("the input cannot be read ({}); name a folder of benchmark files",
                        system_message(errno)),
            root);
    }
    if (S_ISREG(status.st_mode)) return walk_file(root, options);
    if (!S_ISDIR(status.st_mode)) {
        return input_error(
            "the input is neither a folder nor a file; name a folder of benchmark files", root);
    }
    const auto real = real_path(root);
    if (!real || ::access(root.c_str(), R_OK | X_OK) != 0) {
        return input_error(
            fmt::format("the folder cannot be listed ({}); give yourself the right to "
                        "read it",
                        system_message(errno)),
            root);
    }
    if (is_our_evidence(*real + "/evidence.json")) {
        return input_error(
            "the folder holds a report of chimera, which is never input; name the folder of the "
            "benchmark files",
            root);
    }
    Search search{options, *real, {}, {}, {}};
    search.read.insert(id_of(status));
    read_folder(search, {*real, ""});
    // Links within linked folders join the queue's end; every folder is read at most once.
    for (std::size_t i = 0; i < search.linked.size(); ++i) {
        const Folder folder = search.linked[i];
        read_linked(search, folder);
    }
    const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
    std::stable_sort(search.walk.files.begin(), search.walk.files.end(), by_path);
    std::stable_sort(search.walk.skipped.begin(), search.walk.skipped.end(), by_path);
    return std::move(search.walk);
}

static bool covered(std::string_view name, const WalkOptions& options) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return false;
    const std::string extension = lower(name.substr(dot + 1));
    return std::find(options.extensions.begin(), options.extensions.end(), extension) !=
           options.extensions.end();
}

// A glob selects a path, or a folder and so all beneath it; one without '/' is about names
// anywhere.
static bool selects(const std::string& glob, std::string_view path) {
    std::string_view pattern = glob;
    while (pattern.size() > 1 && pattern.back() == '/') pattern.remove_suffix(1);
    if (pattern.substr(0, 2) == "./") pattern.remove_prefix(2);
    const bool names = pattern.find('/') == std::string_view::npos;
    for (std::size_t start = 0;;) {
        const auto end = path.find('/', start);
        const auto part = names ? path.substr(start, end - start) : path.substr(0, end);
        if (glob_matches(pattern, part)) return true;
        if (end == std::string_view::npos) return false;
        start = end + 1;
    }
}

static bool any_selects(const std::vector<std::string>& globs, std::string_view path) {
    return std::any_of(globs.begin(), globs.end(),
                       [&](const std::string& glob) { return selects(glob, path); });
}

static void add_file(Search& search, const Folder& at, const struct stat& status) {
    if (!covered(at.relative, search.options)) return;
    if (!search.options.only.empty() && !any_selects(search.options.only, at.relative)) return;
    search.walk.files.push_back({valid_utf8(at.relative), at.absolute,
                                 static_cast<std::uint64_t>(status.st_size),
                                 static_cast<std::int64_t>(status.st_mtim.tv_sec)});
}

static void skip(Search& search, const std::string& relative, std::string reason) {
    search.walk.skipped.push_back({valid_utf8(relative), std::move(reason)});
}

static Result<Walk> walk_file(const std::string& path, const WalkOptions& options) {
    const auto slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    struct stat status = {};
    const auto real = real_path(path);
    if (!real || ::stat(path.c_str(), &status) != 0) {
        return input_error("the file cannot be read; check that it exists and that you may read it",
                           path);
    }
    WalkOptions all = options;
    all.only.clear();
    Search search{all, "", {}, {}, {}};
    add_file(search, {*real, name}, status);
    if (search.walk.files.empty()) {
        return input_error(fmt::format("no reader covers this file; name a file that ends in {}",
                                       join(options.extensions, ", ")),
                           path);
    }
    return std::move(search.walk);
}

// Why an entry of this name is not looked at; empty where it is.
static std::string_view unwanted_name(std::string_view name) {
    constexpr std::array<std::string_view, 7> kVersionControl = {".git", ".svn", ".hg",   ".bzr",
                                                                 ".jj",  "CVS",  "_darcs"};
    if (std::find(kVersionControl.begin(), kVersionControl.end(), name) != kVersionControl.end()) {
        return "version control";
    }
    return name.front() == '.' ? "hidden" : "";
}

static Result<std::vector<std::string>> names_in(const std::string& absolute) {
    const auto close = [](DIR* open) { ::closedir(open); };
    const std::unique_ptr<DIR, decltype(close)> folder(::opendir(absolute.c_str()), close);
    if (!folder) return input_error(system_message(errno), absolute);
    std::vector<std::string> names;
    errno = 0;
    // readdir is safe here: each thread has a DIR of its own.
    while (const dirent* entry = ::readdir(folder.get())) {
        const std::string_view name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..") names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

static bool inside(const std::string& real_root, const std::string& real) {
    if (real_root == "/") return true;
    return real == real_root || (real.size() > real_root.size() && real.starts_with(real_root) &&
                                 real[real_root.size()] == '/');
}

static void visit_link(Search& search, const Folder& at) {
    const auto real = real_path(at.absolute);
    struct stat status = {};
    if (!real) {
        skip(search, at.relative, errno == ELOOP ? "link in a loop" : "link to nothing");
    } else if (!inside(search.real_root, *real)) {
        skip(search, at.relative, "link leaves the root");
    } else if (::stat(real->c_str(), &status) != 0) {
        skip(search, at.relative, fmt::format("unreadable ({})", system_message(errno)));
    } else if (S_ISDIR(status.st_mode)) {
        search.linked.push_back({*real, at.relative});
    } else if (S_ISREG(status.st_mode)) {
        add_file(search, {*real, at.relative}, status);
    } else {
        skip(search, at.relative, "special file");
    }
}

static void visit(Search& search, const Folder& at) {
    struct stat status = {};
    if (::lstat(at.absolute.c_str(), &status) != 0) {
        skip(search, at.relative, fmt::format("unreadable ({})", system_message(errno)));
    } else if (S_ISLNK(status.st_mode)) {
        visit_link(search, at);
    } else if (S_ISDIR(status.st_mode)) {
        // A mount can show a folder within itself, so real folders are remembered like linked ones.
        if (search.read.insert(id_of(status)).second) read_folder(search, at);
    } else if (S_ISREG(status.st_mode)) {
        add_file(search, at, status);
    } else {
        skip(search, at.relative, "special file");
    }
}

static void read_linked(Search& search, const Folder& folder) {
    struct stat status = {};
    if (::stat(folder.absolute.c_str(), &status) != 0) {
        skip(search, folder.relative, fmt::format("unreadable ({})", system_message(errno)));
    } else if (!search.read.insert(id_of(status)).second) {
        skip(search, folder.relative, "link to a folder that is read already");
    } else {
        read_folder(search, folder);
    }
}

// "x.evidence.json" of ours belongs to the report "x.md".
static std::set<std::string> own_reports(const Folder& folder,
                                         const std::vector<std::string>& names) {
    constexpr std::string_view kEnd = ".evidence.json";
    std::set<std::string> own;
    for (const std::string& name : names) {
        if (!name.ends_with(kEnd) || !is_our_evidence(folder.absolute + "/" + name)) continue;
        own.insert(name);
        own.insert(name.substr(0, name.size() - kEnd.size()) + ".md");
    }
    return own;
}

// The depth of the recursion is bounded: the system refuses paths longer than PATH_MAX.
static void read_folder(Search& search, const Folder& folder) {
    auto names = names_in(folder.absolute);
    if (!names.ok()) {
        skip(search, folder.relative, fmt::format("unreadable ({})", names.error().message));
        return;
    }
    const bool holds_evidence =
        std::binary_search(names.value().begin(), names.value().end(), "evidence.json");
    if (holds_evidence && is_our_evidence(folder.absolute + "/evidence.json")) {
        skip(search, folder.relative, "a report of chimera");
        return;
    }
    const std::set<std::string> own = own_reports(folder, names.value());
    for (const std::string& name : names.value()) {
        const Folder at{folder.absolute == "/" ? "/" + name : folder.absolute + "/" + name,
                        folder.relative.empty() ? name : folder.relative + "/" + name};
        if (any_selects(search.options.exclude, at.relative)) continue;
        if (const auto reason = unwanted_name(name); !reason.empty()) {
            skip(search, at.relative, std::string(reason));
        } else if (own.contains(name)) {
            skip(search, at.relative, "a report of chimera");
        } else {
            visit(search, at);
        }
    }
}

}  // namespace chimera::sources
