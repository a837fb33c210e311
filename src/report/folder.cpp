// SPDX-License-Identifier: Apache-2.0
#include "report/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

namespace chimera::report {

namespace fs = std::filesystem;

// Every file that a report may consist of.
static constexpr std::array<std::string_view, 14> kOurFiles = {"report.md",
                                                               "report.html",
                                                               "evidence.json",
                                                               "metrics.json",
                                                               "evidence.toml",
                                                               "collector_report.md",
                                                               "collector_report.evidence.json",
                                                               "insight_report.md",
                                                               "insight_report.evidence.json",
                                                               "combined_report.md",
                                                               "combined_report.evidence.json",
                                                               "summary.md",
                                                               "summary.evidence.json",
                                                               "summary.json"};

// Where the pictures of a report lie.
static constexpr std::string_view kPictures = "figures/";

static Error cannot_write(const std::string& path, int reason) {
    return usage_error(
        fmt::format("cannot write {}: {}; choose another folder with -o, or make room "
                    "and rights there",
                    path, std::strerror(reason)));
}

static bool is_evidence(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return false;
    std::array<char, 256> head{};
    const ssize_t got = ::read(file, head.data(), head.size());
    ::close(file);
    if (got <= 0) return false;
    return std::string_view(head.data(), static_cast<std::size_t>(got))
               .find("\"chimera-evidence/1\"") != std::string_view::npos;
}

bool holds_evidence(const std::string& folder) {
    return is_evidence(folder + "/evidence.json") ||
           is_evidence(folder + "/summary.evidence.json") ||
           is_evidence(folder + "/run_1/evidence.json");
}

Status check_folder(const std::string& folder, Replace replace) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (!fs::exists(status)) return Done{};
    if (!fs::is_directory(status)) {
        return usage_error(
            fmt::format("{} is a file, not a folder; name another one with -o", folder));
    }
    const bool is_empty = fs::is_empty(folder, error);
    if (error) return cannot_write(folder, error.value());
    if (is_empty || replace != Replace::kOwnOnly || holds_evidence(folder)) return Done{};
    return usage_error(
        fmt::format("{} holds files that are not a report of chimera; name another "
                    "folder with -o, or write into it with --force",
                    folder));
}

// The whole of `bytes`, or the reason why not.
static int write_file(const std::string& path, std::string_view bytes) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0) return errno;
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int reason = errno;
            ::close(file);
            return reason;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    // Some file systems report a full disk only here.
    return ::close(file) == 0 ? 0 : errno;
}

// Beside its place: "figures/a.svg" is drafted in figures/.
static std::string draft_name(const std::string& folder, const std::string& name) {
    const auto slash = name.rfind('/');
    const std::string within = slash == std::string::npos ? "" : name.substr(0, slash + 1);
    return fmt::format("{}/{}.{}.{}.tmp", folder, within, name.substr(within.size()), ::getpid());
}

// Pictures lie in a folder of their own, which is no link to elsewhere.
static Status make_picture_folder(const std::string& folder, std::span<const OutputFile> files) {
    const bool any = std::any_of(files.begin(), files.end(), [](const OutputFile& file) {
        return file.name.starts_with(kPictures);
    });
    if (!any) return Done{};
    const std::string path =
        fmt::format("{}/{}", folder, kPictures.substr(0, kPictures.size() - 1));
    if (::mkdir(path.c_str(), 0777) == 0) return Done{};
    const int reason = errno;
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    return fs::is_directory(status) ? Status(Done{}) : Status(cannot_write(path, reason));
}

// Pictures of an earlier report that this one does not have; the folder too, where it is then
// empty.
static void remove_old_pictures(const std::string& folder, std::span<const OutputFile> files) {
    std::error_code error;
    const fs::path pictures = fs::path(folder) / kPictures.substr(0, kPictures.size() - 1);
    if (!fs::is_directory(fs::symlink_status(pictures, error))) return;
    for (const fs::directory_entry& entry : fs::directory_iterator(pictures, error)) {
        const std::string name = std::string(kPictures) + entry.path().filename().string();
        const bool is_ours = name.starts_with("figures/fig-") && name.ends_with(".svg");
        const bool is_written = std::any_of(
            files.begin(), files.end(), [&](const OutputFile& file) { return file.name == name; });
        if (is_ours && !is_written) ::unlink(entry.path().c_str());
    }
    ::rmdir(pictures.c_str());
}

// Writes every file beside its place; on failure none of them stays.
static Status write_drafts(const std::string& folder, std::span<const OutputFile> files) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        const int reason = write_file(draft_name(folder, files[i].name), files[i].bytes);
        if (reason == 0) continue;
        for (std::size_t k = 0; k <= i; ++k) ::unlink(draft_name(folder, files[k].name).c_str());
        return cannot_write(folder + '/' + files[i].name, reason);
    }
    return Done{};
}

Status write_folder(const std::string& folder, std::span<const OutputFile> files, Replace replace) {
    TRY(check_folder(folder, replace));
    const bool was_ours = holds_evidence(folder);
    std::error_code error;
    const bool is_new = fs::create_directories(folder, error);
    if (error) return cannot_write(folder, error.value());
    TRY(make_picture_folder(folder, files));
    const Status drafts = write_drafts(folder, files);
    if (!drafts.ok()) {
        if (is_new) ::rmdir(folder.c_str());
        return drafts;
    }
    for (const OutputFile& file : files) {
        const std::string path = folder + '/' + file.name;
        if (::rename(draft_name(folder, file.name).c_str(), path.c_str()) == 0) continue;
        const int reason = errno;
        for (const OutputFile& left : files) ::unlink(draft_name(folder, left.name).c_str());
        return cannot_write(path, reason);
    }
    for (const std::string_view name : kOurFiles) {
        if (!was_ours || replace == Replace::kAdd) break;
        const bool is_written = std::any_of(
            files.begin(), files.end(), [&](const OutputFile& file) { return file.name == name; });
        if (!is_written) ::unlink(fmt::format("{}/{}", folder, name).c_str());
    }
    if (was_ours && replace != Replace::kAdd) remove_old_pictures(folder, files);
    return Done{};
}

}  // namespace chimera::report
