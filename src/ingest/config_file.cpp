// SPDX-License-Identifier: Apache-2.0
// The configuration as a file: where it is looked for, how it is listed as a source.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/sha256.h"
#include "ingest/config.h"
#include "sources/walk.h"

namespace chimera::ingest {

// The name of a configuration in the root, and of the copy of one from elsewhere that lies beside
// the evidence. They differ, so that no report is ever written over a configuration.
static constexpr const char* kName = "chimera.toml";
static constexpr const char* kCopyName = "evidence.toml";

// Nobody writes more by hand, and the parser would take long over it.
static constexpr std::size_t kMostBytes = std::size_t{4} << 20U;

// In the root a link is not followed, for it may lead out of it.
static bool lies_in_root(const std::string& root) {
    struct stat status = {};
    return ::lstat((root + "/" + kName).c_str(), &status) == 0 && !S_ISLNK(status.st_mode);
}

Result<Config> load_config(const std::string& root, const std::optional<std::string>& given) {
    const std::string own = root + "/" + kName;
    if (!given && !lies_in_root(root)) return Config{};
    const std::string& path = given ? *given : own;
    const auto unreadable = [&](const std::string& message) {
        Error error = usage_error(message);
        error.place = path;
        return error;
    };
    const auto bytes = sources::FileBytes::open(path);
    if (!bytes.ok()) return unreadable(bytes.error().message);
    const std::string_view text = bytes.value().view();
    if (text.size() > kMostBytes) {
        return unreadable("a configuration of more than 4 MiB is refused; name the right file");
    }
    TRY_ASSIGN(Config config, parse_config(text, path));
    std::error_code ignored;
    model::Source source;
    source.beside =
        given && !(lies_in_root(root) && std::filesystem::equivalent(*given, own, ignored));
    source.path = source.beside ? kCopyName : kName;
    source.sha256 = sha256_hex(text);
    source.bytes = text.size();
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0) source.modified = status.st_mtime;
    source.format = "toml";
    source.role = model::Role::kConfig;
    if (source.beside) config.copy = std::string(text);
    config.source = std::move(source);
    return config;
}

void list_config(model::RecordSet& records, Config&& config) {
    if (!config.source) return;
    std::set<std::string> used;
    for (model::ConfigUse& use : records.config_uses) {
        used.insert(use.key);
        const auto entry =
            std::find_if(config.entries.begin(), config.entries.end(),
                         [&](const model::ConfigEntry& known) { return known.key() == use.key; });
        if (entry != config.entries.end()) use.line = entry->line;
    }
    model::Source& source = *config.source;
    for (const model::ConfigEntry& entry : config.entries) {
        if (used.contains(entry.key())) continue;
        source.rejects.push_back({fmt::format("line={}", entry.line),
                                  fmt::format("nothing that was read needs {}", entry.key())});
    }
    model::ConfigFile file;
    file.source = static_cast<model::SourceIndex>(records.sources.size());
    file.copy = std::move(config.copy);
    file.entries = std::move(config.entries);
    records.sources.push_back(std::move(source));
    records.config = std::move(file);
}

}  // namespace chimera::ingest
