// SPDX-License-Identifier: Apache-2.0
#include "verify/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/decimal.h"
#include "core/parallel.h"
#include "core/sha256.h"
#include "core/text.h"
#include "model/text/sniff.h"
#include "model/text/text_result.h"
#include "verify/csv_records.h"
#include "verify/failure_words.h"
#include "verify/wildcard.h"

namespace chimera::verify {

SourceFile* Input::file(std::uint32_t source, std::string& why) const {
    const auto found = files.find(source);
    if (found != files.end()) return found->second.get();
    const auto reason = spoiled.find(source);
    why = reason == spoiled.end() ? fmt::format("S{} is no source", source) : reason->second;
    return nullptr;
}

const std::vector<std::string>& covered_extensions() {
    static const std::vector<std::string> kAll{"csv", "json", "jsonl", "ndjson", "md", "markdown"};
    return kAll;
}

static std::string extension_of(std::string_view path) {
    const auto dot = path.rfind('.');
    const auto slash = path.rfind('/');
    if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash))
        return {};
    return lower(path.substr(dot + 1));
}

// The globs that the command of the report was given with `--only` or `--exclude`.
static std::vector<std::string> globs_of(std::string_view command, std::string_view option) {
    std::vector<std::string> out;
    const auto words = split(command, ' ');
    const auto unquoted = [](std::string_view word) {
        while (!word.empty() && (word[0] == '\'' || word[0] == '"')) word.remove_prefix(1);
        while (!word.empty() && (word.back() == '\'' || word.back() == '"')) word.remove_suffix(1);
        return std::string(word);
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == option && i + 1 < words.size()) out.push_back(unquoted(words[i + 1]));
        if (words[i].starts_with(std::string(option) + "=")) {
            out.push_back(unquoted(words[i].substr(option.size() + 1)));
        }
    }
    return out;
}

namespace {

struct Opened {
    sources::FileBytes bytes;
    std::string sha256;
    std::string wrong;
};

}  // namespace

static Opened open_one(const Source& source, const sources::FoundFile& found) {
    Opened out;
    auto bytes = sources::FileBytes::open(found.absolute);
    if (!bytes.ok()) {
        out.wrong = bytes.error().message;
        return out;
    }
    out.bytes = std::move(bytes).value();
    out.sha256 = sha256_hex(out.bytes.view());
    if (out.bytes.view().size() != source.bytes) {
        out.wrong = fmt::format("{} has {} bytes, not {}", source.path, out.bytes.view().size(),
                                source.bytes);
    } else if (out.sha256 != source.sha256) {
        out.wrong = fmt::format("{} has changed: its sha256 is another", source.path);
    }
    return out;
}

static Opened open_beside(const Source& source, const std::string& folder) {
    sources::FoundFile file;
    file.absolute = (std::filesystem::path(folder) / source.path).string();
    return open_one(source, file);
}

// The configuration, read anew, serves every file.
static void take_config(const Evidence& evidence, Input& input) {
    const Source* source = config_source(evidence);
    std::string why;
    SourceFile* file = source == nullptr ? nullptr : input.file(source->id, why);
    if (file == nullptr) return;
    input.config = {source->id, read_config(file->bytes())};
}

// Folders into which chimera wrote a report are never input.
static bool in_report_folder(std::string_view path,
                             const std::set<std::string, std::less<>>& folders) {
    for (auto slash = path.rfind('/'); slash != std::string_view::npos;
         slash = slash == 0 ? std::string_view::npos : path.rfind('/', slash - 1)) {
        if (folders.contains(path.substr(0, slash))) return true;
    }
    return false;
}

static std::set<std::string, std::less<>> report_folders(const sources::Walk& walk) {
    std::set<std::string, std::less<>> out;
    for (const auto& file : walk.files) {
        const auto slash = file.path.rfind('/');
        if (slash == std::string::npos || !file.path.ends_with("evidence.json")) continue;
        const auto bytes = sources::FileBytes::open(file.absolute);
        if (bytes.ok() && bytes.value().view().substr(0, 400).find("chimera-evidence/") !=
                              std::string_view::npos) {
            out.insert(file.path.substr(0, slash));
        }
    }
    return out;
}

// What the beginning of a file says.
static std::string head_of(std::string_view bytes) {
    return to_utf8(bytes.substr(0, model::kTextHead), "");
}

// A text file is a source if it holds results.
static bool is_unannounced_result(const sources::FoundFile& file) {
    const auto sniffed = model::sniffed_extensions();
    if (std::find(sniffed.begin(), sniffed.end(), extension_of(file.path)) == sniffed.end()) {
        return false;
    }
    const auto bytes = sources::FileBytes::open(file.absolute);
    return bytes.ok() && model::holds_results(file.path, head_of(bytes.value().view()));
}

// A source read as a tool's text is one by its content, not because the evidence calls it so.
static void check_text_formats(Input& input) {
    for (const auto& [id, file] : input.files) {
        const Source& source = file->source();
        if (model::find_text_format(source.format) == nullptr) continue;
        const std::string text =
            to_utf8(file->bytes().substr(0, model::kTextHead), source.encoding);
        const model::TextFormat* format = model::recognise_text(source.path, text);
        if (format != nullptr && format->name == source.format) continue;
        input.problems.push_back(
            {source.path, fmt::format("is read as `{}`, and is none", source.format)});
    }
}

static void check_unlisted(const Evidence& evidence, const sources::Walk& walk, Input& input) {
    const auto only = globs_of(evidence.command, "--only");
    const auto exclude = globs_of(evidence.command, "--exclude");
    const auto matches = [](const std::vector<std::string>& globs, const std::string& path) {
        return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
            return sources::glob_matches(glob, path);
        });
    };
    const bool has_config = config_source(evidence) != nullptr;
    const auto folders = report_folders(walk);
    const auto& covered = covered_extensions();
    for (const auto& file : walk.files) {
        if (evidence.path_index.contains(file.path)) continue;
        if (file.path == "chimera.toml" && !has_config) {
            input.problems.push_back({file.path,
                                      "configures the folder, and the evidence does "
                                      "not list it"});
        }
        const auto extension = extension_of(file.path);
        if (std::find(covered.begin(), covered.end(), extension) == covered.end() &&
            !is_unannounced_result(file)) {
            continue;
        }
        if (in_report_folder(file.path, folders)) continue;
        if (matches(exclude, file.path) || (!only.empty() && !matches(only, file.path))) continue;
        input.problems.push_back(
            {file.path, "lies under the root, and the evidence does not list it"});
    }
}

// Of byte-identical files the path that sorts first is the original, the others are its duplicates.
static void check_duplicates(const Evidence& evidence, Input& input) {
    std::map<std::string, std::vector<const Source*>> by_hash;
    for (const Source& source : evidence.sources) {
        const bool is_config = &source == config_source(evidence);
        if (input.files.contains(source.id) && !is_config)
            by_hash[source.sha256].push_back(&source);
    }
    for (auto& [hash, same] : by_hash) {
        std::sort(same.begin(), same.end(),
                  [](const Source* a, const Source* b) { return a->path < b->path; });
        for (std::size_t i = 0; i < same.size(); ++i) {
            const Source& source = *same[i];
            const Source* original = evidence.source_at(source.duplicate_of);
            const bool empty = source.bytes == 0;
            if (i == 0 && (source.role == "duplicate" || !source.duplicate_of.empty())) {
                input.problems.push_back({source.path, "is marked as a duplicate and is none"});
            }
            if (i > 0 && !empty && (source.role != "duplicate" || original != same[0])) {
                input.problems.push_back(
                    {source.path, fmt::format("has the same bytes as {}, and is "
                                              "not marked as its duplicate",
                                              same[0]->path)});
            }
        }
    }
    for (const Source& source : evidence.sources) {
        if (!source.twin_of.empty() && evidence.source_at(source.twin_of) == nullptr) {
            input.problems.push_back({source.path, "is the twin of no source"});
        }
    }
}

// "status: OOM" is a field and what it holds, where that can be read as a failure.
static bool names_field(const SourceFile::Scalar& scalar, std::string_view why) {
    const auto colon = why.rfind(": ");
    if (colon == std::string_view::npos || trim(why.substr(colon + 2)) != trim(scalar.text)) {
        return false;
    }
    const std::string_view field = why.substr(0, colon);
    const bool named = field == scalar.key || last_segment(field) == last_segment(scalar.key);
    return named && may_tell_failure(scalar.key, scalar.text, scalar.is_number);
}

// What a row is said to have failed by stands in it. Words that stand in sound rows too, such as
// the name of its model, say nothing of a failure.
static bool bears_out(SourceFile& file, const PlaceAndText& entry, bool& there) {
    ZeroMeans zeros;
    const bool worded = !trim(entry.text).empty();
    for (const auto& scalar : file.scalars_at(entry.at)) {
        there = true;
        zeros.add(scalar.key, scalar.text, scalar.is_number);
        if (tells_failure(scalar.key, scalar.text, scalar.is_number)) return true;
        if (worded && names_field(scalar, entry.text)) return true;
        // A number is no error text, except where a status or an exit code is kept.
        if (scalar.is_number && !is_failure_field(scalar.key)) continue;
        if (worded && contains_with_redactions(scalar.text, entry.text) &&
            file.only_failed_say(scalar)) {
            return true;
        }
    }
    return zeros.stand_for_nothing();
}

// A row is listed as failed in the file's own words, or where it says so by itself.
static void check_failures(SourceFile& file, Input& input) {
    const Source& source = file.source();
    for (const PlaceAndText& entry : source.failed) {
        bool there = false;
        if (bears_out(file, entry, there)) continue;
        input.problems.push_back(
            {source.path,
             fmt::format(
                 "{} is listed as failed with \"{}\", {}", entry.at, utf8_prefix(entry.text, 80),
                 there ? "which the file does not say there" : "and nothing stands there")});
    }
}

// A value taken from a path stands there word by word, in order: "stage_lifecycle" in
// "stage_0_lifecycle_metrics.json", where the number is no part of a suite's name.
static bool says(const std::string& path, const std::string& value) {
    std::size_t from = 0;
    for (const std::string_view word : words(value)) {
        const std::size_t at = path.find(word, from);
        if (at == std::string::npos) return false;
        from = at + word.size();
    }
    return true;
}

// What is said to be taken from a file's name stands there.
static void check_bindings(const Evidence& evidence, Input& input) {
    for (const Source& source : evidence.sources) {
        for (const auto& [key, bind] : source.bind) {
            const bool by_path = bind.path && bind.column.empty() && bind.pointer.empty();
            if (!by_path || bind.value.find(kRedacted) != std::string::npos) continue;
            if (says(lower(source.path), lower(bind.value))) continue;
            input.problems.push_back({source.path, fmt::format("its path does not say `{}`",
                                                               utf8_prefix(bind.value, 60))});
        }
    }
}

Result<Input> open_input(const Evidence& evidence, const std::string& root, unsigned jobs) {
    sources::WalkOptions options;
    options.extensions = covered_extensions();
    options.extensions.emplace_back("toml");
    const auto sniffed = model::sniffed_extensions();
    options.extensions.insert(options.extensions.end(), sniffed.begin(), sniffed.end());
    for (const Source& source : evidence.sources) {
        const std::string extension = extension_of(source.path);
        if (std::find(options.extensions.begin(), options.extensions.end(), extension) ==
            options.extensions.end()) {
            options.extensions.push_back(extension);
        }
    }
    TRY_ASSIGN(const sources::Walk walk, sources::walk(root, options));
    std::map<std::string_view, const sources::FoundFile*> found;
    for (const auto& file : walk.files) found.emplace(file.path, &file);

    Input input;
    input.evidence = &evidence;
    std::vector<Opened> opened(evidence.sources.size());
    for_each_index(evidence.sources.size(), jobs, [&](std::size_t i) {
        const auto at = found.find(evidence.sources[i].path);
        if (evidence.sources[i].beside)
            opened[i] = open_beside(evidence.sources[i], evidence.folder);
        else if (at != found.end())
            opened[i] = open_one(evidence.sources[i], *at->second);
        else
            opened[i].wrong = fmt::format("{} is not under the root", evidence.sources[i].path);
    });
    for (std::size_t i = 0; i < opened.size(); ++i) {
        const Source& source = evidence.sources[i];
        if (opened[i].wrong.empty()) {
            input.files.emplace(source.id,
                                std::make_unique<SourceFile>(source, std::move(opened[i].bytes)));
        } else {
            input.spoiled.emplace(source.id, opened[i].wrong);
            input.problems.push_back({source.path, opened[i].wrong});
        }
    }
    take_config(evidence, input);
    check_unlisted(evidence, walk, input);
    check_duplicates(evidence, input);
    check_text_formats(input);
    check_bindings(evidence, input);
    for (const auto& [id, file] : input.files) {
        if (!file->source().failed.empty()) check_failures(*file, input);
    }
    return input;
}

}  // namespace chimera::verify
