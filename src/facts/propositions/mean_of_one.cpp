// SPDX-License-Identifier: Apache-2.0
// single_observation: a stored mean beside which the file itself counts one value.
#include <map>

#include "facts/cells.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"
#include "facts/stored.h"
#include "model/locator.h"
#include "model/metric.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"single_observation.mean.1",
     "{source} stores {value} as mean {metric} and counts {n} value behind it: a single "
     "observation, without a spread."},
    {"single_observation.mean.2",
     "What {source} calls a mean {metric}, {value}, is a single observation, for the count beside "
     "it is {n}."},
    {"single_observation.mean.3",
     "Behind the mean {metric} of {value} in {source} the file itself counts {n}, so that it has "
     "no spread."},
    {"single_observation.mean.model.1",
     "{source} stores {value} as mean {metric} of {subject} and counts {n} value behind it: a "
     "single observation, without a spread."},
    {"single_observation.mean.model.2",
     "What {source} calls a mean {metric} of {subject}, {value}, is a single observation, for the "
     "count beside it is {n}."},
    {"single_observation.mean.model.3",
     "Behind the mean {metric} of {subject} in {source}, {value}, the file itself counts {n}, so "
     "that it has no spread."},
};

// Further ones of a file and a metric say nothing new.
static constexpr std::size_t kMostOfAKind = 2;

static std::string_view parent_of(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

// The count of a mean: of its own object first, then of the row. verify/aggregate_rules.cpp asks
// the same.
static const model::Column* count_of(const model::Table& table, const model::Column& mean,
                                     std::uint32_t row) {
    const model::Column* best = nullptr;
    for (const model::Column& column : table.columns) {
        const std::string_view parent = parent_of(column.name);
        if (!model::is_sample_size(column.name) || !model::present(column.number(row))) continue;
        if (!parent.empty() && parent != parent_of(mean.name)) continue;
        if (best == nullptr || parent.size() > parent_of(best->name).size()) best = &column;
    }
    return best;
}

static void add(Analysis& analysis, const model::Table& table,
                std::pair<const model::Column&, const model::Column&> mean_and_count,
                std::uint32_t row) {
    const auto& [mean, count] = mean_and_count;
    const FactId value = stored_cell(analysis, table, mean, row);
    if (value == kNoFact) return;
    const Fact described = analysis.book.at(value);
    Fact size;
    size.label = "values behind a stored mean";
    size.statistic = "count";
    size.kind = size.worst = described.kind;
    size.scope = described.scope;
    const FactId n =
        analysis.book.of_cell(cell_at(table, count, row), count.number(row), 0, std::move(size));
    if (n == kNoFact) return;
    Proposition found{.kind = "single_observation"};
    found.arguments = {{"value", value}, {"count", n}};
    found.slots = {{"source", SourceSlot{table.source}},
                   {"value", link(value)},
                   {"n", link(n)},
                   {"metric", literal(mean.reading.metric->name)}};
    const bool named = described.scope.contains("model");
    if (named) found.slots["subject"] = scope_of("model", value);
    found.wordings =
        ids_of(kWordings, named ? "single_observation.mean.model" : "single_observation.mean");
    // A number that calls itself a mean is taken for one.
    found.salience = salience({.certainty = 1, .breadth = breadth_of(1), .surprise = 0.5});
    found.topic = "single/" + mean.reading.metric->id + "/" +
                  (described.scope.contains("suite") ? described.scope.at("suite") : "");
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    std::map<std::pair<model::SourceIndex, std::string>, std::size_t> told;
    for (const model::Table& table : analysis.records.tables) {
        const bool counts = table.role == model::Role::kRaw || table.role == model::Role::kSummary;
        if (!counts || table.counts_twice || analysis.records.sources[table.source].duplicate_of)
            continue;
        for (const model::Column& mean : table.columns) {
            const model::Reading& reading = mean.reading;
            if (reading.statistic != model::Statistic::kMean || !reading.metric ||
                !reading.metric->registered)
                continue;
            for (std::uint32_t row = 0; row < table.rows; ++row) {
                if (!model::present(mean.number(row)) || table.is_failed(row)) continue;
                const model::Column* count = count_of(table, mean, row);
                if (count == nullptr || count->number(row) != 1) continue;
                if (++told[{table.source, reading.metric->id}] > kMostOfAKind) break;
                add(analysis, table, {mean, *count}, row);
            }
        }
    }
}

Finder mean_of_one_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
