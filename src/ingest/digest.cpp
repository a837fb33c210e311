// SPDX-License-Identifier: Apache-2.0
#include "ingest/digest.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "ingest/aside.h"
#include "ingest/failed_requests.h"
#include "ingest/failures.h"
#include "ingest/roles.h"
#include "ingest/units.h"

namespace chimera::ingest {

model::Reading ReadingCache::read(std::string_view name, std::string_view unit,
                                  const producers::Producer* tool) {
    std::string key(name);
    key += '\n';
    key += unit;
    if (tool != nullptr) {
        key += '\n';
        key += tool->id;
    }
    {
        const std::scoped_lock lock(mutex_);
        if (const auto at = known_.find(key); at != known_.end()) return at->second;
    }
    model::Reading reading = model::read_column(name, unit, producers::terms_of(tool));
    const std::scoped_lock lock(mutex_);
    return known_.try_emplace(std::move(key), std::move(reading)).first->second;
}

bool names_model(std::string_view pointer, const model::Reading& reading) {
    const std::string_view last = last_segment(pointer);
    const auto above = pointer.substr(0, pointer.size() - last.size());
    const std::string_view parent =
        above.empty() ? above : last_segment(above.substr(0, above.size() - 1));
    if (last == "name" || last == "id") return parent == "model" || parent == "model_info";
    if (reading.meaning != model::Meaning::kModel) return false;
    // The model of a graphics card is none.
    constexpr std::array<std::string_view, 7> kMachines = {"gpu",      "cpu",    "device", "gpus",
                                                           "hardware", "system", "machine"};
    return std::find(kMachines.begin(), kMachines.end(), parent) == kMachines.end();
}

// A test's name is a scope if it gathers rows. Where each row has its own, it says what was asked.
static void judge_suite_column(const model::Table& table, model::Column& column) {
    if (table.rows_are == model::RowsAre::kJsonObject) return;
    if (table.rows == 1) {
        constexpr std::array<std::string_view, 8> kPlain = {
            "suite",    "benchmark", "benchmark_name", "benchmark_suite",
            "scenario", "workload",  "experiment",     "experiment_name"};
        const std::string last = lower(last_segment(column.name));
        if (std::find(kPlain.begin(), kPlain.end(), last) != kPlain.end()) return;
    }
    std::size_t with_text = 0;
    for (std::size_t row = 0; row < table.rows; ++row) with_text += column.texts.has(row) ? 1U : 0U;
    if (column.texts.dictionary().size() * 2 > with_text) {
        column.reading.meaning = model::Meaning::kInput;
    }
}

bool is_setting_path(std::string_view path) {
    static constexpr std::array<std::string_view, 12> kSettings = {
        "config",     "configuration", "settings", "setting",     "spec", "options",
        "parameters", "params",        "args",     "environment", "env",  "input_config"};
    const auto segments = split(path, '/');
    return std::any_of(segments.begin(), segments.end(), [&](std::string_view segment) {
        return std::find(kSettings.begin(), kSettings.end(), lower(segment)) != kSettings.end();
    });
}

// {"config": {"output_tokens": 128}} is what was asked for, not what came out.
static void judge_setting(const model::Table& table, std::string_view name,
                          model::Reading& reading) {
    if (reading.meaning != model::Meaning::kMetric) return;
    const auto above = name.substr(0, name.size() - last_segment(name).size());
    // Several rows under "config" may well be the results of several configurations.
    const bool lone = table.rows == 1 && is_setting_path(table.base);
    if (!is_setting_path(above) && !lone) return;
    reading = {};
    reading.meaning = model::Meaning::kParameter;
}

static void add_keys(std::string_view name, producers::Keys& keys) {
    keys.emplace(name);
    for (const std::string_view segment : split(name, '/')) keys.emplace(segment);
}

// The tool that wrote the records, by the names of their fields; nullptr where none is known.
static const producers::Producer* recognise(const model::FileRecords& records) {
    // A tool's file has few kinds of rows; a hostile one may have very many.
    constexpr std::size_t kMostTables = 256;
    constexpr std::size_t kMostKeys = 20'000;
    producers::Keys keys;
    const std::size_t looked_at = std::min(records.tables.size(), kMostTables);
    for (std::size_t i = 0; i < looked_at && keys.size() < kMostKeys; ++i) {
        const model::Table& table = records.tables[i];
        add_keys(table.base, keys);
        for (const model::Column& column : table.columns) add_keys(column.name, keys);
        for (const model::ListColumn& list : table.lists) add_keys(list.name, keys);
        for (const model::Context& around : table.context) add_keys(around.pointer, keys);
    }
    return producers::recognise(keys);
}

// The text of the first field called `key`.
static std::string stated(const model::FileRecords& records, std::string_view key) {
    constexpr std::size_t kLongest = 64;
    if (key.empty()) return {};
    for (const model::Table& table : records.tables) {
        for (const model::Context& around : table.context) {
            if (last_segment(around.pointer) == key) return around.text.substr(0, kLongest);
        }
        for (const model::Column& column : table.columns) {
            if (last_segment(column.name) != key || table.rows == 0) continue;
            if (column.texts.has(0)) return std::string(column.texts.text(0).substr(0, kLongest));
            if (model::present(column.number(0))) return shortest(column.number(0));
        }
    }
    return {};
}

void digest(model::FileRecords& records, const Config& config, ReadingCache& cache,
            std::vector<model::ConfigUse>& uses) {
    const producers::Producer* tool = recognise(records);
    if (tool != nullptr) {
        part_rows(records, *tool);
        join_lists(records, *tool);
        set_aside(records, *tool);
        take_failed_requests(records, *tool);
        records.produced_by = {std::string(tool->id), stated(records, tool->version),
                               tool->spread == producers::Spread::kPopulation, tool->nearest_rank};
    }
    part_units(records);
    const auto read = [&](std::string_view name, std::string_view unit) {
        ConfiguredReading configured = configured_reading(config, name, unit);
        uses.insert(uses.end(), configured.uses.begin(), configured.uses.end());
        if (!configured.complaint.empty()) {
            records.rejects.push_back({"", std::move(configured.complaint)});
        }
        return configured.reading ? std::move(*configured.reading) : cache.read(name, unit, tool);
    };
    for (model::Table& table : records.tables) {
        for (model::Column& column : table.columns) {
            column.reading = read(column.name, column.unit);
            const bool named = names_model(column.name, column.reading);
            if (named || column.reading.meaning == model::Meaning::kModel) {
                column.reading.meaning = named ? model::Meaning::kModel : model::Meaning::kHardware;
            }
            judge_setting(table, column.name, column.reading);
            if (column.reading.meaning == model::Meaning::kSuite) judge_suite_column(table, column);
        }
        for (model::ListColumn& list : table.lists) {
            // A list of lists: {"itls": [[0.011, 0.012], [0.010]]}.
            const std::string_view name =
                list.name.empty() ? last_segment(table.base) : std::string_view(list.name);
            list.reading = read(name, list.unit);
            judge_setting(table, name, list.reading);
        }
        find_failures(table, cache);
    }
    if (tool != nullptr) forget_zeros(records, *tool);
    assign_roles(records);
    // One use of an entry in a file is as good as a hundred.
    std::set<std::string> seen;
    std::erase_if(uses, [&](const model::ConfigUse& use) { return !seen.insert(use.key).second; });
}

}  // namespace chimera::ingest
