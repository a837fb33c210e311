// SPDX-License-Identifier: Apache-2.0
// verdict: what a tool that watches itself says is wrong with a run of its own, with the figure
// that says so. Such a run's numbers are shown, and this travels with them.
#include <map>
#include <utility>

#include "facts/cells.h"
#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"verdict.1",
     "{source} calls its run {run} {verdict}, for {what} came to {value} where {limit} is the "
     "limit: its numbers carry that mark."},
    {"verdict.2",
     "The numbers of run {run} in {source} count with a reservation, {verdict}: {what} came to "
     "{value}, against a limit of {limit}."},
    {"verdict.3",
     "Whoever uses run {run} of {source} should know that the run calls itself {verdict}, with "
     "{value} for {what} and a limit of {limit}."},
};

static const std::vector<std::string> kColumns{"file",   "run",   "verdict",
                                               "figure", "value", "limit"};
static const Wording kRow[] = {
    {"verdict.row", "| {source} | {run} | {verdict} | {what} | {value} | {limit} |", kColumns},
};

// A number of the row, under the names that the row gives.
static FactId cell_of(Analysis& analysis, const model::Table& table, const char* name,
                      std::uint32_t row) {
    const model::Column* column = table.find(name);
    if (column == nullptr || !model::present(column->number(row))) return kNoFact;
    Fact described{.label = "`" + column->name + "` of a verdict"};
    for (const char* key : {"run", "verdict", "what"}) {
        const model::Column* text = table.find(key);
        if (text == nullptr || !text->texts.has(row)) return kNoFact;
        described.scope.emplace(key, text->texts.text(row));
    }
    described.kind = described.worst = Class::kMeasured;
    return analysis.book.of_cell(cell_at(table, *column, row), column->number(row),
                                 column->decimals, std::move(described));
}

static void find(Analysis& analysis) {
    // Of each file and verdict one run is spoken of; the table has them all.
    std::map<std::pair<model::SourceIndex, std::string>, std::size_t> told;
    for (const model::Table& table : analysis.records.verdicts) {
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            const FactId value = cell_of(analysis, table, "value", row);
            const FactId limit = cell_of(analysis, table, "limit", row);
            if (value == kNoFact || limit == kNoFact) continue;
            const std::string verdict(table.find("verdict")->texts.text(row));
            Proposition found{.kind = "verdict",
                              .arguments = {{"value", value}, {"limit", limit}},
                              .slots = {{"source", SourceSlot{table.source}},
                                        {"run", ScopeSlot{"run", value}},
                                        {"verdict", ScopeSlot{"verdict", value}},
                                        {"what", ScopeSlot{"what", value}},
                                        {"value", link(value)},
                                        {"limit", link(limit)}},
                              .wordings = {"verdict.row"},
                              .topic = "verdict rows"};
            analysis.found.push_back(found);
            if (told[{table.source, verdict}]++ > 0) continue;
            found.wordings = ids_of(kWordings, "verdict");
            found.salience = 0.9;
            found.mandatory = true;
            found.topic = "verdict/told";
            analysis.found.push_back(std::move(found));
        }
    }
}

Finder verdict_finder() {
    return {{kWordings, kRow}, find};
}

}  // namespace chimera::facts
