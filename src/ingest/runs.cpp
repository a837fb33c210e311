// SPDX-License-Identifier: Apache-2.0
// The suite that a path names, and the run that tells sources of one suite and model apart.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "core/text.h"
#include "ingest/bindings.h"
#include "ingest/model_name.h"
#include "ingest/path_name.h"
#include "sources/walk.h"

namespace chimera::ingest {

using model::Binding;
using model::Role;
using model::Source;

static bool measures(const Source& source) {
    return source.role == Role::kRaw || source.role == Role::kSummary;
}

static Binding from_path(std::string value) {
    Binding binding;
    binding.path = true;
    binding.value = std::move(value);
    return binding;
}

void bind_suites(model::RecordSet& records, const Config& config) {
    const auto tables = tables_by_source(records);
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        Source& source = records.sources[i];
        if (!measures(source)) continue;
        const auto rule = std::find_if(
            config.suites.begin(), config.suites.end(),
            [&](const auto& entry) { return sources::glob_matches(entry.first, source.path); });
        if (rule != config.suites.end()) {
            Binding binding;
            binding.config = true;
            binding.value = rule->second;
            source.bind["suite"] = std::move(binding);
            records.config_uses.push_back({fmt::format("suites.\"{}\"", rule->first), rule->second,
                                           static_cast<model::SourceIndex>(i), 0});
            continue;
        }
        if (source.bind.contains("suite")) continue;
        std::vector<std::string> models;
        for (const std::string& model : models_of(source, tables[i])) {
            models.push_back(normal_model(model));
        }
        source.bind.emplace("suite", from_path(suite_of_path(source.path, models)));
    }
}

namespace {

// Sources that share a key belong together; the smallest member stands for its set.
struct Sets {
    explicit Sets(std::size_t count) : parent(count) {
        std::iota(parent.begin(), parent.end(), std::size_t{0});
    }
    std::vector<std::size_t> parent;

    std::size_t find(std::size_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) {
        a = find(a);
        b = find(b);
        parent[std::max(a, b)] = std::min(a, b);
    }
};

}  // namespace

// Ways to name a run, from the most telling to the one that always tells files apart.
using Namer = std::string (*)(std::string_view path);

static std::string by_stamp(std::string_view path) {
    if (auto stamp = stamp_in(stem_of(path))) return *stamp;
    for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
        if (auto stamp = stamp_in(last_segment(folder))) return *stamp;
    }
    return {};
}

static std::string by_folder(std::string_view path) {
    return std::string(last_segment(folder_of(path)));
}

static std::string by_stamp_or_folder(std::string_view path) {
    const std::string stamp = by_stamp(path);
    return stamp.empty() ? by_folder(path) : stamp;
}

static std::string by_stem(std::string_view path) {
    return std::string(stem_of(path));
}
static std::string by_folder_and_stem(std::string_view path) {
    return by_folder(path) + "/" + by_stem(path);
}
static std::string by_path(std::string_view path) {
    return std::string(path);
}

static Namer namer_for(const model::RecordSet& records, const std::vector<std::size_t>& group) {
    constexpr std::array<Namer, 5> kNamers = {by_stamp, by_stamp_or_folder, by_folder, by_stem,
                                              by_folder_and_stem};
    for (const Namer namer : kNamers) {
        std::set<std::string> names;
        bool all = true;
        for (const std::size_t i : group) {
            std::string name = namer(records.sources[i].path);
            all = all && !name.empty() && names.insert(std::move(name)).second;
        }
        if (all) return namer;
    }
    return by_path;
}

// Do two of these sources speak of the same suite and model? Files that only a summary of all of
// them brings together are no runs of one thing.
using KeysOf = std::vector<std::vector<std::string>>;
static bool any_twice(const KeysOf& keys, const std::vector<std::size_t>& group) {
    std::set<std::string_view> seen;
    for (const std::size_t i : group) {
        for (const std::string& key : keys[i]) {
            if (!seen.insert(key).second) return true;
        }
    }
    return false;
}

static void name_runs(model::RecordSet& records, const KeysOf& keys,
                      const std::vector<std::size_t>& members) {
    std::vector<std::size_t> group;
    for (const Role role : {Role::kRaw, Role::kSummary}) {
        for (const std::size_t i : members) {
            const Source& source = records.sources[i];
            if (source.role == role && !source.twin_of) group.push_back(i);
        }
        // Summaries are told apart among themselves only where nothing raw is there.
        if (!group.empty()) break;
    }
    if (group.size() < 2 || !any_twice(keys, group)) return;
    const Namer namer = namer_for(records, group);
    for (const std::size_t i : members) {
        std::string name = namer(records.sources[i].path);
        if (!name.empty()) records.sources[i].bind["run"] = from_path(std::move(name));
    }
}

void bind_runs(model::RecordSet& records) {
    const auto tables = tables_by_source(records);
    Sets sets(records.sources.size());
    std::unordered_map<std::string, std::size_t> first;
    KeysOf keys(records.sources.size());
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        const Source& source = records.sources[i];
        const auto suite = source.bind.find("suite");
        if (!measures(source) || suite == source.bind.end()) continue;
        // A suite that differs from row to row is named by its column.
        const std::string& name =
            suite->second.value.empty() ? suite->second.column : suite->second.value;
        std::vector<std::string> models = models_of(source, tables[i]);
        if (models.empty()) models.emplace_back();
        for (const std::string& model : models) {
            keys[i].push_back(name + "\n" + model);
            const auto [at, fresh] = first.try_emplace(keys[i].back(), i);
            if (!fresh) sets.join(at->second, i);
        }
    }
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        if (measures(records.sources[i])) groups[sets.find(i)].push_back(i);
    }
    for (const auto& [root, members] : groups) name_runs(records, keys, members);
}

}  // namespace chimera::ingest
