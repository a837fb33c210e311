// SPDX-License-Identifier: Apache-2.0
#include "facts/stored.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "facts/cells.h"
#include "facts/display.h"
#include "facts/rows.h"
#include "model/locator.h"
#include "model/scope.h"
#include "stats/op.h"

namespace chimera::facts {

// A stored aggregate of this many rows or more is not looked for in every other file.
static constexpr std::size_t kMostCandidates = 64;
// Each row of a summary looks through the raw rows: a table with more rows is data, no summary.
static constexpr std::size_t kMostCheckedRows = 2000;

// What the tool that wrote the file means by a statistic.
static std::string op_of(const std::string& statistic, const model::Source& source) {
    if (!source.produced_by) return statistic;
    if (statistic == "sd" && source.produced_by->population_sd) return "sd_pop";
    if (statistic == "median" && source.produced_by->nearest_rank) return "quantile_nearest";
    return statistic;
}

static stats::OpParams params_of(const StoredCheck& check) {
    stats::OpParams params;
    if (check.op == "quantile_nearest") params.p = 0.5;
    return params;
}

static std::optional<std::string> statistic_of(const model::Reading& reading) {
    switch (reading.statistic) {
        case model::Statistic::kMean: return "mean";
        case model::Statistic::kMedian: return "median";
        case model::Statistic::kMin: return "min";
        case model::Statistic::kMax: return "max";
        case model::Statistic::kSd: return "sd";
        default: return std::nullopt;
    }
}

// A list that stands in the rows of the summary itself, or a list of lists in the one object that
// the summary is.
static bool is_list_of(const model::Table& raw, const model::Table& summary) {
    const bool together = raw.is_nested() && !summary.is_nested() && raw.source == summary.source &&
                          raw.document == summary.document;
    const bool of_lists = summary.rows_are == model::RowsAre::kJsonObject &&
                          raw.columns.front().name.empty() &&
                          raw.base.substr(0, raw.base.rfind('/')) == summary.base;
    return together && (raw.base == summary.base || of_lists);
}

// How near a raw table is to a summary: a list in its rows 4, same file 3, same folder and suite 2,
// same suite 1, else 0.
static int nearness(const model::RecordSet& records, const model::Table& summary,
                    const model::Table& raw, bool only_suite) {
    if (is_list_of(raw, summary)) return 4;
    if (summary.source == raw.source) return raw.is_nested() ? 0 : 3;
    if (only_suite) return 1;
    const auto suite = model::scope_value(records, summary, "suite", 0);
    if (suite.empty() || suite != model::scope_value(records, raw, "suite", 0)) return 0;
    const bool together = folder_of(records.sources[summary.source].path) ==
                          folder_of(records.sources[raw.source].path);
    return together ? 2 : 1;
}

static const model::Column* raw_column(const model::Table& table, const std::string& metric) {
    for (const model::Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        if (reading.metric && reading.metric->id == metric && !column.numbers.empty() &&
            reading.statistic == model::Statistic::kRaw) {
            return &column;
        }
    }
    return nullptr;
}

static bool is_key(const model::Column& column) {
    const auto meaning = column.reading.meaning;
    return meaning == model::Meaning::kParameter || meaning == model::Meaning::kVariant ||
           meaning == model::Meaning::kIdentifier || meaning == model::Meaning::kModel;
}

static std::optional<Where> key_cell(const model::Column& column, std::uint32_t row) {
    if (const double number = column.number(row); model::present(number)) {
        return Where{column.name, "==", number};
    }
    if (column.texts.has(row)) return Where{column.name, "==", std::string(column.texts.text(row))};
    return std::nullopt;
}

// The keys of a summary's row that the raw table has too, as conditions on raw rows.
static std::vector<Where> shared_keys(const model::Table& summary, std::uint32_t row,
                                      const model::Table& raw) {
    std::vector<Where> out;
    for (const model::Column& column : summary.columns) {
        const model::Column* other = raw.find(column.name);
        if (other == nullptr || !is_key(column) || !is_key(*other)) continue;
        if (auto cell = key_cell(column, row)) out.push_back(std::move(*cell));
    }
    return out;
}

static bool holds(const model::Table& table, std::uint32_t row, const std::vector<Where>& where) {
    return std::all_of(where.begin(), where.end(), [&](const Where& condition) {
        const model::Column* column = table.find(condition.column);
        const auto cell = column == nullptr ? std::nullopt : key_cell(*column, row);
        return cell && cell->value == condition.value;
    });
}

static double half_last_place(int decimals, double scale) {
    return 0.5 * std::pow(10.0, -decimals) * scale;
}

// Is a list's address that of this row, or within it?
static bool stands_in(const std::string& list, const std::string& row) {
    return list == row || list.starts_with(row + "/");
}

// The raw rows that a stored number should be of, and what they give.
static bool recompute(const model::RecordSet& records, StoredCheck& check) {
    const model::Table& raw = *check.raw;
    check.where = shared_keys(*check.summary, check.row, raw);
    const auto wanted = model::scope_value(records, *check.summary, "model", check.row);
    const auto reader = model::scope_reader(records, raw, "model");
    const bool own = is_list_of(raw, *check.summary);
    const std::string owner = own ? model::locate_row(*check.summary, check.row) : std::string();
    std::vector<double> values;
    for (std::uint32_t row = 0; row < raw.rows; ++row) {
        const double value = check.raw_column->number(row);
        if (!model::present(value) || raw.is_failed(row) || !holds(raw, row, check.where)) continue;
        if (!wanted.empty() && reader.value(row) != wanted) continue;
        // The lists of two rows that nothing tells apart are no sample of either.
        if (own && !stands_in(raw.owners[raw.owner_of(row)], owner)) return false;
        check.raw_rows.push_back(row);
        values.push_back(value * check.raw_column->reading.scale);
    }
    if (values.empty()) return false;
    const std::vector<std::vector<double>> samples{std::move(values)};
    const auto outcome = stats::evaluate(check.op, samples, params_of(check));
    if (!outcome) return false;
    check.recomputed = std::get<double>(*outcome);
    const model::Column& column = *check.raw_column;
    check.raw_tolerance = half_last_place(column.decimals, column.reading.scale);
    return true;
}

using Candidates = std::vector<const model::Table*>;

static bool same_run(const model::RecordSet& records, const model::Table& a,
                     const model::Table& b) {
    const auto one = model::scope_value(records, a, "run", 0);
    const auto other = model::scope_value(records, b, "run", 0);
    return one.empty() || other.empty() || one == other;
}

// The nearest raw tables with rows of this metric. A file with rows of its own is never checked
// against those of another file, nor a run against another run.
static Candidates nearest(const model::RecordSet& records, const Candidates& raws,
                          const StoredCheck& check) {
    Candidates out;
    int best = 1;
    for (const model::Table* raw : raws) {
        if (raw_column(*raw, check.column->reading.metric->id) == nullptr) continue;
        const int near = nearness(records, *check.summary, *raw, check.only_suite);
        if (near < best || !same_run(records, *check.summary, *raw)) continue;
        if (near > best) out.clear();
        best = near;
        if (std::find(out.begin(), out.end(), raw) == out.end()) out.push_back(raw);
    }
    return out;
}

static void check_column(const model::RecordSet& records, const Candidates& raws,
                         const StoredCheck& check, std::vector<StoredCheck>& out) {
    const Candidates candidates = nearest(records, raws, check);
    if (candidates.empty() || check.summary->rows > kMostCheckedRows) return;
    for (std::uint32_t row = 0; row < check.summary->rows; ++row) {
        const double value = check.column->number(row);
        if (!model::present(value) || check.summary->is_failed(row)) continue;
        std::vector<StoredCheck> fitting;
        for (const model::Table* raw : candidates) {
            StoredCheck one = check;
            one.raw = raw;
            one.raw_column = raw_column(*raw, check.column->reading.metric->id);
            one.row = row;
            one.claimed = value * check.column->reading.scale;
            one.tolerance = half_last_place(check.column->decimals, check.column->reading.scale);
            if (recompute(records, one)) fitting.push_back(std::move(one));
        }
        // Rows of several files would fit: nothing says of which it is the aggregate.
        if (fitting.size() == 1) out.push_back(std::move(fitting.front()));
    }
}

std::vector<StoredCheck> check_stored(const model::RecordSet& records) {
    std::vector<StoredCheck> out;
    std::map<std::string, Candidates> by_suite;
    std::map<model::SourceIndex, Candidates> by_source;
    for (const model::Table* raw : counted_tables(records)) {
        by_source[raw->source].push_back(raw);
        auto& same = by_suite[std::string(model::scope_value(records, *raw, "suite", 0))];
        if (same.size() < kMostCandidates) same.push_back(raw);
    }
    // Lists are the rows of the figures beside them.
    for (const model::Table& table : records.tables) {
        if (!table.is_nested() || table.document > 0 || table.counts_twice) continue;
        if (table.role == model::Role::kRaw) by_source[table.source].push_back(&table);
    }
    const std::string only = by_suite.size() == 1 ? by_suite.begin()->first : std::string();
    for (const model::Table& table : records.tables) {
        if (records.sources[table.source].duplicate_of || table.counts_twice) continue;
        Candidates raws = by_source[table.source];
        const auto suite = std::string(model::scope_value(records, table, "suite", 0));
        const bool other =
            raws.empty() && !only.empty() && suite != only && table.role == model::Role::kSummary;
        const auto& same = by_suite[other ? only : suite];
        raws.insert(raws.end(), same.begin(), same.end());
        const std::size_t before = out.size();
        for (const model::Column& column : table.columns) {
            const model::Reading& reading = column.reading;
            const auto statistic = statistic_of(reading);
            if (!statistic || !reading.metric || column.numbers.empty()) continue;
            check_column(records, raws,
                         {.only_suite = other,
                          .summary = &table,
                          .column = &column,
                          .statistic = *statistic,
                          .op = op_of(*statistic, records.sources[table.source])},
                         out);
        }
        // "summary.csv" beside "chat.csv" is of these rows if they bear out some of it.
        const auto first = out.begin() + static_cast<std::ptrdiff_t>(before);
        if (other && std::none_of(first, out.end(), is_borne_out)) out.erase(first, out.end());
    }
    return out;
}

static Scope scope_of_row(const model::RecordSet& records, const StoredCheck& check) {
    Scope scope;
    for (const char* key : {"model", "suite"}) {
        const auto value = model::scope_value(records, *check.raw, key, check.raw_rows.front());
        if (check.only_suite && key == std::string_view("suite")) continue;
        if (!value.empty()) scope[key] = std::string(value);
    }
    return scope;
}

// Cell facts need the same description whether they are checked or only shown.
static Fact described_cell(const Analysis& analysis, const model::Table& table,
                           const model::Column& column, std::uint32_t row) {
    Fact fact;
    const model::Metric& metric = *column.reading.metric;
    fact.statistic = model::statistic_name(column.reading.statistic, column.reading.p);
    fact.label = "stored " + statistic_phrase(fact.statistic) + " " + metric.name;
    fact.unit = metric.unit;
    // A raw file's own aggregate was measured there; a summary's was computed by somebody else.
    fact.kind = fact.worst =
        table.role == model::Role::kSummary ? Class::kSummary : Class::kMeasured;
    fact.metric = metric.id;
    for (const char* key : {"model", "suite"}) {
        const auto value = model::scope_value(analysis.records, table, key, row);
        if (!value.empty()) fact.scope[key] = std::string(value);
    }
    return fact;
}

FactId stored_cell(Analysis& analysis, const model::Table& table, const model::Column& column,
                   std::uint32_t row) {
    Cells cell = cell_at(table, column, row);
    cell.scale = column.reading.scale;
    return analysis.book.of_cell(std::move(cell), column.number(row) * column.reading.scale,
                                 scaled_decimals(column),
                                 described_cell(analysis, table, column, row));
}

static bool is_the_same_in_all(const model::Column& column, std::size_t rows) {
    const auto first = key_cell(column, 0);
    for (std::uint32_t row = 1; row < rows; ++row) {
        if (key_cell(column, row) != first) return false;
    }
    return true;
}

std::string stored_setting(const model::Table& table, std::uint32_t row) {
    std::vector<std::string> out;
    if (table.rows_are == model::RowsAre::kJsonMembers) {
        out.push_back(table.members[row]);
    }
    for (const model::Column& column : table.columns) {
        if (!is_key(column) || column.reading.meaning == model::Meaning::kModel || out.size() == 3)
            continue;
        if (table.rows_are == model::RowsAre::kJsonMembers &&
            column.name.find('/') != std::string::npos)
            continue;
        const auto cell = key_cell(column, row);
        if (!cell || table.rows < 2 || is_the_same_in_all(column, table.rows)) continue;
        const auto* number = std::get_if<double>(&cell->value);
        const std::string value =
            number != nullptr ? shortest(*number) : std::get<std::string>(cell->value);
        if (!out.empty() && out.front() == value) continue;
        if (value.size() <= 60) out.push_back(std::string(last_segment(column.name)) + "=" + value);
    }
    return join(out, ", ");
}

// {"forward": {"mean_ms": 1, "max_ms": 2}, "backward": {...}} may be one row: the object around the
// statistics tells of what they are. A statistic may itself be an object: "latency/mean/value".
static std::string thing_of(const model::Column& column) {
    static constexpr std::string_view kStatistics[] = {"mean", "avg", "average", "median", "sd",
                                                       "std",  "min", "max",     "stddev"};
    std::string_view name = column.name;
    for (;;) {
        const auto slash = name.rfind('/');
        if (slash == std::string_view::npos) return {};
        name = name.substr(0, slash);
        const std::string last = lower(last_segment(name));
        if (std::find(std::begin(kStatistics), std::end(kStatistics), last) ==
            std::end(kStatistics)) {
            return std::string(name);
        }
    }
}

// So many pairs are written out in one expression.
static constexpr std::size_t kMostMapped = 500;

// Files with more rows than this hold a series, not a table to read.
static constexpr std::size_t kMostStoredRows = 40;

std::vector<StoredGroup> stored_groups(Analysis& analysis) {
    const model::RecordSet& records = analysis.records;
    std::set<const model::Column*> checked;
    for (const StoredCheck& check : analysis.stored) checked.insert(check.column);
    std::map<model::SourceIndex, bool> all_failed;  // their aggregates are those of failures
    for (const model::Table& table : records.tables) {
        if (table.rows == 0 || table.role != model::Role::kRaw || table.is_nested()) continue;
        const bool dead = table.failed.size() == table.rows;
        const auto [at, fresh] = all_failed.try_emplace(table.source, dead);
        at->second = at->second && dead;
    }
    std::map<std::pair<model::SourceIndex, std::string>, StoredGroup> groups;
    for (const model::Table& table : records.tables) {
        const model::Source& source = records.sources[table.source];
        const bool counts = table.role == model::Role::kRaw || table.role == model::Role::kSummary;
        if (const auto at = all_failed.find(table.source); at != all_failed.end() && at->second)
            continue;
        if (source.duplicate_of || table.counts_twice || !counts || table.rows > kMostStoredRows)
            continue;
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            if (table.is_failed(row)) continue;
            std::map<std::pair<std::string, std::string>, StoredRow> by_metric;
            for (const model::Column& column : table.columns) {
                if (!statistic_of(column.reading) || !column.reading.metric ||
                    checked.contains(&column))
                    continue;
                if (!column.reading.metric->registered || !model::present(column.number(row)))
                    continue;
                const std::string& id = column.reading.metric->id;
                groups[{table.source, id}].metric = *column.reading.metric;
                by_metric[{id, thing_of(column)}].by_statistic.emplace(
                    *statistic_of(column.reading), stored_cell(analysis, table, column, row));
            }
            for (auto& [what, stored] : by_metric) {
                const auto& [id, thing] = what;
                stored.setting = stored_setting(table, row);
                // Of text the base is how its lines hold a value, and names nothing.
                const std::string base =
                    table.base.empty() || table.is_text() ? "" : table.base.substr(1);
                stored.name = !stored.setting.empty() ? "" : thing.empty() ? base : thing;
                groups[{table.source, id}].source = table.source;
                groups[{table.source, id}].rows.push_back(std::move(stored));
            }
        }
    }
    std::vector<StoredGroup> out;
    for (auto& [key, group] : groups) out.push_back(std::move(group));
    return out;
}

Deviation deviation_of(Analysis& analysis, const std::vector<StoredCheck>& checks) {
    Deviation out;
    if (checks.size() > kMostMapped) return out;
    const StoredCheck& first = checks.front();
    Mapped pairs{
        .expression = "a - b",
        .args = {Cells{.source = first.summary->source}, Cells{.source = first.raw->source}}};
    pairs.args[0].scale = first.column->reading.scale;
    pairs.args[1].scale = first.raw_column->reading.scale;
    std::vector<double> gaps;
    for (const StoredCheck& check : checks) {
        // The rows of a text are no sample in one operand.
        const bool alike = check.raw == first.raw && check.raw_rows.size() == 1 &&
                           !check.raw->is_text() && !check.summary->is_text();
        if (!alike) return out;
        pairs.args[0].at.push_back(model::locate_cell(*check.summary, *check.column, check.row));
        pairs.args[1].at.push_back(
            model::locate_cell(*check.raw, *check.raw_column, check.raw_rows.front()));
        gaps.push_back(check.claimed - check.recomputed);
    }
    const model::Metric& metric = *first.column->reading.metric;
    Fact described{
        .label = "stored less measured " + metric.name, .unit = metric.unit, .metric = metric.id};
    described.kind = described.worst =
        first.summary->role == model::Role::kSummary ? Class::kSummary : Class::kMeasured;
    out.n = analysis.book.of_count({pairs.args[0]}, gaps.size(),
                                   {.label = "stored values compared",
                                    .kind = described.kind,
                                    .worst = described.worst,
                                    .metric = metric.id,
                                    .statistic = "count"});
    out.low = analysis.book.of_mapped("min", {pairs}, gaps, described);
    out.high = analysis.book.of_mapped("max", {pairs}, gaps, described);
    return out;
}

StoredFacts facts_of(Analysis& analysis, const StoredCheck& check) {
    const model::RecordSet& records = analysis.records;
    const model::Metric& metric = *check.column->reading.metric;
    StoredFacts out;
    out.claimed = stored_cell(analysis, *check.summary, *check.column, check.row);
    Fact fact;
    fact.label = statistic_phrase(check.statistic) + " " + metric.name + ", recomputed";
    fact.unit = metric.unit;
    fact.op = check.op;
    fact.statistic = check.statistic;
    if (check.op == "quantile_nearest") fact.params["p"] = 0.5;
    fact.metric = metric.id;
    fact.scope = scope_of_row(records, check);
    fact.n = check.raw_rows.size();
    for (Cells& cells : cells_at(*check.raw, *check.raw_column, check.raw_rows)) {
        cells.scale = check.raw_column->reading.scale;
        cells.where.insert(cells.where.end(), check.where.begin(), check.where.end());
        fact.operands.emplace_back(std::move(cells));
    }
    fact.value = check.recomputed;
    // Shown so that a difference can be seen: one digit more than where it begins.
    const double gap = std::fabs(check.claimed - check.recomputed);
    const int decimals =
        decimals_for(check.recomputed, gap > 0 ? std::optional(gap) : std::nullopt, 6);
    fact.display = display_number(check.recomputed, decimals, fact.unit);
    out.recomputed = analysis.book.add(std::move(fact));
    return out;
}

static bool is_claimed(const StoredCheck& check, double value) {
    // The last bits of a sum depend on its order.
    const double noise = 1e-9 * std::fabs(check.claimed);
    return std::fabs(value - check.claimed) <= std::max(check.tolerance, noise);
}

FactId population_of(Analysis& analysis, const StoredCheck& check, FactId recomputed) {
    if (check.op != "sd") return kNoFact;
    std::vector<std::vector<double>> samples(1);
    for (const std::uint32_t row : check.raw_rows) {
        samples[0].push_back(check.raw_column->number(row) * check.raw_column->reading.scale);
    }
    const auto outcome = stats::evaluate("sd_pop", samples, {});
    if (!outcome) return kNoFact;
    const double value = std::get<double>(*outcome);
    if (!is_claimed(check, value)) return kNoFact;
    Fact fact = analysis.book.at(recomputed);
    fact.label = "population " + fact.label;
    fact.op = fact.statistic = "sd_pop";
    fact.value = value;
    fact.display = display_number(value, decimals_for(value, std::nullopt, 6), fact.unit);
    return analysis.book.add(std::move(fact));
}

FactId single_row_of(Analysis& analysis, const StoredCheck& check) {
    if (check.op != "mean" || check.raw_rows.size() < 2) return kNoFact;
    for (const std::uint32_t row : check.raw_rows) {
        const double value = check.raw_column->number(row) * check.raw_column->reading.scale;
        if (!is_claimed(check, value)) continue;
        Fact fact = described_cell(analysis, *check.raw, *check.raw_column, row);
        fact.label = "one " + check.raw_column->reading.metric->name;
        fact.scope = scope_of_row(analysis.records, check);
        Cells cell = cell_at(*check.raw, *check.raw_column, row);
        cell.scale = check.raw_column->reading.scale;
        return analysis.book.of_cell(std::move(cell), value, check.raw_column->decimals,
                                     std::move(fact));
    }
    return kNoFact;
}

}  // namespace chimera::facts
