// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/text.h"
#include "formats/reader.h"
#include "ingest/bindings.h"
#include "ingest/config.h"
#include "ingest/path_name.h"
#include "ingest/read_files.h"
#include "ingest/roles.h"
#include "ingest/twins.h"
#include "model/locator.h"
#include "model/text/sniff.h"
#include "sources/walk.h"

namespace chimera::ingest {

using model::RecordSet;
using model::Role;
using model::Source;

static void add_source(RecordSet& records, const sources::FoundFile& found, ReadFile&& file,
                       std::size_t position);
static Status check_readable(const RecordSet& records);

static std::vector<std::string> covered_extensions() {
    std::vector<std::string> out;
    for (const formats::Reader& reader : formats::readers()) {
        out.insert(out.end(), reader.extensions.begin(), reader.extensions.end());
    }
    return out;
}

// Paths are relative to a folder, also where the root is one file.
static std::string root_folder(const std::string& root) {
    struct stat status = {};
    if (::stat(root.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return root;
    const std::string folder(folder_of(root));
    if (!folder.empty()) return folder;
    return root.starts_with('/') ? "/" : ".";
}

Result<RecordSet> ingest(const std::string& root, const Options& options) {
    TRY_ASSIGN(Config config, load_config(root, options.config_path));
    std::vector<std::string> extensions = covered_extensions();
    const auto sniffed = model::sniffed_extensions();
    extensions.insert(extensions.end(), sniffed.begin(), sniffed.end());
    TRY_ASSIGN(sources::Walk walk,
               sources::walk(root, {std::move(extensions), options.only, options.exclude}));
    drop_unrecognised(walk.files);
    std::vector<ReadFile> files = read_files(walk.files, {options.jobs, &config, options.progress});
    RecordSet records;
    records.root = root_folder(root);
    records.skipped = std::move(walk.skipped);
    records.sources.reserve(files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        add_source(records, walk.files[i], std::move(files[i]), i);
    }
    TRY(check_readable(records));
    ReadingCache cache;
    bind_own_fields(records, config, cache);
    bind_models(records, config);
    bind_suites(records, config);
    find_twins(records);
    find_aggregate_twins(records);
    bind_runs(records);
    bind_siblings(records);
    bind_days(records);
    expand_lists(records);
    list_config(records, std::move(config));
    return records;
}

// Where every failed row stands, for whoever re-executes a sample. An object that holds sound rows
// of its own is no failed subtree: the fields alone that tell the failure are listed.
static void list_failures(const model::Table& table, const std::vector<model::Table>& all,
                          Source& source) {
    const bool holds_sound_rows =
        table.rows_are == model::RowsAre::kJsonObject &&
        std::any_of(all.begin(), all.end(), [&](const model::Table& other) {
            return &other != &table && other.document == table.document &&
                   model::stands_in(other, table) && other.failed.size() < other.rows;
        });
    for (const model::FailedRow& failure : table.failed) {
        if (!holds_sound_rows) {
            source.failed.push_back({model::locate_row(table, failure.row), failure.why});
            continue;
        }
        for (const model::Column& column : table.columns) {
            const auto meaning = column.reading.meaning;
            if (meaning != model::Meaning::kError && meaning != model::Meaning::kSuccess) continue;
            if (!contains_ignoring_case(failure.why, column.texts.text(failure.row))) continue;
            source.failed.push_back({model::locate_cell(table, column, failure.row), failure.why});
        }
    }
}

static bool nothing_read(const model::FileRecords& records) {
    return records.values == 0 && records.claims.empty() && records.format != "markdown";
}

static void add_source(RecordSet& records, const sources::FoundFile& found, ReadFile&& file,
                       std::size_t position) {
    const auto index = static_cast<model::SourceIndex>(position);
    Source source;
    source.path = found.path;
    // Evidence wants 64 digits; of a file that nobody could open there is no hash.
    source.sha256 = file.sha256.empty() ? std::string(64, '0') : file.sha256;
    // A file that is written to meanwhile had other bytes when it was found.
    source.bytes = file.sha256.empty() ? found.bytes : file.bytes;
    source.modified = found.modified;
    source.format = "none";
    if (file.same_as != position) {
        source.role = Role::kDuplicate;
        source.duplicate_of = static_cast<model::SourceIndex>(file.same_as);
        source.format = records.sources[file.same_as].format;
        records.sources.push_back(std::move(source));
        return;
    }
    source.rejects = std::move(file.records.rejects);
    if (!file.read || nothing_read(file.records)) {
        if (source.rejects.empty()) source.rejects.push_back({"", "no readable value"});
        records.sources.push_back(std::move(source));
        return;
    }
    source.format = file.records.format;
    source.produced_by = std::move(file.records.produced_by);
    source.dialect = std::move(file.records.dialect);
    heed_file_name(file.records, stem_of(source.path));
    source.role = role_of_source(file.records);
    source.roles = other_roles(file.records, source.role);
    for (const model::Table& table : file.records.tables) {
        list_failures(table, file.records.tables, source);
    }
    for (model::Table& table : file.records.tables) {
        table.source = index;
        records.tables.push_back(std::move(table));
    }
    for (model::Table& table : file.records.verdicts) {
        table.source = index;
        records.verdicts.push_back(std::move(table));
    }
    for (model::FailedRequests& failed : file.records.failed_requests) {
        failed.source = index;
        records.failed_requests.push_back(std::move(failed));
    }
    for (model::ClaimedNumber& claim : file.records.claims) {
        claim.source = index;
        records.claims.push_back(std::move(claim));
    }
    for (model::ConfigUse& use : file.config_uses) {
        use.used_in = index;
        records.config_uses.push_back(std::move(use));
    }
    records.sources.push_back(std::move(source));
}

static std::string looked_for() {
    std::vector<std::string> names = covered_extensions();
    const std::string last = names.empty() ? std::string() : names.back();
    if (names.size() < 2) return last;
    names.pop_back();
    return join(names, ", ") + " or " + last;
}

static Status check_readable(const RecordSet& records) {
    const bool any =
        std::any_of(records.sources.begin(), records.sources.end(),
                    [](const Source& source) { return source.role != Role::kRejected; });
    const auto counted = [](std::size_t count, std::string_view one, std::string_view many) {
        return fmt::format("{} {}", count, count == 1 ? one : many);
    };
    if (any) return Done{};
    std::string found = "no such file is there";
    if (!records.sources.empty()) {
        const Source& first = records.sources.front();
        found = fmt::format("{} found and rejected, the first for: {}",
                            counted(records.sources.size(), "such file was", "such files were"),
                            first.rejects.empty() ? "no readable value" : first.rejects[0].reason);
    }
    const std::string skipped =
        records.skipped.empty() ? std::string()
                                : fmt::format(", {} skipped", counted(records.skipped.size(),
                                                                      "entry was", "entries were"));
    return input_error(
        fmt::format(
            "no {} file with a readable value is under this root ({}{}); name the folder that "
            "holds the benchmark files",
            looked_for(), found, skipped),
        records.root);
}

}  // namespace chimera::ingest
