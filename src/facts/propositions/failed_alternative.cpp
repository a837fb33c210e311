// SPDX-License-Identifier: Apache-2.0
// failed_runs, by name: alternatives (back ends, compilers) that failed where others ran, with the
// reason; rows that call themselves successful and carry an error.
#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "core/text.h"
#include "facts/cells.h"
#include "facts/propositions/finders.h"
#include "facts/rows.h"
#include "facts/salience.h"
#include "model/locator.h"

namespace chimera::facts {

static const Wording kNamed[] = {
    {"failed_runs.alternative.1",
     "{a} failed in {n} of the {of} rows that try it, with {why}, and enters no comparison there."},
    {"failed_runs.alternative.2",
     "In {n} of {of} rows {a} did not run, and what is left of it there is an error: {why}."},
    {"failed_runs.alternative.3",
     "Of {of} rows for {a}, {n} failed with {why}; what they store in place of times is no "
     "measurement."},
    {"failed_runs.successful.1",
     "Of the rows that failed in {source}, {n} call themselves successful and carry an error text "
     "all the same."},
    {"failed_runs.successful.2",
     "{source} holds {n} rows that call themselves successful although their own text is an error "
     "message."},
    {"failed_runs.successful.3",
     "{n} rows of {source} are marked as successful while they carry an error, and enter no "
     "statistic."},
    {"failed_runs.successful.one.1",
     "{source} holds {n} row that calls itself successful although its own text is an error "
     "message."},
    {"failed_runs.successful.one.2",
     "{n} row of {source} is marked as successful while it carries an error, and enters no "
     "statistic."},
    {"failed_runs.successful.one.3",
     "Of the rows that failed in {source}, {n} calls itself successful and carries an error text "
     "all the same."},
};

static constexpr std::size_t kMostNamed = 40;

namespace {

struct Failed {
    std::vector<Cells> cells;
    std::size_t n = 0;
    Class kind = Class::kMeasured;  // the worst of its tables
};

// What is tried: the key ("backend") and its value in a row.
using Tried = std::pair<std::string, std::string>;

}  // namespace

static const model::Column* full_column(const model::Table& table, const model::Rows& rows) {
    for (const model::Column& column : table.columns) {
        const bool full = std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) {
            return column.texts.has(row) || model::present(column.number(row));
        });
        if (full) return &column;
    }
    return nullptr;
}

static void take(const model::Table& table, const model::Rows& rows, Failed& out) {
    const model::Column* column = rows.empty() ? nullptr : full_column(table, rows);
    if (column == nullptr) return;
    out.n += rows.size();
    out.kind = std::max(out.kind, class_of_role(table.role));
    for (Cells& cells : cells_at(table, *column, rows)) out.cells.push_back(std::move(cells));
}

static FactId count_of(Analysis& analysis, const Failed& rows, const Tried& tried,
                       std::string statistic) {
    if (rows.n == 0) return kNoFact;
    Fact fact;
    fact.label = (statistic == "failed" ? "failed rows of `" : "rows of `") + tried.second + "`";
    fact.statistic = std::move(statistic);
    fact.scope = {{tried.first, tried.second}};
    fact.kind = fact.worst = rows.kind;
    return analysis.book.of_count(rows.cells, rows.n, std::move(fact));
}

// What was tried, and why it failed.
using Reason = std::pair<Tried, std::string>;

static void add_named(Analysis& analysis, const Reason& reason, const Failed& failed,
                      const Failed& all) {
    const auto& [tried, why] = reason;
    const FactId n = count_of(analysis, failed, tried, "failed");
    const FactId of = count_of(analysis, all, tried, "rows");
    if (n == kNoFact || of == kNoFact) return;
    Proposition found{.kind = "failed_runs"};
    found.arguments = {{"n", n}, {"of", of}, {"where", why}};
    found.slots = {{"a", scope_of(tried.first, n)},
                   {"n", link(n)},
                   {"of", link(of)},
                   {"why", NameSlot{why, true}}};
    found.wordings = {"failed_runs.alternative.1", "failed_runs.alternative.2",
                      "failed_runs.alternative.3"};
    const double share = static_cast<double>(failed.n) / static_cast<double>(all.n);
    found.salience = salience(
        {.size = share, .certainty = 0.6, .breadth = breadth_of(failed.n), .surprise = 0.3});
    found.mandatory = true;
    found.topic = "quality/failed alternatives";
    analysis.found.push_back(std::move(found));
}

static void find_named(Analysis& analysis) {
    std::map<Reason, Failed> failed;
    std::map<Tried, Failed> all;
    for (const auto& [table, key] : analysis.alternatives) {
        std::map<std::string, model::Rows> rows;
        std::map<std::pair<std::string, std::string>, model::Rows> bad;
        for (std::uint32_t row = 0; row < table->rows; ++row) {
            if (!key.name(row).empty()) rows[key.name(row)].push_back(row);
        }
        for (const auto& failure : table->failed) {
            if (!key.name(failure.row).empty())
                bad[{key.name(failure.row), failure.why}].push_back(failure.row);
        }
        for (const auto& [name, some] : rows) take(*table, some, all[{key.key, name}]);
        for (const auto& [what, some] : bad)
            take(*table, some, failed[{{key.key, what.first}, what.second}]);
    }
    std::size_t said = 0;
    for (const auto& [what, rows] : failed) {
        if (++said > kMostNamed) return;
        add_named(analysis, what, rows, all[what.first]);
    }
}

static bool says_success(std::string_view text) {
    static constexpr std::string_view kYes[] = {"true", "ok",        "success", "successful",
                                                "yes",  "succeeded", "passed",  "1"};
    return std::find(std::begin(kYes), std::end(kYes), lower(trim(text))) != std::end(kYes);
}

// Failed rows of one table whose own column says that they went well.
static void add_successful(Analysis& analysis, const model::Table& table,
                           const model::Column& column) {
    std::map<std::string, model::Rows> by_value;
    for (const auto& failure : table.failed) {
        const std::string text(column.texts.text(failure.row));
        if (says_success(text)) by_value[text].push_back(failure.row);
    }
    for (const auto& [text, rows] : by_value) {
        std::vector<Cells> cells = cells_at(table, column, rows);
        for (Cells& one : cells) one.where.push_back({column.name, "==", text});
        Fact fact;
        fact.label = "failed rows that say `" + column.name + "` is `" + text + "`";
        fact.statistic = "failed";
        const FactId n = analysis.book.of_count(cells, rows.size(), std::move(fact));
        const std::string stem =
            is_one(analysis, n) ? "failed_runs.successful.one" : "failed_runs.successful";
        Proposition found{.kind = "failed_runs"};
        found.arguments = {{"n", n}, {"flag", column.name}};
        found.slots = {{"n", link(n)}, {"source", SourceSlot{table.source}}};
        found.wordings = {stem + ".1", stem + ".2", stem + ".3"};
        found.salience = salience(
            {.size = 0.5, .certainty = 1, .breadth = breadth_of(rows.size()), .surprise = 1});
        found.mandatory = true;
        found.topic = "quality/failed successful";
        analysis.found.push_back(std::move(found));
    }
}

static void find(Analysis& analysis) {
    find_named(analysis);
    for (const model::Table* table : counted_tables(analysis.records)) {
        if (table->failed.empty()) continue;
        for (const model::Column& column : table->columns) {
            if (column.reading.meaning == model::Meaning::kSuccess && !column.texts.empty())
                add_successful(analysis, *table, column);
        }
    }
}

Finder failed_alternative_finder() {
    return {{kNamed}, find};
}

}  // namespace chimera::facts
