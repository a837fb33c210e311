// SPDX-License-Identifier: Apache-2.0
#include "ingest/key_bindings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/text.h"
#include "ingest/model_name.h"
#include "model/column_name.h"
#include "model/meaning.h"
#include "model/scope.h"

namespace chimera::ingest {

using model::Meaning;
using model::Table;

// More levels or keys than these say nothing that a reader could use.
static constexpr std::size_t kMostLevels = 8;
static constexpr std::size_t kMostKeys = 1000;

namespace {

// The keys of one level, and what they are.
struct Level {
    std::set<std::string> keys;
    bool nearest = false;  // of some table
    bool has_variant = false;
    std::string means;  // "model", "suite", "variant", a parameter's name; "" where nothing says
};

using Levels = std::map<std::string, Level>;  // by level; those further out come first

}  // namespace

static Levels levels_of(std::span<const Table> tables) {
    Levels levels;
    const auto add = [&](const std::string& at, const std::string& key, bool nearest) {
        if (!levels.contains(at) && levels.size() >= kMostLevels) return;
        Level& level = levels[at];
        if (level.keys.size() < kMostKeys) level.keys.insert(key);
        level.nearest = level.nearest || nearest;
    };
    for (const Table& table : tables) {
        if (table.role != model::Role::kRaw && table.role != model::Role::kSummary) continue;
        if (table.rows_are == model::RowsAre::kJsonMembers && table.rows > 1) {
            const std::string at = model::level_below(table.keys, table.base);
            for (const std::string& key : table.members) add(at, key, true);
            for (const model::Column& column : table.columns) {
                const bool variant = column.reading.meaning == Meaning::kVariant;
                if (variant) levels[at].has_variant = true;
            }
        }
        for (std::size_t i = 0; i < table.keys.size(); ++i) {
            add(table.keys[i].level, table.keys[i].key, i == 0 && table.members.empty());
        }
    }
    return levels;
}

// What the object's own name says: "models", "by_quantization", "num_ctx".
static std::string meaning_of_name(const std::string& level) {
    const std::string_view above = std::string_view(level).substr(0, level.size() - 2);
    const std::string_view name = last_segment(above);
    if (name.empty() || name == "*") return {};
    const model::ColumnName parts = model::split_column_name(name);
    const std::string whole = model::join_words(parts.segments.back());
    if (model::exact_meaning(whole) == Meaning::kParameter) return std::string(name);
    for (std::string word : parts.segments.back()) {
        for (const bool singular : {false, true}) {
            if (singular && !word.ends_with('s')) continue;
            if (singular) word.pop_back();
            const auto meaning = model::exact_meaning(word);
            if (meaning == Meaning::kModel) return "model";
            if (meaning == Meaning::kSuite) return "suite";
            if (meaning == Meaning::kVariant) return "variant";
        }
    }
    return {};
}

static bool are_models(const std::set<std::string>& keys) {
    const auto named = std::count_if(keys.begin(), keys.end(), [](const std::string& key) {
        const auto model = find_model_text(key);
        return model && model->begin == 0;
    });
    return 2 * static_cast<std::size_t>(named) > keys.size();
}

void bind_keys(model::Source& source, std::span<const Table> tables) {
    Levels levels = levels_of(tables);
    for (auto& [at, level] : levels) {
        level.means = are_models(level.keys) ? "model" : meaning_of_name(at);
    }
    std::map<std::string, std::vector<std::string>> bound;  // key -> levels
    for (const auto& [at, level] : levels) {
        std::string key = level.means;
        const bool taken = source.bind.contains(key);
        const bool outer = bound.contains(key) && at.starts_with(bound[key].front());
        // The key under which a row stands tells it from the others, unless the row says it itself.
        if (key.empty() || taken || outer) key = level.nearest ? "variant" : "group";
        if (key == "variant" && level.has_variant) continue;
        bound[key].push_back(at);
    }
    for (auto& [key, at] : bound) {
        model::Binding binding;
        binding.column = model::kMemberKey;
        binding.levels = std::move(at);
        source.bind.try_emplace(key, std::move(binding));
    }
}

}  // namespace chimera::ingest
