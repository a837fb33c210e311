// SPDX-License-Identifier: Apache-2.0
#include "facts/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <tuple>

#include "core/parallel.h"
#include "core/text.h"
#include "facts/builds.h"
#include "facts/cells.h"
#include "facts/pooling.h"
#include "facts/row_groups.h"
#include "model/scope.h"

namespace chimera::facts {

// More runs of neighbouring rows than this, and a sample is written as one range with `where`.
static constexpr std::size_t kMostRuns = 64;
// A table that falls into more groups than this is grouped by model and suite alone.
static constexpr std::size_t kMostGroups = 256;

const std::string& scope_or_empty(const Scope& scope, const std::string& key) {
    static const std::string kEmpty;
    const auto at = scope.find(key);
    return at == scope.end() ? kEmpty : at->second;
}

std::string Series::model() const {
    return scope_or_empty(scope, "model");
}
std::string Series::suite() const {
    return scope_or_empty(scope, "suite");
}

bool leans_on_neighbours(const Series& series) {
    // Estimated from thirty values, a coefficient of a half often comes out near a tenth.
    constexpr double kMostDependent = 0.1;
    constexpr std::size_t kFewest = 16;
    return series.values.size() >= kFewest &&
           std::fabs(series.description.acf1.value_or(0)) > kMostDependent;
}

// Parameters that set how much work a request is; rows that differ in one are never one sample.
static bool sets_the_work(std::string_view name) {
    static constexpr std::array<std::string_view, 23> kNames{"n_prompt",
                                                             "connections",
                                                             "n_gen",
                                                             "n_depth",
                                                             "concurrency",
                                                             "max_concurrency",
                                                             "batch_size",
                                                             "n_batch",
                                                             "prompt_size",
                                                             "response_size",
                                                             "context_size",
                                                             "input_len",
                                                             "output_len",
                                                             "request_rate",
                                                             "prompt_tokens",
                                                             "max_tokens",
                                                             "pp",
                                                             "tg",
                                                             "pl",
                                                             "input_length",
                                                             "output_length",
                                                             "num_prompts",
                                                             "sequence_length"};
    const std::string last = lower(last_segment(name));
    return std::find(kNames.begin(), kNames.end(), last) != kNames.end();
}

// Prompts of a load generator's requests are of many lengths: a mix, and no setting.
static bool is_of_each_request(const model::RecordSet& records, const model::Table& table,
                               const model::Column& column) {
    constexpr std::size_t kFewest = 8;
    const bool of_tool = records.sources[table.source].produced_by.has_value();
    if (column.reading.meaning != model::Meaning::kInput || !of_tool || table.rows < kFewest)
        return false;
    std::set<double> different;
    for (const double value : column.numbers) {
        if (model::present(value)) different.insert(value);
    }
    return different.size() * 2 > table.rows;
}

static std::vector<Key> keys_of(const model::RecordSet& records, const model::Table& table,
                                const Builds& builds) {
    std::vector<Key> keys;
    for (const auto& [name, binding] : records.sources[table.source].bind) {
        const model::ScopeReader reader = model::scope_reader(records, table, name);
        const bool whole = name == "model" || name == "suite";
        if (reader.members != nullptr) {
            keys.push_back({name, nullptr, reader.members});
        } else if (whole && reader.column != nullptr) {
            keys.push_back({name, reader.column, nullptr});
        }
    }
    const std::string build_name = builds.of(records, table);
    const model::Column* build = build_name.empty() ? nullptr : table.find(build_name);
    if (build != nullptr) keys.push_back({build->name, build, nullptr});
    // What another key already tells is no key: a tag that repeats the model, a name stored twice.
    const auto told = [&](const model::Column& column) {
        return std::any_of(keys.begin(), keys.end(), [&](const Key& key) {
            return key.column == &column || key.members != nullptr ||
                   determined_by(table, column, *key.column);
        });
    };
    std::vector<const model::Column*> nearest_first;
    for (const model::Column& column : table.columns) nearest_first.push_back(&column);
    std::stable_sort(nearest_first.begin(), nearest_first.end(), [](const auto* a, const auto* b) {
        return std::count(a->name.begin(), a->name.end(), '/') <
               std::count(b->name.begin(), b->name.end(), '/');
    });
    for (const model::Column* candidate : nearest_first) {
        const model::Column& column = *candidate;
        const bool variant = column.reading.meaning == model::Meaning::kVariant;
        const bool work = (column.reading.meaning == model::Meaning::kParameter ||
                           column.reading.meaning == model::Meaning::kInput) &&
                          sets_the_work(column.name);
        // Where a table was parted, what is the same in one part differs from the others.
        const bool differs = varies(table, column) || (variant && !table.only.empty());
        if ((!variant && !work) || !differs || told(column)) continue;
        if (!variant && is_of_each_request(records, table, column)) continue;
        keys.push_back({column.name, &column, nullptr});
    }
    return keys;
}

// The scope that holds for all rows of a table: what the source binds to no column, and the build
// that an object around the rows names.
static Scope constant_scope(const model::RecordSet& records, const model::Table& table,
                            const Builds& builds) {
    Scope scope;
    for (const char* key : {"model", "suite", "run"}) {
        const model::ScopeReader reader = model::scope_reader(records, table, key);
        if (!reader.constant.empty()) scope[key] = std::string(reader.constant);
    }
    for (const auto& [name, binding] : records.sources[table.source].bind) {
        if (binding.column != model::kMemberKey) continue;
        const model::ScopeReader reader = model::scope_reader(records, table, name);
        if (!reader.constant.empty()) scope[name] = std::string(reader.constant);
    }
    const std::string build = builds.of(records, table);
    for (const model::Context& around : table.context) {
        if (!build.empty() && last_segment(around.pointer) == build) scope[build] = around.text;
    }
    return scope;
}

int scaled_decimals(const model::Column& column) {
    const double scale = column.reading.scale;
    const int shift = scale > 0 ? static_cast<int>(std::lround(-std::log10(scale))) : 0;
    return std::clamp(column.decimals + shift, 0, 12);
}

static Class class_of(const model::Table& table) {
    return table.role == model::Role::kSummary ? Class::kSummary : Class::kMeasured;
}

// How the rows of a table fall into scopes.
struct Grouping {
    const model::Table& table;
    std::vector<Key> keys;
    Scope constant;  // what holds for all rows
    std::vector<Rows> groups;
};

static Grouping group_table(const model::RecordSet& records, const model::Table& table,
                            const Builds& builds) {
    Grouping out{
        table, keys_of(records, table, builds), constant_scope(records, table, builds), {}};
    auto groups = group_rows(table, out.keys, kMostGroups);
    if (!groups) {
        std::erase_if(out.keys,
                      [](const Key& key) { return key.name != "model" && key.name != "suite"; });
        groups = group_rows(table, out.keys, table.rows);
    }
    out.groups = std::move(*groups);
    return out;
}

// A series whose values are still to be taken from these rows of its column.
struct Untaken {
    Series series;
    const Rows* rows = nullptr;
    std::size_t seen = 0;   // of the rows
    std::size_t taken = 0;  // of their values
};

static void add_group(const Grouping& grouping, const Rows& rows, std::vector<Untaken>& out) {
    const model::Table& table = grouping.table;
    const std::vector<Key>& keys = grouping.keys;
    Scope scope = grouping.constant;
    std::vector<Where> where;
    for (const Key& key : keys) {
        if (key.members != nullptr) {
            scope[key.name] = (*key.members)[rows.front()];
            continue;
        }
        const std::string text = cell_text(*key.column, rows.front());
        if (text.empty()) continue;
        scope[key.name] = text;
        if (key.column->texts.has(rows.front())) {
            where.push_back({key.column->name, "==", text});
        } else {
            where.push_back({key.column->name, "==", key.column->number(rows.front())});
        }
    }
    std::set<std::string> taken;
    for (const model::Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        if (reading.meaning != model::Meaning::kMetric || !reading.metric ||
            reading.statistic != model::Statistic::kRaw || column.numbers.empty()) {
            continue;
        }
        // Of two columns of one metric the first counts.
        if (!taken.insert(reading.metric->id).second) continue;
        const auto has_value = [&](std::uint32_t row) {
            return model::present(column.number(row));
        };
        if (std::none_of(rows.begin(), rows.end(), has_value)) continue;
        Series series{.metric = *reading.metric,
                      .scope = scope,
                      .parts = {Part{&table, &column, {}, where}},
                      .values = {},
                      .decimals = scaled_decimals(column),
                      .kind = class_of(table)};
        out.push_back({std::move(series), &rows});
    }
}

// From the rows before `end` that were not seen yet. Whether a value is there is hard to predict:
// every one is written, and the next one over it where it is absent.
static void take_until(std::uint32_t end, Untaken& untaken) {
    const model::Column& column = *untaken.series.parts.front().column;
    const double scale = column.reading.scale;
    const Rows& rows = *untaken.rows;
    for (; untaken.seen < rows.size() && rows[untaken.seen] < end; ++untaken.seen) {
        const std::uint32_t row = rows[untaken.seen];
        const double value = column.number(row);
        untaken.series.values[untaken.taken] = value * scale;
        untaken.taken += model::present(value) ? 1 : 0;
    }
}

// Those whose values were taken.
static void keep_rows(Untaken& untaken) {
    Part& part = untaken.series.parts.front();
    if (untaken.taken == untaken.rows->size()) {
        part.rows = *untaken.rows;
        return;
    }
    for (const std::uint32_t row : *untaken.rows) {
        if (model::present(part.column->number(row))) part.rows.push_back(row);
    }
}

// An operand over text is one cell: each row is a part, as if it lay in a file of its own.
static void part_text_rows(Series& series) {
    if (!series.parts.front().table->is_text()) return;
    const Part whole = std::move(series.parts.front());
    series.parts.clear();
    for (const std::uint32_t row : whole.rows) {
        series.parts.push_back({whole.table, whole.column, {row}, whole.where});
    }
}

// The series of one column, stretch by stretch of it: rows of a group mostly lie scattered, and all
// groups together read each stretch once while it is near.
static void take_values(std::span<Untaken* const> of_column) {
    constexpr std::uint32_t kStretch = 1U << 15U;
    std::uint32_t rows = 0;
    for (Untaken* one : of_column) {
        one->series.values.resize(one->rows->size());
        rows = std::max(rows, one->rows->back() + 1);
    }
    for (std::uint32_t begin = 0; begin < rows; begin += std::min(kStretch, rows - begin)) {
        const std::uint32_t end = begin + std::min(kStretch, rows - begin);
        for (Untaken* one : of_column) take_until(end, *one);
    }
    for (Untaken* one : of_column) {
        one->series.values.resize(one->taken);
        keep_rows(*one);
        part_text_rows(one->series);
    }
}

// By column, in the order in which they come first.
static std::vector<std::vector<Untaken*>> by_column(std::vector<Untaken>& untaken) {
    std::vector<std::vector<Untaken*>> out;
    std::map<const model::Column*, std::size_t> known;
    for (Untaken& one : untaken) {
        const auto [at, fresh] = known.try_emplace(one.series.parts.front().column, out.size());
        if (fresh) out.emplace_back();
        out[at->second].push_back(&one);
    }
    return out;
}

static bool takes_part(const model::RecordSet& records, const model::Table& table) {
    const model::Source& source = records.sources[table.source];
    if (table.counts_twice || source.duplicate_of) return false;
    return table.role == model::Role::kRaw && table.rows > 0;
}

// The whole column in as few ranges as there are, less what failed or is absent: for samples whose
// rows lie scattered in a big table.
static Cells locate_whole(const Part& part) {
    Rows rows;
    const model::Table& table = *part.table;
    const bool sound = table.failed.empty();
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        if (!model::present(part.column->number(row))) continue;
        if (sound || !table.is_failed(row)) rows.push_back(row);
    }
    return cells_at(table, *part.column, rows).front();
}

static bool lies_scattered(const Part& part) {
    if (part.table->row_ids.empty()) return part.rows.size() > kMostRuns;
    std::size_t runs = 0;
    for (std::size_t i = 0; i < part.rows.size() && runs <= kMostRuns; ++i) {
        const auto& ids = part.table->row_ids;
        if (i == 0 || ids[part.rows[i]] != ids[part.rows[i - 1]] + 1) ++runs;
    }
    return runs > kMostRuns;
}

// Documents of one file are one operand: together their cells are all that the file has.
static void add_operand(Cells cells, std::vector<Operand>& operands) {
    Cells* last = operands.empty() ? nullptr : std::get_if<Cells>(&operands.back());
    const bool joins = last != nullptr && last->source == cells.source &&
                       last->scale == cells.scale && last->raw.empty() && cells.raw.empty() &&
                       last->where.empty() && cells.where.empty();
    if (!joins) {
        operands.emplace_back(std::move(cells));
        return;
    }
    last->at.insert(last->at.end(), cells.at.begin(), cells.at.end());
}

// The groups of a column share the ranges of the whole of it.
static void find_operands(std::vector<Series>& all, unsigned jobs) {
    std::map<const model::Column*, std::size_t> place;
    std::vector<const Part*> scattered;
    for (const Series& series : all) {
        for (const Part& part : series.parts) {
            if (part.table->is_text() || part.where.empty() || place.contains(part.column) ||
                !lies_scattered(part))
                continue;
            place.emplace(part.column, scattered.size());
            scattered.push_back(&part);
        }
    }
    std::vector<Cells> whole(scattered.size());
    for_each_index(whole.size(), jobs,
                   [&](std::size_t i) { whole[i] = locate_whole(*scattered[i]); });
    for_each_index(all.size(), jobs, [&](std::size_t i) {
        for (const Part& part : all[i].parts) {
            const bool shares =
                !part.table->is_text() && !part.where.empty() && lies_scattered(part);
            // A part of text has one row.
            Cells cells = shares ? whole[place.at(part.column)]
                                 : cells_at(*part.table, *part.column, part.rows).front();
            if (shares)
                cells.where.insert(cells.where.begin(), part.where.begin(), part.where.end());
            cells.scale = part.column->reading.scale;
            add_operand(std::move(cells), all[i].operands);
        }
    });
}

std::vector<Series> find_series(const model::RecordSet& records, unsigned jobs) {
    std::vector<const model::Table*> tables;
    for (const model::Table& table : records.tables) {
        if (takes_part(records, table)) tables.push_back(&table);
    }
    const Builds builds = find_builds(records, tables);
    std::vector<Grouping> groupings;
    for (const model::Table& table : records.tables) {
        if (takes_part(records, table)) groupings.push_back(group_table(records, table, builds));
    }
    std::vector<Untaken> untaken;
    for (const Grouping& grouping : groupings) {
        for (const Rows& rows : grouping.groups) add_group(grouping, rows, untaken);
    }
    const auto columns = by_column(untaken);
    for_each_index(columns.size(), jobs, [&](std::size_t i) { take_values(columns[i]); });
    std::vector<Series> out;
    out.reserve(untaken.size());
    for (Untaken& one : untaken) out.push_back(std::move(one.series));
    pool_runs(out, records);
    drop_told_runs(builds, out);
    std::stable_sort(out.begin(), out.end(), [](const Series& a, const Series& b) {
        return std::tuple(a.suite(), a.metric.id, a.scope) <
               std::tuple(b.suite(), b.metric.id, b.scope);
    });
    for_each_index(out.size(), jobs,
                   [&](std::size_t i) { out[i].description = stats::describe(out[i].values); });
    find_operands(out, jobs);
    return out;
}

}  // namespace chimera::facts
