// SPDX-License-Identifier: Apache-2.0
// Metrics of requests of which a file lists the times alone: of each its begin, its end and when
// every token came (inference-perf), or the gaps between its chunks (vLLM). Computed by our
// definitions, row by row, beside what the tool itself states.
#include <cmath>
#include <functional>

#include "core/text.h"
#include "facts/cells.h"
#include "facts/propositions/finders.h"
#include "facts/rows.h"
#include "facts/stored.h"
#include "model/locator.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"statement.times.title", "What follows from the times of single requests:"},
    {"statement.times.row",
     "| {source} | {subject} | {metric} | {requests} | {mean} | {median} | {max} | {stated} |",
     {"file", "model", "metric", "requests", "mean", "median", "max",
      "mean as the tool states it"}},
    {"statement.apart.1",
     "By the times of its requests the mean {metric} in {source} is {mean}, and {other} states "
     "{stated}."},
    {"statement.apart.2",
     "{other} states {stated} as the mean {metric}, where the times of the requests in {source} "
     "give {mean}."},
};

// A stated mean that differs by more than this share is spoken of.
static constexpr double kDiffers = 0.01;
// Longer files would be written out at length in one operand.
static constexpr std::size_t kMostRequests = 100'000;

namespace {

// One metric of these requests, row by row.
struct Derived {
    std::string_view metric;
    Mapped sample;
    std::vector<double> values;
};

// The requests that a file lists, and what all facts over them share.
struct Requests {
    model::SourceIndex source = 0;
    Scope scope;
    Class kind = Class::kMeasured;
    FactId n = kNoFact;
};

// What the tool states, and in which file.
struct Stated {
    FactId mean = kNoFact;
    model::SourceIndex source = 0;
};

}  // namespace

// The mean of the whole run that stands in the same file, or in one of the same tool beside it.
static Stated stated_mean(const Analysis& analysis, const Requests& requests,
                          std::string_view metric) {
    const auto& sources = analysis.records.sources;
    const model::Source& own = sources[requests.source];
    Stated out;
    for (const StoredGroup& group : analysis.stored_only) {
        const model::Source& other = sources[group.source];
        const bool of_tool = other.produced_by && own.produced_by &&
                             other.produced_by->tool == own.produced_by->tool;
        if (group.metric.id != metric || !of_tool || group.rows.size() != 1 ||
            folder_of(other.path) != folder_of(own.path))
            continue;
        const auto mean = group.rows.front().by_statistic.find("mean");
        if (mean == group.rows.front().by_statistic.end()) continue;
        const bool whole = last_segment(other.path).starts_with("summary");
        if (out.mean != kNoFact && !whole && group.source != requests.source) continue;
        out = {mean->second, group.source};
        if (whole || group.source == requests.source) break;
    }
    return out;
}

static void tell(Analysis& analysis, const Requests& requests, Derived derived) {
    const model::Metric& metric = *model::find_metric(derived.metric);
    const auto fact = [&](const char* op) {
        Fact described{.label = std::string(op) + " " + metric.name + ", from times of requests",
                       .unit = metric.unit,
                       .kind = requests.kind,
                       .worst = requests.kind,
                       .metric = metric.id,
                       .scope = requests.scope};
        return analysis.book.of_mapped(op, {derived.sample}, derived.values, std::move(described));
    };
    const FactId mean = fact("mean");
    if (mean == kNoFact) return;
    const Stated stated = stated_mean(analysis, requests, derived.metric);
    const bool is_stated = stated.mean != kNoFact;
    Proposition row{.kind = "statement", .wordings = {"statement.times.row"}};
    row.slots = {{"source", SourceSlot{requests.source}},
                 {"subject", model_slot(analysis.book, mean)},
                 {"metric", literal(metric.name)},
                 {"requests", link(requests.n)},
                 {"mean", link(mean)},
                 {"median", link(fact("median"))},
                 {"max", link(fact("max"))},
                 {"stated", is_stated ? Slot(link(stated.mean)) : Slot(literal("–"))}};
    row.topic = "tools times";
    const double ours = analysis.book.number(mean);
    if (is_stated &&
        std::fabs(analysis.book.number(stated.mean) - ours) > kDiffers * std::fabs(ours)) {
        Proposition apart = row;
        apart.slots["other"] = SourceSlot{stated.source};
        apart.wordings = ids_of(kWordings, "statement.apart");
        apart.salience = 0.6;
        apart.mandatory = true;
        apart.topic = "conflict/stated";
        analysis.found.push_back(std::move(apart));
    }
    analysis.found.push_back(std::move(row));
}

// Begin, end and the times of the tokens of every sound request.
namespace {

struct Times {
    const model::Table& table;
    const model::Column* start = nullptr;
    const model::Column* end = nullptr;
    const model::Column* tokens = nullptr;
    const model::ListColumn* stamps = nullptr;
    model::Rows rows;

    std::size_t count(std::uint32_t row) const {
        return static_cast<std::size_t>(stamps->offsets[row + 1] - stamps->offsets[row]);
    }
    double stamp(std::uint32_t row, bool last) const {
        return stamps->values[last ? stamps->offsets[row + 1] - 1 : stamps->offsets[row]];
    }
};

}  // namespace

static const model::Column* numbers_called(const model::Table& table, std::string_view name) {
    for (const model::Column& column : table.columns) {
        if (last_segment(column.name) == name && !column.numbers.empty()) return &column;
    }
    return nullptr;
}

// Every sound row has both ends, or nothing is said of any.
static bool find_times(Times& times) {
    const model::Table& table = times.table;
    times.start = numbers_called(table, "start_time");
    times.end = numbers_called(table, "end_time");
    times.tokens = numbers_called(table, "output_tokens");
    for (const model::ListColumn& list : table.lists) {
        if (last_segment(list.name) == "output_token_times") times.stamps = &list;
    }
    if (times.start == nullptr || times.end == nullptr || times.stamps == nullptr) return false;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        if (table.is_failed(row)) continue;
        if (!model::present(times.start->number(row)) || !model::present(times.end->number(row)))
            return false;
        times.rows.push_back(row);
    }
    return times.rows.size() > 1 && times.rows.size() <= kMostRequests;
}

static Cells cells_of(const Times& times, const std::string& name, double scale,
                      std::string fold = {}) {
    model::Column column;
    column.name = name;
    Cells out = cells_at(times.table, column, times.rows).front();
    out.scale = scale;
    out.fold = std::move(fold);
    return out;
}

static Derived derive(const Times& times, std::string_view metric, Mapped sample,
                      const std::function<double(std::uint32_t)>& value) {
    Derived out{metric, std::move(sample), {}};
    for (const std::uint32_t row : times.rows) out.values.push_back(value(row));
    return out;
}

static bool each(const Times& times, const std::function<bool(std::uint32_t)>& holds) {
    return std::all_of(times.rows.begin(), times.rows.end(), holds);
}

static void tell_times(Analysis& analysis, const Times& times) {
    Requests requests{times.table.source, {}, Class::kMeasured, kNoFact};
    if (times.table.role == model::Role::kSummary) requests.kind = Class::kSummary;
    const auto cells = [&](const model::Column* column, double scale) {
        return cells_of(times, column->name, scale);
    };
    const auto stamps = [&](const char* fold, double scale) {
        return cells_of(times, times.stamps->name, scale, fold);
    };
    requests.n =
        analysis.book.of_count({cells(times.end, 1)}, times.rows.size(),
                               {.label = "requests with their times", .statistic = "count"});
    const auto took = [&](std::uint32_t row) {
        return times.end->number(row) - times.start->number(row);
    };
    tell(analysis, requests,
         derive(times, "e2e_latency_s", {"a - b", {cells(times.end, 1), cells(times.start, 1)}},
                took));
    const bool counted =
        times.tokens != nullptr && each(times, [&](std::uint32_t row) {
            return model::present(times.tokens->number(row)) && times.tokens->number(row) >= 1;
        });
    if (counted) {
        tell(analysis, requests,
             derive(times, "e2e_per_token_ms",
                    {"(a - b) / c",
                     {cells(times.end, 1000), cells(times.start, 1000), cells(times.tokens, 1)}},
                    [&](std::uint32_t row) {
                        return (times.end->number(row) * 1000 - times.start->number(row) * 1000) /
                               times.tokens->number(row);
                    }));
    }
    // A request of one token has no time per further token.
    if (!each(times, [&](std::uint32_t row) { return times.count(row) >= 2; })) return;
    tell(analysis, requests,
         derive(times, "ttft_s", {"a - b", {stamps("first", 1), cells(times.start, 1)}},
                [&](std::uint32_t row) {
                    return times.stamp(row, false) - times.start->number(row);
                }));
    tell(analysis, requests,
         derive(times, "tpot_ms",
                {"(a - b) / (c - 1)",
                 {stamps("last", 1000), stamps("first", 1000), stamps("count", 1)}},
                [&](std::uint32_t row) {
                    return (times.stamp(row, true) * 1000 - times.stamp(row, false) * 1000) /
                           (static_cast<double>(times.count(row)) - 1);
                }));
}

// The gaps of each request and its tokens, where no latency is listed: their sum is the time from
// the first token to the last.
static void tell_gaps(Analysis& analysis, const Series& gaps) {
    const auto tokens_at = beside_in_source(analysis, gaps, "output_tokens");
    if (!tokens_at || beside_in_source(analysis, gaps, "e2e_latency_s")) return;
    const Series& tokens = analysis.series[*tokens_at];
    const Part& part = gaps.parts.front();
    const Part& other = tokens.parts.front();
    if (!part.table->is_nested() || !other.table->is_nested() || tokens.operands.size() != 1)
        return;
    Cells lists{.source = part.table->source};
    lists.scale = part.column->reading.scale;
    lists.fold = "sum";
    std::vector<double> sums;
    std::uint32_t owner = 0;
    for (const std::uint32_t row : part.rows) {
        const std::uint32_t of = part.table->owner_of(row);
        if (sums.empty() || of != owner) {
            owner = of;
            const std::string name = part.column->name.empty() ? "" : "/" + part.column->name;
            lists.at.push_back(part.table->owners[owner] + name);
            sums.push_back(0);
        }
        sums.back() += part.column->number(row);
    }
    if (sums.size() != other.rows.size() || sums.size() < 2 || sums.size() > kMostRequests) return;
    Derived derived{"tpot_ms", {"a / (b - 1)", {}}, {}};
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const std::string index = "/" + std::to_string(other.table->element_of(other.rows[i]));
        if (!lists.at[i].ends_with(index) || tokens.values[i] < 2) return;
        derived.values.push_back(sums[i] * lists.scale / (tokens.values[i] - 1));
    }
    derived.sample.args = {lists, std::get<Cells>(tokens.operands.front())};
    tell(analysis, {part.table->source, gaps.scope, gaps.kind, analysis.summaries[*tokens_at].n},
         std::move(derived));
}

static void find(Analysis& analysis) {
    constexpr std::size_t kMostTold = 40;
    const std::size_t before = analysis.found.size();
    for (const model::Table* table : counted_tables(analysis.records)) {
        if (!analysis.records.sources[table->source].produced_by) continue;
        Times times{*table};
        if (analysis.found.size() - before < kMostTold && find_times(times))
            tell_times(analysis, times);
    }
    for (const Series& series : analysis.series) {
        if (series.metric.id == "chunk_gap_ms" && series.parts.size() == 1 &&
            analysis.found.size() - before < kMostTold)
            tell_gaps(analysis, series);
    }
    if (analysis.found.size() == before) return;
    analysis.found.push_back(
        {.kind = "statement", .wordings = {"statement.times.title"}, .topic = "tools times/title"});
}

Finder request_times_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
