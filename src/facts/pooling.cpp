// SPDX-License-Identifier: Apache-2.0
#include "facts/pooling.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/decimal.h"

namespace chimera::facts {

// Files of different folders may be of different things, whatever else is alike.
static std::string pool_key(const Series& series, const model::RecordSet& records) {
    const std::string& path = records.sources[series.parts.front().table->source].path;
    std::string key = series.metric.id + '\x1f' + path.substr(0, path.rfind('/') + 1);
    for (const auto& [name, value] : series.scope) {
        if (name != "run") key += '\x1f' + name + '\x1e' + value;
    }
    return key;
}

// The one row that holds the lists of a document; nullptr for rows that are no such list's.
static const model::Table* owner_of(const model::RecordSet& records, const model::Table& table) {
    if (!table.is_nested()) return nullptr;
    for (const model::Table& other : records.tables) {
        if (other.source == table.source && other.document == table.document &&
            other.rows_are == model::RowsAre::kJsonObject && other.base.empty())
            return &other;
    }
    return nullptr;
}

// What somebody chose for the row: its settings and those around it, by name.
static Scope settings_of(const model::RecordSet& records, const Part& part) {
    Scope out;
    const model::Table* owner = owner_of(records, *part.table);
    const std::uint32_t row = owner == nullptr ? part.rows.front() : 0;
    for (const model::Column& column : (owner == nullptr ? *part.table : *owner).columns) {
        if (column.reading.meaning != model::Meaning::kParameter) continue;
        const double number = column.number(row);
        if (model::present(number)) out[column.name] = shortest(number);
        if (column.texts.has(row)) out[column.name] = std::string(column.texts.text(row));
    }
    return out;
}

// Single rows of files in one folder are taken at other settings where these differ; a setting that
// does becomes part of the scope, so that no two of them are called replicates.
static void tell_settings_apart(std::vector<Series>& all, const model::RecordSet& records) {
    std::map<std::string, std::vector<std::size_t>> by_key;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const model::Table& table = *all[i].parts.front().table;
        const bool single = all[i].values.size() == 1 && !table.is_text();
        const bool of_run = table.document > 0 && owner_of(records, table) != nullptr;
        if (single || of_run) by_key[pool_key(all[i], records)].push_back(i);
    }
    for (const auto& [key, members] : by_key) {
        if (members.size() < 2) continue;
        std::vector<Scope> settings;
        std::map<std::string, std::set<std::string>> values;
        for (const std::size_t i : members) {
            settings.push_back(settings_of(records, all[i].parts.front()));
            for (const auto& [name, value] : settings.back()) values[name].insert(value);
        }
        for (std::size_t m = 0; m < members.size(); ++m) {
            for (const auto& [name, value] : settings[m]) {
                if (values[name].size() > 1) all[members[m]].scope.try_emplace(name, value);
            }
        }
    }
}

// Lists of several documents of a file that nothing tells apart are no sample of either.
static void drop_alike_lists(std::vector<Series>& all, const model::RecordSet& records) {
    std::map<std::string, std::size_t> seen;
    const auto key = [&](const Series& series) {
        const model::Table& table = *series.parts.front().table;
        return table.is_nested() && table.document > 0
                   ? std::to_string(table.source) + pool_key(series, records)
                   : std::string();
    };
    for (const Series& series : all) ++seen[key(series)];
    seen[""] = 0;
    std::erase_if(all, [&](const Series& series) { return seen[key(series)] > 1; });
}

// Runs stored one row a file are replicates of one another: together they are a sample.
static void pool_single_rows(std::vector<Series>& all, const model::RecordSet& records) {
    std::map<std::string, std::vector<std::size_t>> by_key;
    for (std::size_t i = 0; i < all.size(); ++i) by_key[pool_key(all[i], records)].push_back(i);
    std::vector<bool> gone(all.size(), false);
    for (const auto& [key, members] : by_key) {
        const bool singles = std::all_of(members.begin(), members.end(),
                                         [&](std::size_t i) { return all[i].values.size() == 1; });
        std::set<std::pair<model::SourceIndex, std::uint32_t>> sources;  // and their documents
        for (const std::size_t i : members) {
            const model::Table& table = *all[i].parts[0].table;
            sources.emplace(table.source, table.document);
        }
        if (members.size() < 2 || !singles || sources.size() != members.size()) continue;
        Series& first = all[members.front()];
        first.scope.erase("run");
        for (std::size_t m = 1; m < members.size(); ++m) {
            Series& other = all[members[m]];
            first.parts.push_back(std::move(other.parts[0]));
            first.values.push_back(other.values[0]);
            first.decimals = std::max(first.decimals, other.decimals);
            gone[members[m]] = true;
        }
    }
    std::vector<Series> kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!gone[i]) kept.push_back(std::move(all[i]));
    }
    all = std::move(kept);
}

void pool_runs(std::vector<Series>& all, const model::RecordSet& records) {
    tell_settings_apart(all, records);
    drop_alike_lists(all, records);
    pool_single_rows(all, records);
}

}  // namespace chimera::facts
