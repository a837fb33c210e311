// SPDX-License-Identifier: Apache-2.0
#include "ingest/digest.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"
#include "ingest/failures.h"
#include "ingest/roles.h"

namespace chimera::ingest {

model::Reading ReadingCache::read(std::string_view name, std::string_view unit) {
    std::string key(name);
    key += '\n';
    key += unit;
    {
        const std::scoped_lock lock(mutex_);
        if (const auto at = known_.find(key); at != known_.end()) return at->second;
    }
    model::Reading reading = model::read_column(name, unit);
    const std::scoped_lock lock(mutex_);
    return known_.try_emplace(std::move(key), std::move(reading)).first->second;
}

bool names_model(std::string_view pointer, const model::Reading& reading) {
    const std::string_view last = last_segment(pointer);
    const auto above = pointer.substr(0, pointer.size() - last.size());
    const std::string_view parent =
        above.empty() ? above : last_segment(above.substr(0, above.size() - 1));
    if (last == "name" || last == "id") return parent == "model";
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

void digest(model::FileRecords& records, const Config& config, ReadingCache& cache,
            std::vector<model::ConfigUse>& uses) {
    const auto read = [&](std::string_view name, std::string_view unit) {
        ConfiguredReading configured = configured_reading(config, name, unit);
        uses.insert(uses.end(), configured.uses.begin(), configured.uses.end());
        if (!configured.complaint.empty()) {
            records.rejects.push_back({"", std::move(configured.complaint)});
        }
        return configured.reading ? std::move(*configured.reading) : cache.read(name, unit);
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
            list.reading = read(list.name, list.unit);
            judge_setting(table, list.name, list.reading);
        }
        find_failures(table, cache);
    }
    assign_roles(records);
    // One use of an entry in a file is as good as a hundred.
    std::set<std::string> seen;
    std::erase_if(uses, [&](const model::ConfigUse& use) { return !seen.insert(use.key).second; });
}

}  // namespace chimera::ingest
