// SPDX-License-Identifier: Apache-2.0
#include "facts/configurations.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "facts/analysis.h"
#include "facts/row_groups.h"

namespace chimera::facts {

// Two configurations are what `effect` compares already; of more than the last, each would need an
// interval too wide to tell anything.
static constexpr std::size_t kFewest = 3;
static constexpr std::size_t kMost = 64;

static bool is_seed(std::string_view name) {
    const std::string last = lower(last_segment(name));
    return last == "seed" || last == "random_seed";
}

static std::vector<const model::Column*> settings_of(const Series& series) {
    std::vector<const model::Column*> out;
    const Part& part = series.parts.front();
    for (const model::Column& column : part.table->columns) {
        if (column.reading.meaning != model::Meaning::kParameter || is_seed(column.name)) continue;
        if (series.scope.contains(column.name)) continue;
        const bool changes =
            std::any_of(part.rows.begin(), part.rows.end(), [&](std::uint32_t row) {
                return cell_code(column, row) != cell_code(column, part.rows.front());
            });
        if (changes) out.push_back(&column);
    }
    return out;
}

// Which rows belong to which combination; empty where a row lacks a setting.
static std::map<Scope, std::vector<std::size_t>> rows_by_settings(
    const Series& series, const std::vector<const model::Column*>& settings) {
    std::map<Scope, std::vector<std::size_t>> out;
    const Part& part = series.parts.front();
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
        Scope scope;
        for (const model::Column* column : settings) {
            scope[column->name] = cell_text(*column, part.rows[i]);
            if (scope[column->name].empty()) return {};
        }
        out[scope].push_back(i);
        if (out.size() > kMost) return {};
    }
    return out;
}

// Do values depend on the row before, beyond what their configuration explains? Residuals from the
// mean of a configuration lean against each other where its r rows lie side by side: by 1 / (r - 1)
// a pair.
static bool leans(const Series& series, const std::map<Scope, std::vector<std::size_t>>& groups) {
    constexpr double kNormalPoint = 1.2816;
    const auto n = series.values.size();
    std::vector<double> residuals(n);
    std::vector<double> against(n);
    std::vector<std::size_t> group(n);
    std::size_t index = 0;
    for (const auto& [scope, at] : groups) {
        double mean = 0;
        for (const std::size_t i : at) mean += series.values[i] / static_cast<double>(at.size());
        for (const std::size_t i : at) {
            residuals[i] = series.values[i] - mean;
            against[i] = 1 / static_cast<double>(at.size() - 1);
            group[i] = index;
        }
        ++index;
    }
    double expected = 0;
    for (std::size_t i = 1; i < n; ++i) expected -= group[i] == group[i - 1] ? against[i] : 0;
    const auto dependence = stats::describe(residuals).acf1;
    if (!dependence) return false;
    const auto size = static_cast<double>(n);
    return *dependence - expected / size > kNormalPoint / std::sqrt(size);
}

static std::map<std::string, double> mix_of(const Series& arm, const model::Column& column) {
    std::map<std::string, double> out;
    const auto& rows = arm.parts.front().rows;
    for (const std::uint32_t row : rows)
        out[cell_text(column, row)] += 1 / static_cast<double>(rows.size());
    return out;
}

static bool tells_conditions(const model::Column& column) {
    switch (column.reading.meaning) {
        case model::Meaning::kParameter:
        case model::Meaning::kInput:
        case model::Meaning::kVariant:
        case model::Meaning::kHardware:
        case model::Meaning::kModel:
        case model::Meaning::kSuite: return !is_seed(column.name);
        default: return false;
    }
}

// Prompts, hosts and the like come equally often in every arm.
static bool are_alike(const Configurations& all) {
    const Series& first = all.arms.front();
    for (const model::Column& column : first.parts.front().table->columns) {
        const bool is_setting = std::find(all.parameters.begin(), all.parameters.end(),
                                          column.name) != all.parameters.end();
        if (is_setting || !tells_conditions(column)) continue;
        const auto mix = mix_of(first, column);
        for (const Series& arm : all.arms) {
            double distance = 0;
            auto left = mix_of(arm, column);
            for (const auto& [value, share] : mix) left[value] -= share;
            for (const auto& [value, share] : left) distance += std::fabs(share) / 2;
            if (distance > kMostApart) return false;
        }
    }
    return true;
}

std::vector<Configurations> find_configurations(const Analysis& analysis) {
    std::vector<Configurations> out;
    for (const Sweep& sweep : analysis.sweeps) {
        const Series& series = analysis.series[sweep.series];
        if (series.metric.polarity == model::Polarity::kNeither) continue;
        const auto settings = settings_of(series);
        const auto groups = rows_by_settings(series, settings);
        const bool repeats = groups.size() >= kFewest &&
                             std::all_of(groups.begin(), groups.end(),
                                         [](const auto& one) { return one.second.size() >= 2; });
        if (!repeats || leans(series, groups)) continue;
        Configurations found{.series = sweep.series};
        for (const model::Column* column : settings) found.parameters.push_back(column->name);
        for (const auto& [scope, at] : groups) found.arms.push_back(part_of(series, at, scope, {}));
        if (are_alike(found)) out.push_back(std::move(found));
    }
    return out;
}

std::size_t count_configurations(const std::vector<Configurations>& all) {
    std::size_t out = 0;
    for (const Configurations& one : all) out += one.arms.size() - 1;
    return out;
}

}  // namespace chimera::facts
