// SPDX-License-Identifier: Apache-2.0
// The model of a source that does not name it: another file of the same run, or the path.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/text.h"
#include "ingest/bindings.h"
#include "ingest/model_name.h"
#include "ingest/path_name.h"
#include "model/locator.h"

namespace chimera::ingest {

using model::Binding;
using model::Role;
using model::Source;
using model::Table;

// A longer file name is matched by its first words only, for the tries grow with their square.
static constexpr std::size_t kMostWords = 32;

namespace {

// A model as one source names it, and where.
struct Naming {
    std::string value;
    model::SourceIndex source = 0;
    std::string at;
};

struct Index {
    // Normal form -> the first source of each folder that names it. Folders end in '/', so that
    // those beneath a folder are a range.
    std::unordered_map<std::string, std::map<std::string, Naming>> by_model;
    // Folder and name of the run -> what the files of that run name.
    std::unordered_map<std::string, std::vector<Naming>> by_run;
};

}  // namespace

static std::string folder_key(std::string_view path) {
    const auto folder = folder_of(path);
    return folder.empty() ? std::string() : std::string(folder) + "/";
}

static std::string run_key(std::string_view path) {
    return folder_key(path) + "\n" + without_kind(stem_of(path));
}

// Where the first row stands that says `value`.
static std::string place_of(const Binding& binding, std::span<const Table> tables,
                            const std::string& value) {
    if (!binding.pointer.empty()) return binding.pointer;
    for (const Table& table : tables) {
        const model::Column* column = table.find(binding.column);
        if (column != nullptr) {
            for (std::uint32_t row = 0; row < table.rows; ++row) {
                if (column->texts.text(row) == value) {
                    return model::locate_cell(table, *column, row);
                }
            }
        }
        for (const model::Context& around : table.context) {
            if (last_segment(around.pointer) == binding.column && around.text == value) {
                return around.pointer;
            }
        }
    }
    return {};
}

static Index index_models(const model::RecordSet& records,
                          const std::vector<std::span<Table>>& tables) {
    Index index;
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        const Source& source = records.sources[i];
        const auto bound = source.bind.find("model");
        if (bound == source.bind.end() || source.duplicate_of) continue;
        for (const std::string& value : models_of(source, tables[i])) {
            const std::string normal = normal_model(value);
            if (normal.empty()) continue;
            Naming naming{value, static_cast<model::SourceIndex>(i),
                          place_of(bound->second, tables[i], value)};
            index.by_run[run_key(source.path)].push_back(naming);
            index.by_model[normal].try_emplace(folder_key(source.path), std::move(naming));
        }
    }
    return index;
}

// Every run of words of the stem, longest first: "gemma3_1b_it" before "gemma3_1b" before "gemma3".
template <typename Found>
static std::optional<Naming> longest_run(std::string_view stem, const Found& found) {
    const std::vector<NameWord> words = name_words(stem);
    const std::size_t count = std::min(words.size(), kMostWords);
    for (std::size_t length = count; length > 0; --length) {
        for (std::size_t start = 0; start + length <= count; ++start) {
            std::string normal = words[start].text;
            for (std::size_t i = 1; i < length; ++i) normal += "_" + words[start + i].text;
            if (auto naming = found(normal, start == 0)) return naming;
        }
    }
    return std::nullopt;
}

static std::optional<Naming> from_same_folder(const Index& index, const Source& source) {
    const std::string folder = folder_key(source.path);
    const auto named = longest_run(
        stem_of(source.path), [&](const std::string& normal, bool prefix) -> std::optional<Naming> {
            const auto model = index.by_model.find(normal);
            if (model == index.by_model.end() || (!prefix && !is_distinctive(normal))) return {};
            const auto at = model->second.find(folder);
            return at == model->second.end() ? std::nullopt : std::optional(at->second);
        });
    if (named) return named;
    // "tuning_summary.csv" beside "tuning.csv": the same run, if that one is about one model only.
    const auto run = index.by_run.find(run_key(source.path));
    if (run == index.by_run.end()) return std::nullopt;
    std::set<std::string> values;
    for (const Naming& naming : run->second) values.insert(naming.value);
    return values.size() == 1 ? std::optional(run->second.front()) : std::nullopt;
}

static std::optional<Naming> from_other_folders(const Index& index, const Source& source) {
    return longest_run(
        stem_of(source.path), [&](const std::string& normal, bool prefix) -> std::optional<Naming> {
            const auto model = index.by_model.find(normal);
            if (!prefix || model == index.by_model.end() || !is_distinctive(normal)) return {};
            // The nearest folder: beneath this one, beneath its parent, and so on to the root.
            for (std::string folder = folder_key(source.path);;) {
                const auto at = model->second.lower_bound(folder);
                if (at != model->second.end() && at->first.starts_with(folder)) return at->second;
                if (folder.empty()) return {};
                folder = folder_key(std::string_view(folder).substr(0, folder.size() - 1));
            }
        });
}

static std::optional<std::string> from_path(std::string_view path) {
    const std::string_view stem = stem_of(path);
    const auto text_at = [](std::string_view name) -> std::optional<std::string> {
        const auto found = find_model_text(name);
        if (!found) return std::nullopt;
        return std::string(name.substr(found->begin, found->end - found->begin));
    };
    if (auto text = text_at(stem)) return text;
    for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
        if (auto text = text_at(last_segment(folder))) return text;
    }
    return std::nullopt;
}

// Where the replaced name stands is kept, so that the renaming can be checked in every row.
static void bind_config(Source& source, const std::string& value) {
    Binding binding;
    if (const auto own = source.bind.find("model"); own != source.bind.end()) {
        binding.replaces_column = own->second.column;
        binding.replaces_pointer = own->second.pointer;
    }
    binding.config = true;
    binding.value = value;
    source.bind["model"] = std::move(binding);
}

// [models] renames a model that is alone in its file, or says what a word of the path stands for.
static void apply_config(model::RecordSet& records, std::size_t i, const Config& config,
                         std::span<const Table> tables) {
    Source& source = records.sources[i];
    const std::vector<std::string> models = models_of(source, tables);
    const std::vector<NameWord> path_words = name_words(source.path);
    for (const auto& [key, value] : config.models) {
        const std::string normal = normal_model(key);
        bool renamed = false;
        for (const std::string& model : models) renamed = renamed || model == key;
        if (renamed && models.size() > 1) {
            source.rejects.push_back(
                {"", fmt::format("models.\"{}\" of chimera.toml was not applied: this file holds "
                                 "several models, and a rename is of a file's only one",
                                 key)});
            continue;
        }
        const bool in_path = models.empty() && find_model(path_words, normal, false).has_value();
        if (!renamed && !in_path) continue;
        bind_config(source, value);
        records.config_uses.push_back(
            {fmt::format("models.\"{}\"", key), value, static_cast<model::SourceIndex>(i), 0});
        return;
    }
}

void bind_models(model::RecordSet& records, const Config& config) {
    const auto tables = tables_by_source(records);
    const Index index = index_models(records, tables);
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        Source& source = records.sources[i];
        const bool measures = source.role == Role::kRaw || source.role == Role::kSummary;
        if (!measures) continue;
        if (!config.models.empty()) apply_config(records, i, config, tables[i]);
        if (source.bind.contains("model")) continue;
        auto naming = from_same_folder(index, source);
        if (!naming) naming = from_other_folders(index, source);
        Binding binding;
        if (naming) {
            binding.source = naming->source;
            binding.at = naming->at;
            binding.value = naming->value;
        } else if (auto text = from_path(source.path)) {
            binding.path = true;
            binding.value = *text;
        } else {
            continue;
        }
        source.bind.emplace("model", std::move(binding));
    }
}

}  // namespace chimera::ingest
