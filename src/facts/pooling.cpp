// SPDX-License-Identifier: Apache-2.0
#include "facts/pooling.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "core/text.h"
#include "facts/row_groups.h"

namespace chimera::facts {

using model::Rows;

static std::string scope_key(const Series& series) {
    std::string key = series.metric.id;
    for (const auto& [name, value] : series.scope) {
        if (name != "run") key += '\x1f' + name + '\x1e' + value;
    }
    return key;
}

// Files of different folders may be of different things, whatever else is alike.
static std::string pool_key(const Series& series, const model::RecordSet& records) {
    const std::string& path = records.sources[series.parts.front().table->source].path;
    return scope_key(series) + '\x1f' + std::string(folder_of(path));
}

// Whether the rows of the one hold the lists whose elements are the rows of the other, in one
// source.
static bool may_own(const model::Table& rows, const model::Table& elements) {
    return rows.document == elements.document && !rows.is_nested() &&
           rows.role == model::Role::kRaw && rows.rows > 0;
}

// Elements of lists that the one row of a document holds.
static bool is_of_whole_document(const model::RecordSet& records, const model::Table& table) {
    return table.is_nested() &&
           std::any_of(records.tables.begin(), records.tables.end(), [&](const auto& other) {
               return other.source == table.source && other.document == table.document &&
                      other.rows_are == model::RowsAre::kJsonObject && other.base.empty();
           });
}

// What somebody chose; chance and addresses are chosen too, and change nothing.
static bool is_choice(std::string_view name, model::Meaning meaning) {
    static constexpr std::string_view kNoMatter[] = {"seed", "random_seed", "rng_seed", "port"};
    const bool chosen = meaning == model::Meaning::kParameter ||
                        meaning == model::Meaning::kVariant || meaning == model::Meaning::kHardware;
    return chosen && std::find(std::begin(kNoMatter), std::end(kNoMatter),
                               lower(last_segment(name))) == std::end(kNoMatter);
}

// The one value of all rows; "" where there are several, or none in some row.
static std::string only_value(const model::Column& column, const Rows& rows) {
    const std::uint64_t code = cell_code(column, rows.front());
    const bool is_one = code != 0 && std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) {
                            return cell_code(column, row) == code;
                        });
    return is_one ? cell_text(column, rows.front()) : std::string();
}

namespace {

// What was chosen for rows. Many series are of one table, and what is around it is looked at once.
class Settings {
public:
    explicit Settings(const model::RecordSet& records) {
        for (const model::Table& table : records.tables) of_source_[table.source].push_back(&table);
    }

    // Those of the rows and those around them, by name.
    Scope of(const Part& part) {
        Scope out = around(*part.table);
        if (!part.table->is_nested()) {
            add(*part.table, part.rows, out);
            return out;
        }
        for (const model::Table* table : of_source_[part.table->source]) {
            if (may_own(*table, *part.table)) add(*table, Rows::range(0, table->rows), out);
        }
        return out;
    }

private:
    static void add(const model::Table& table, const Rows& rows, Scope& out) {
        for (const model::Column& column : table.columns) {
            if (!is_choice(column.name, column.reading.meaning)) continue;
            std::string value = only_value(column, rows);
            if (!value.empty()) out.insert_or_assign(column.name, std::move(value));
        }
    }
    const Scope& around(const model::Table& table) {
        constexpr int kDeepest = 3;  // further down they are about some part of a tool
        const auto [at, is_new] = around_.try_emplace(&table);
        for (const model::Context& context : table.context) {
            if (!is_new) break;
            const std::string& pointer = context.pointer;
            if (pointer.empty() || context.text.empty()) continue;
            if (std::count(pointer.begin(), pointer.end(), '/') > kDeepest) continue;
            if (is_chosen(pointer.substr(1))) at->second.emplace(pointer.substr(1), context.text);
        }
        return at->second;
    }
    bool is_chosen(const std::string& name) {
        const auto [at, is_new] = chosen_.try_emplace(name);
        if (is_new) at->second = is_choice(name, model::read_column(name, "").meaning);
        return at->second;
    }

    std::unordered_map<model::SourceIndex, std::vector<const model::Table*>> of_source_;
    std::unordered_map<const model::Table*, Scope> around_;
    std::unordered_map<std::string, bool> chosen_;  // by name
};

}  // namespace

// Each of them has another one from which it differs in one setting.
static bool have_partners(const std::vector<Scope>& settings) {
    constexpr std::size_t kMostLookedAt = 500;
    if (settings.size() > kMostLookedAt) return false;
    const auto is_partner = [](const Scope& a, const Scope& b) {
        std::size_t unlike = 0;
        for (const auto& [name, value] : a) unlike += scope_or_empty(b, name) != value ? 1 : 0;
        for (const auto& [name, value] : b) unlike += a.contains(name) ? 0 : 1;
        return unlike == 1;
    };
    return std::all_of(settings.begin(), settings.end(), [&](const Scope& one) {
        return std::any_of(settings.begin(), settings.end(),
                           [&](const Scope& other) { return is_partner(one, other); });
    });
}

// CSV writes for 0 what JSON writes for false.
static std::string_view plain(const std::string& value) {
    const std::string low = lower(value);
    if (low == "false") return "0";
    return low == "true" ? std::string_view("1") : std::string_view(value);
}

// Leaves those that are the same in all of them out.
static void keep_differing(std::vector<Scope>& settings) {
    std::map<std::string, std::set<std::string>> values;
    for (const Scope& one : settings) {
        for (const auto& [name, value] : one) values[name].emplace(plain(value));
    }
    for (Scope& one : settings) {
        std::erase_if(one, [&](const auto& setting) { return values[setting.first].size() < 2; });
    }
}

// Runs are taken at other settings where these differ; a setting that does becomes part of the
// scope, so that no two of them are called replicates, or runs of one thing. Where they alone tell
// the runs apart, the name of the run says nothing more. Runs of many rows that differ in several
// settings at once keep their names: which of these made a difference nobody can tell.
static void tell_settings_apart(std::vector<Series>& all, const model::RecordSet& records) {
    Settings chosen(records);
    std::map<std::string, std::vector<std::size_t>> by_key;
    const auto is_single = [&](const Series& series) {
        const model::Table& table = *series.parts.front().table;
        const bool of_run = table.document > 0 && is_of_whole_document(records, table);
        return (series.values.size() == 1 && !table.is_text()) || of_run;
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_run = all[i].scope.contains("run") && !all[i].parts.front().table->is_text();
        if (is_run || is_single(all[i])) by_key[scope_key(all[i])].push_back(i);
    }
    for (const auto& [key, members] : by_key) {
        if (members.size() < 2) continue;
        std::vector<Scope> settings;
        bool singles = true;
        for (const std::size_t i : members) {
            settings.push_back(chosen.of(all[i].parts.front()));
            singles = singles && is_single(all[i]);
        }
        keep_differing(settings);
        const bool all_apart =
            std::set<Scope>(settings.begin(), settings.end()).size() == settings.size();
        const bool by_settings = all_apart && have_partners(settings);
        if (!singles && all_apart && !by_settings) continue;
        for (std::size_t m = 0; m < members.size(); ++m) {
            Scope& scope = all[members[m]].scope;
            for (const auto& [name, value] : settings[m]) scope.try_emplace(name, value);
            if (by_settings) scope.erase("run");
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
