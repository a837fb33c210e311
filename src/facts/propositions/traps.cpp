// SPDX-License-Identifier: Apache-2.0
// What makes figures of a load test say something else than they seem to: a load that was asked for
// and not reached, chunks of several tokens, answers of other lengths than asked for or than those
// they stand beside, prompts that the server had in its cache, two units for times in one file,
// times without a zone.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/clock.h"
#include "core/text.h"
#include "facts/cells.h"
#include "facts/propositions/finders.h"
#include "facts/stored.h"
#include "model/column_name.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"statement.load.1",
     "{source} asked for a load of {asked} and reached {reached}: its figures are those of the "
     "load that it reached."},
    {"statement.load.2",
     "Of the load of {asked} that {source} asked for, {reached} came about, and its figures belong "
     "to that."},
    {"statement.load.row",
     "| {source} | {asked} | {reached} |",
     {"file", "load asked for", "load reached"}},
    {"statement.chunks.1",
     "In {source}, {tokens} of {requests} requests came with {gaps} gaps between chunks: a chunk "
     "may "
     "hold more than one token, so that such a gap is no time per token."},
    {"statement.chunks.2",
     "{source} counts {gaps} gaps between chunks for {tokens} of {requests} requests, so that some "
     "chunks hold more than one and their gaps are no times per token."},
    {"statement.short.1",
     "{source} asked for {asked} of output a request and got {got} on average, so that requests "
     "were shorter than planned."},
    {"statement.short.2",
     "Answers in {source} have {got} on average where {asked} were asked for."},
    {"statement.lengths.1",
     "Answers differ in length: {low} on average in {source} and {high} in {other}, so that times "
     "of whole requests are not of equal work."},
    {"statement.lengths.2",
     "Whole requests of {source}, with answers of {low} on average, and of {other}, with {high}, "
     "are not of equal work."},
    {"statement.cached.1",
     "In {source}, {cached} of the prompts came from a cache, which shortens the time to the first "
     "token."},
    {"statement.cached.2",
     "The server had {cached} of the prompts of {source} in its cache, so that times to the first "
     "token are shorter than without it."},
    {"statement.units.1",
     "{source} writes {a} in milliseconds and {b} in seconds; each is read by its own unit."},
    {"statement.units.2",
     "Milliseconds ({a}) stand beside seconds ({b}) in {source}, and each is read by its own "
     "unit."},
    {"statement.zone.1",
     "Files whose times name no zone: {n}. Such times are read as UTC and may be local."},
    {"statement.zone.2",
     "What is read as UTC may be local time in files whose times name no zone, {n} of them here."},
};

// A share of what was asked for below which it was not reached.
static constexpr double kReached = 0.95;
// Lengths of answers that differ by more than this are not of one work.
static constexpr double kUnequal = 1.1;
static constexpr std::size_t kMostRows = 50;  // a table of single measurements has many more
static constexpr std::size_t kMostTold = 2;   // of one trap

static void tell(Analysis& analysis, const char* family, Slots slots) {
    Proposition found{.kind = "statement", .slots = std::move(slots)};
    found.wordings = ids_of(kWordings, family);
    found.salience = 0.35;
    found.topic = "quality/traps";
    analysis.found.push_back(std::move(found));
}

static const model::Column* named_column(const model::Table& table,
                                         std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        for (const model::Column& column : table.columns) {
            if (lower(last_segment(column.name)) == name && !column.numbers.empty()) return &column;
        }
    }
    return nullptr;
}

static const model::Column* metric_column(const model::Table& table, std::string_view metric) {
    using model::Statistic;
    for (const model::Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        const bool whole =
            reading.statistic == Statistic::kRaw || reading.statistic == Statistic::kMean;
        if (reading.metric && reading.metric->id == metric && whole && !column.numbers.empty())
            return &column;
    }
    return nullptr;
}

struct Setting {
    const model::Table& table;
    const model::Column& column;
    std::string unit;
};

// A setting of the row as a fact.
static FactId setting_fact(Analysis& analysis, const Setting& setting, std::uint32_t row) {
    const auto& [table, column, unit] = setting;
    Fact described{.label = "`" + column.name + "`", .unit = unit};
    described.kind = described.worst =
        table.role == model::Role::kSummary ? Class::kSummary : Class::kMeasured;
    return analysis.book.of_cell(cell_at(table, column, row), column.number(row), column.decimals,
                                 std::move(described));
}

// Every such file is a row of a table; the first is spoken of.
static void find_load(Analysis& analysis, const model::Table& table, bool& told) {
    static constexpr std::string_view kAsked[] = {"requested_rate", "request_rate", "target_rate",
                                                  "target_qps"};
    static constexpr std::string_view kSent[] = {"achieved_rate"};
    const model::Column* asked = named_column(table, kAsked);
    const model::Column* sent = named_column(table, kSent);
    const model::Column* served = metric_column(table, "request_throughput");
    const model::Column* reached = sent != nullptr ? sent : served;
    if (asked == nullptr || reached == nullptr) return;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        const double wanted = asked->number(row);
        const double got = reached->number(row);
        const bool both = model::present(wanted) && model::present(got) && got > 0;
        if (!both || got >= kReached * wanted) continue;
        const FactId of_wanted = setting_fact(analysis, {table, *asked, "req/s"}, row);
        const FactId of_got = reached == served
                                  ? stored_cell(analysis, table, *reached, row)
                                  : setting_fact(analysis, {table, *reached, "req/s"}, row);
        Slots slots = {{"source", SourceSlot{table.source}},
                       {"asked", link(of_wanted)},
                       {"reached", link(of_got)}};
        analysis.found.push_back({.kind = "statement",
                                  .slots = slots,
                                  .wordings = {"statement.load.row"},
                                  .topic = "tools loads"});
        if (!std::exchange(told, true)) tell(analysis, "statement.load", std::move(slots));
        return;  // one row tells it
    }
}

static void find_short_answers(Analysis& analysis, const model::Table& table) {
    static constexpr std::string_view kAsked[] = {"random_output_len", "output_len",
                                                  "output_length", "synthetic_output_tokens_mean",
                                                  "output_tokens_mean"};
    const model::Column* asked = named_column(table, kAsked);
    const model::Column* got = metric_column(table, "output_tokens");
    if (asked == nullptr || got == nullptr || asked == got) return;
    if (asked->reading.meaning != model::Meaning::kParameter) return;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        const bool both = model::present(asked->number(row)) && model::present(got->number(row));
        if (!both || got->number(row) >= kReached * asked->number(row)) continue;
        tell(analysis, "statement.short",
             {{"source", SourceSlot{table.source}},
              {"asked", link(setting_fact(analysis, {table, *asked, "tokens"}, row))},
              {"got", link(stored_cell(analysis, table, *got, row))}});
        return;
    }
}

enum class TimeUnit { kNone, kMilliseconds, kSeconds };

static TimeUnit unit_of(const model::Column& column) {
    const model::Reading& reading = column.reading;
    if (!reading.metric || reading.statistic == model::Statistic::kCount || column.numbers.empty())
        return TimeUnit::kNone;
    const std::string& unit = reading.metric->unit;
    const double in_seconds = unit == "s" ? reading.scale : unit == "ms" ? reading.scale / 1000 : 0;
    if (in_seconds == 1) return TimeUnit::kSeconds;
    return in_seconds == 0.001 ? TimeUnit::kMilliseconds : TimeUnit::kNone;
}

static void find_units(Analysis& analysis, const model::Table& table) {
    // What one file of a tool does, all of its files do.
    const std::string& tool = analysis.records.sources[table.source].produced_by->tool;
    for (const Proposition& found : analysis.found) {
        if (found.kind != "statement" || !found.wordings.front().starts_with("statement.units"))
            continue;
        const auto source = std::get<SourceSlot>(found.slots.at("source")).source;
        if (analysis.records.sources[source].produced_by->tool == tool) return;
    }
    const model::Column* milliseconds = nullptr;
    const model::Column* seconds = nullptr;
    for (const model::Column& column : table.columns) {
        const TimeUnit unit = unit_of(column);
        if (unit == TimeUnit::kMilliseconds && milliseconds == nullptr) milliseconds = &column;
        if (unit == TimeUnit::kSeconds && seconds == nullptr) seconds = &column;
    }
    if (milliseconds == nullptr || seconds == nullptr) return;
    tell(analysis, "statement.units",
         {{"source", SourceSlot{table.source}},
          {"a", NameSlot{milliseconds->name}},
          {"b", NameSlot{seconds->name}}});
}

// "20260412-101530", "2025-10-02 19:18:24": a date and a time, and no word on where.
static bool lacks_zone(std::string_view text) {
    text = trim(text);
    const std::size_t digits = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return is_digit(c); }));
    constexpr std::size_t kDate = 8;
    if (digits < kDate + 4 || !parse_stamp(text)) return false;
    if (text.ends_with('Z') || text.ends_with('z') || text.find('+') != std::string_view::npos)
        return false;
    // A minus behind the time is an offset; Unix time is one number.
    const std::size_t colon = text.rfind(':');
    const bool offset =
        text.size() > 6 && text[text.size() - 6] == '-' && text[text.size() - 3] == ':';
    const bool number = text.find_first_not_of("0123456789.") == std::string_view::npos;
    return !number && !offset &&
           (colon != std::string_view::npos || text.find('-') != std::string_view::npos);
}

static bool writes_times_without_zone(const model::Table& table) {
    for (const model::Column& column : table.columns) {
        if (column.reading.meaning != model::Meaning::kTime || column.texts.empty()) continue;
        const auto& texts = column.texts.dictionary();
        if (!texts.empty() && lacks_zone(texts[0])) return true;
    }
    return false;
}

static void find_zones(Analysis& analysis) {
    std::set<model::SourceIndex> files;
    for (const model::Table& table : analysis.records.tables) {
        if (table.role == model::Role::kRaw && writes_times_without_zone(table))
            files.insert(table.source);
    }
    if (files.empty()) return;
    const std::vector<model::SourceIndex> sources(files.begin(), files.end());
    const FactId n = analysis.book.of_files(sources, "files whose times have no zone");
    tell(analysis, "statement.zone", {{"n", link(n)}});
}

static void find_chunks(Analysis& analysis) {
    std::size_t told = 0;
    for (std::size_t i = 0; i < analysis.series.size() && told < kMostTold; ++i) {
        const Series& gaps = analysis.series[i];
        if (gaps.metric.id != "chunk_gap_ms" || gaps.parts.size() != 1) continue;
        const auto at = beside_in_source(analysis, gaps, "output_tokens");
        if (!at) continue;
        const Series& tokens = analysis.series[*at];
        double sum = 0;
        for (const double value : tokens.values) sum += value;
        const double between = sum - static_cast<double>(tokens.values.size());
        // A few lost at the end of an answer are no sign.
        if (between * kReached <= static_cast<double>(gaps.values.size())) continue;
        const FactId total = analysis.book.of_series(tokens, "sum", {}, std::nullopt);
        if (total == kNoFact) continue;
        ++told;
        tell(analysis, "statement.chunks",
             {{"source", SourceSlot{gaps.parts.front().table->source}},
              {"tokens", link(total)},
              {"requests", link(analysis.summaries[*at].n)},
              {"gaps", link(analysis.summaries[i].n)}});
    }
}

static void find_cached(Analysis& analysis) {
    std::size_t told = 0;
    for (const Series& series : analysis.series) {
        const std::string& id = series.metric.id;
        const bool cached =
            id.find("cached") != std::string::npos || id.find("cache_read") != std::string::npos;
        if (!cached || id.find("token") == std::string::npos || series.parts.size() != 1) continue;
        if (std::none_of(series.values.begin(), series.values.end(),
                         [](double v) { return v > 0; }))
            continue;
        const FactId sum = analysis.book.of_series(series, "sum", {}, std::nullopt);
        if (sum == kNoFact || ++told > kMostTold) continue;
        tell(analysis, "statement.cached",
             {{"source", SourceSlot{series.parts.front().table->source}}, {"cached", link(sum)}});
    }
}

// A file, and how long its answers are on average.
struct Length {
    model::SourceIndex source = 0;
    FactId mean = kNoFact;
};

static void find_lengths(Analysis& analysis) {
    std::vector<Length> lengths;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const model::SourceIndex source = series.parts.front().table->source;
        const bool of_tool = analysis.records.sources[source].produced_by.has_value();
        if (series.metric.id == "output_tokens" && of_tool && analysis.summaries[i].mean != kNoFact)
            lengths.push_back({source, analysis.summaries[i].mean});
    }
    for (const StoredGroup& group : analysis.stored_only) {
        if (group.metric.id != "output_tokens") continue;
        for (const StoredRow& row : group.rows) {
            const auto mean = row.by_statistic.find("mean");
            if (mean != row.by_statistic.end()) lengths.push_back({group.source, mean->second});
        }
    }
    if (lengths.size() < 2) return;
    const auto shorter = [&](const Length& a, const Length& b) {
        return analysis.book.number(a.mean) < analysis.book.number(b.mean);
    };
    const auto [low, high] = std::minmax_element(lengths.begin(), lengths.end(), shorter);
    const double least = analysis.book.number(low->mean);
    if (least <= 0 || analysis.book.number(high->mean) <= kUnequal * least) return;
    if (low->source == high->source) return;
    tell(analysis, "statement.lengths",
         {{"source", SourceSlot{low->source}},
          {"other", SourceSlot{high->source}},
          {"low", link(low->mean)},
          {"high", link(high->mean)}});
}

// Calls `look` with each table that a tool measured and that is no long list of single requests,
// until it has told enough: the reader knows then what to look for.
template <typename Look>
static void look_at_tables(Analysis& analysis, std::size_t most, const Look& look) {
    const std::size_t before = analysis.found.size();
    for (const model::Table& table : analysis.records.tables) {
        const model::Source& source = analysis.records.sources[table.source];
        const bool measured =
            table.role == model::Role::kRaw || table.role == model::Role::kSummary;
        if (!measured || !source.produced_by || source.twin_of || source.duplicate_of ||
            table.is_nested() || table.rows > kMostRows)
            continue;
        look(table);
        if (analysis.found.size() - before >= most) return;
    }
}

static void find(Analysis& analysis) {
    constexpr std::size_t kMostLoads = 60;
    bool told = false;
    look_at_tables(analysis, kMostLoads,
                   [&](const model::Table& table) { find_load(analysis, table, told); });
    find_chunks(analysis);
    look_at_tables(analysis, kMostTold,
                   [&](const model::Table& table) { find_short_answers(analysis, table); });
    find_lengths(analysis);
    find_cached(analysis);
    look_at_tables(analysis, kMostTold,
                   [&](const model::Table& table) { find_units(analysis, table); });
    find_zones(analysis);
}

Finder traps_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
