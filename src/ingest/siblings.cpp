// SPDX-License-Identifier: Apache-2.0
// Alternatives that lie in a file each: eager.json beside inductor.json, with the same keys in
// both.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/text.h"
#include "ingest/bindings.h"
#include "ingest/path_name.h"

namespace chimera::ingest {

using model::Source;
using model::Table;

static constexpr std::size_t kMostSiblings = 24;

// What everybody calls the thing that others are measured against: without one of them, files that
// are alike may as well be of different tasks.
static bool is_reference(std::string_view name) {
    static constexpr std::array<std::string_view, 7> kReferences{
        "eager", "baseline", "native", "reference", "vanilla", "uncompiled", "unoptimized"};
    return std::find(kReferences.begin(), kReferences.end(), lower(name)) != kReferences.end();
}

// Where its stored means stand: files with the same answer are alike. "" where it stores none.
static std::string shape_of(std::span<const Table> tables) {
    std::string out;
    for (const Table& table : tables) {
        std::set<std::string> means;
        for (const model::Column& column : table.columns) {
            if (column.reading.metric && column.reading.statistic == model::Statistic::kMean)
                means.insert(column.name);
        }
        for (const std::string& name : means) out += table.base + '\n' + name + '\n';
    }
    return out;
}

static bool same_word_at(const std::vector<std::vector<std::string_view>>& names, std::size_t at,
                         bool from_end) {
    return std::all_of(names.begin(), names.end(), [&](const auto& name) {
        const auto& first = names.front();
        const auto pick = [&](const auto& all) {
            return from_end ? all[all.size() - 1 - at] : all[at];
        };
        return name.size() > at && first.size() > at && pick(name) == pick(first);
    });
}

// The stems without the words that they share at their beginnings and ends.
static std::vector<std::string> differing_parts(const std::vector<std::string_view>& stems) {
    std::vector<std::vector<std::string_view>> names;
    std::size_t shortest = SIZE_MAX;
    for (const std::string_view stem : stems) {
        names.push_back(words(stem));
        shortest = std::min(shortest, names.back().size());
    }
    std::size_t front = 0;
    while (front + 1 < shortest && same_word_at(names, front, false)) ++front;
    std::size_t back = 0;
    while (front + back + 1 < shortest && same_word_at(names, back, true)) ++back;
    std::vector<std::string> out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].size() <= front + back) return {};
        const char* begin = names[i][front].data();
        const std::string_view last = names[i][names[i].size() - 1 - back];
        out.emplace_back(begin, static_cast<std::size_t>(last.data() + last.size() - begin));
    }
    return out;
}

static void bind_group(model::RecordSet& records, const std::vector<std::size_t>& members) {
    if (members.size() < 2 || members.size() > kMostSiblings) return;
    std::vector<std::string_view> stems;
    for (const std::size_t i : members) stems.push_back(stem_of(records.sources[i].path));
    const auto names = differing_parts(stems);
    const std::set<std::string> distinct(names.begin(), names.end());
    if (distinct.size() != members.size()) return;
    if (std::count_if(names.begin(), names.end(), is_reference) != 1) return;
    for (std::size_t i = 0; i < members.size(); ++i) {
        model::Binding binding;
        binding.path = true;
        binding.value = names[i];
        records.sources[members[i]].bind.emplace("backend", std::move(binding));
    }
}

void bind_siblings(model::RecordSet& records) {
    const auto tables = tables_by_source(records);
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        const Source& source = records.sources[i];
        const bool measures =
            source.role == model::Role::kRaw || source.role == model::Role::kSummary;
        if (!measures || source.duplicate_of || source.twin_of) continue;
        if (source.bind.contains("backend")) continue;
        const std::string shape = shape_of(tables[i]);
        if (shape.empty()) continue;
        std::string key(folder_of(source.path));
        for (const std::string& model : models_of(source, tables[i])) key += '\n' + model;
        groups[key + '\n' + source.format + '\n' + shape].push_back(i);
    }
    for (const auto& [key, members] : groups) bind_group(records, members);
}

}  // namespace chimera::ingest
