// SPDX-License-Identifier: Apache-2.0
// statement: table rows, definitions and remarks; true when every fact in it re-executes.
#include <map>
#include <set>

#include "core/text.h"
#include "facts/decomposition.h"
#include "facts/propositions/finders.h"
#include "facts/stored.h"
#include "facts/workflow.h"
#include "stats/summary.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"statement.table", "{metric} in {suite}, in {unit}:"},
    {"statement.table.pure", "{metric} in {suite}:"},
    {"statement.row",
     "| {subject} | {setting} | {n} | {mean} | {sd} | {interval} | {median} | {tail} |",
     {"model", "setting", "n", "mean", "sd", "95 % interval of the mean", "median", "p95"}},
    {"statement.deviation.row",
     "| {source} | {raw} | {metric} | {n} | {low} | {high} |",
     {"summary", "rows in", "metric", "values", "least difference", "largest difference"}},
    {"statement.stored", "{metric} as {source} stores it, in {unit}:"},
    {"statement.stored.pure", "{metric} as {source} stores it:"},
    {"statement.stored.row",
     "| {subject} | {setting} | {mean} | {sd} | {median} | {min} | {max} |",
     {"model", "setting", "mean", "sd", "median", "min", "max"}},
    {"statement.ttft.1",
     "Time to first token is here the sum of the columns {load} and {prompt}, not the wait of a "
     "client: what {ttft} leaves over lies between {low} and {high} in {n} rows."},
    {"statement.ttft.2",
     "What is called time to first token here adds {load} to {prompt} and times no client: over "
     "{n} rows, {ttft} leaves between {low} and {high} over."},
    {"statement.table.summed", "{metric} (load and prompt evaluation) in {suite}, in {unit}:"},
    {"statement.twin.1",
     "{copy} repeats the rows of {original} in another writing; they count once."},
    {"statement.twin.2",
     "The rows of {copy} are those of {original} in another writing, and count once."},
    {"statement.twin.3", "As {original} written in another way, {copy} adds no rows of its own."},
    {"statement.twin.4", "Both {original} and {copy} hold the same rows, which enter once."},
    {"statement.latest.1", "The latest of them was modified at {time}."},
    {"statement.latest.2", "What changed last among them did so at {time}."},
    {"statement.dependent.1",
     "The {metric} of {subject} in {suite}{@} has a lag-one autocorrelation of {acf} over {n} "
     "values, so that no ranking rests on single ones."},
    {"statement.dependent.2",
     "In {suite}{@}, a ranking of {subject} by {metric} rests on blocks of values, if on any: over "
     "{n} of them the lag-one autocorrelation is {acf}."},
    {"statement.dependent.3",
     "No ranking rests on single values of {metric} for {subject} in {suite}{@}, whose lag-one "
     "autocorrelation is {acf} over {n} of them."},
    {"statement.self.1", "Reading took {ingest}, analysis {analysis} and the report {report}."},
    {"statement.self.row", "| {what} | {value} |", {"figure", "value"}},
    {"statement.origin.1",
     "Of {of} sentences of prose in this report, the model that the header names chose the words "
     "of "
     "{n}; the rest are in the planner's words."},
    {"statement.exchanged.1",
     "Among neighbours of one level of salience it exchanged {n} in their order."},
    {"statement.agent.row",
     "| {agent} | {call} | {ttft} | {total} | {load} | {prompt} | {tokens} | {rate} |",
     {"agent", "call", "first word after", "total", "loading", "prompt tokens", "tokens",
      "token rate"}},
};

// A cell of a table whose title states the unit.
static Slot or_dash(const Book& book, FactId fact) {
    if (fact == kNoFact) return literal("–");
    return bare_link(book, fact);
}

static std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return text;
}

static void find_definition(Analysis& analysis, const std::vector<const model::Table*>& summed) {
    if (summed.empty()) return;
    const Remainder remainder = remainder_of(analysis, summed);
    if (remainder.low == kNoFact) return;
    Proposition found{.kind = "statement"};
    found.slots = {{"n", link(remainder.n)},           {"ttft", NameSlot{remainder.ttft}},
                   {"load", NameSlot{remainder.load}}, {"prompt", NameSlot{remainder.prompt}},
                   {"low", link(remainder.low)},       {"high", link(remainder.high)}};
    found.wordings = ids_of(kWordings, "statement.ttft");
    found.salience = 0.3;
    found.topic = "definition/ttft";
    analysis.found.push_back(std::move(found));
}

static std::string title_wording(const Series& series,
                                 const std::set<const model::Table*>& summed) {
    if (series.metric.unit.empty()) return "statement.table.pure";
    const bool sum = series.metric.id == "ttft_s" && summed.contains(series.parts.front().table);
    return sum ? "statement.table.summed" : "statement.table";
}

static void find_rows(Analysis& analysis, const std::set<const model::Table*>& summed) {
    std::set<std::string> titled;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!series.metric.registered && series.values.size() < 2) continue;
        const Summary& summary = analysis.summaries[i];
        const FactId any = summary.mean != kNoFact ? summary.mean : summary.cell;
        if (any == kNoFact) continue;
        const std::string topic = "table/" + series.suite() + "/" + series.metric.id;
        if (titled.insert(topic).second) {
            Proposition title{.kind = "statement"};
            title.slots = {{"metric", literal(capitalised(series.metric.name))},
                           {"suite", suite_slot(series, any)},
                           {"unit", literal(series.metric.unit)}};
            title.wordings = {title_wording(series, summed)};
            title.topic = topic + "/title";
            analysis.found.push_back(std::move(title));
        }
        Proposition row{.kind = "statement"};
        std::vector<std::string> settings;
        for (const auto& [key, value] : series.scope) {
            if (key != "model" && key != "suite")
                settings.push_back(std::string(last_segment(key)) + "=" + value);
        }
        row.slots = {{"n", summary.n == kNoFact ? Slot(literal("one")) : Slot(link(summary.n))},
                     {"mean", or_dash(analysis.book, summary.mean)},
                     {"sd", or_dash(analysis.book, summary.sd)},
                     {"interval", or_dash(analysis.book, summary.mean_ci)},
                     {"median", or_dash(analysis.book, summary.median)},
                     {"tail", or_dash(analysis.book, summary.p95)}};
        if (summary.cell != kNoFact) row.slots["median"] = or_dash(analysis.book, summary.cell);
        if (series.model().empty())
            row.slots["subject"] = literal("–");
        else
            row.slots["subject"] = scope_of("model", any);
        if (settings.empty())
            row.slots["setting"] = literal("–");
        else
            row.slots["setting"] = NameSlot{join(settings, ", ")};
        row.wordings = {"statement.row"};
        row.topic = topic;
        analysis.found.push_back(std::move(row));
    }
}

static void find_twins(Analysis& analysis) {
    const auto& sources = analysis.records.sources;
    for (model::SourceIndex i = 0; i < sources.size(); ++i) {
        if (!sources[i].twin_of) continue;
        analysis.found.push_back(
            {.kind = "statement",
             .slots = {{"copy", SourceSlot{i}}, {"original", SourceSlot{*sources[i].twin_of}}},
             .wordings = ids_of(kWordings, "statement.twin"),
             .salience = 0.2,
             .topic = "quality/twins"});
    }
}

static void find_dependent(Analysis& analysis) {
    std::set<std::size_t> compared;
    for (const ComparisonSet& set : analysis.sets)
        compared.insert(set.members.begin(), set.members.end());
    for (const std::size_t i : compared) {
        const Series& series = analysis.series[i];
        if (!series.metric.headline || may_be_compared(series) || series.model().empty()) continue;
        const FactId acf = analysis.book.of_series(series, "acf1", {}, std::nullopt);
        if (acf == kNoFact) continue;
        Proposition found{.kind = "statement"};
        found.slots = {{"metric", literal(series.metric.name)},
                       {"subject", scope_of("model", acf)},
                       {"suite", suite_slot(series, acf)},
                       {"acf", link(acf)},
                       {"n", link(analysis.summaries[i].n)}};
        const auto ids = wordings_of(kWordings, "statement.dependent");
        if (!name_settings(series, "model", ids, found)) continue;
        // How a finding was come by, and none itself.
        found.salience = 0.12;
        found.topic = "rank/" + series.metric.id + "/" + series.suite();
        analysis.found.push_back(std::move(found));
    }
}

static void find_latest(Analysis& analysis) {
    const std::vector<model::SourceIndex> all = files_of_root(analysis.records);
    std::int64_t latest = 0;
    for (const auto i : all) latest = std::max(latest, analysis.records.sources[i].modified);
    const FactId time = analysis.book.of_latest(all, latest);
    analysis.found.push_back({.kind = "statement",
                              .slots = {{"time", link(time)}},
                              .wordings = ids_of(kWordings, "statement.latest"),
                              .salience = 0.3,
                              .topic = "coverage/latest"});
}

// Aggregates that no raw rows stand behind: shown as stored, compared with nothing.
static void find_stored(Analysis& analysis) {
    for (const StoredGroup& group : analysis.stored_only) {
        const std::string topic =
            "stored/" + analysis.records.sources[group.source].path + "/" + group.metric.id;
        Proposition title{.kind = "statement"};
        title.slots = {{"metric", literal(capitalised(group.metric.name))},
                       {"source", SourceSlot{group.source}},
                       {"unit", literal(group.metric.unit)}};
        title.wordings = {group.metric.unit.empty() ? "statement.stored.pure" : "statement.stored"};
        title.topic = topic + "/title";
        analysis.found.push_back(std::move(title));
        for (const StoredRow& stored : group.rows) {
            Proposition row{.kind = "statement"};
            const auto cell = [&](const char* statistic) {
                const auto at = stored.by_statistic.find(statistic);
                return or_dash(analysis.book,
                               at == stored.by_statistic.end() ? kNoFact : at->second);
            };
            row.slots = {{"mean", cell("mean")},   {"sd", cell("sd")},   {"median", cell("median")},
                         {"min", cell("min")},     {"max", cell("max")}, {"subject", literal("–")},
                         {"setting", literal("–")}};
            const FactId any = stored.by_statistic.begin()->second;
            if (analysis.book.at(any).scope.contains("model"))
                row.slots["subject"] = scope_of("model", any);
            if (!stored.setting.empty()) row.slots["setting"] = NameSlot{stored.setting};
            if (!stored.name.empty()) row.slots["setting"] = NameSlot{stored.name};
            row.wordings = {"statement.stored.row"};
            row.topic = topic;
            analysis.found.push_back(std::move(row));
        }
    }
}

// Many stored values, one raw row each: how far they are off at most, in one sentence.
static void find_deviations(Analysis& analysis) {
    std::map<std::pair<const model::Table*, const model::Column*>, std::vector<StoredCheck>>
        columns;
    for (const StoredCheck& check : analysis.stored) {
        columns[{check.summary, check.column}].push_back(check);
    }
    for (const auto& [column, checks] : columns) {
        if (checks.size() < 2) continue;
        const Deviation deviation = deviation_of(analysis, checks);
        if (deviation.low == kNoFact || deviation.high == kNoFact) continue;
        Proposition found{.kind = "statement"};
        found.slots = {{"n", link(deviation.n)},
                       {"low", link(deviation.low)},
                       {"high", link(deviation.high)},
                       {"metric", literal(checks.front().column->reading.metric->name)},
                       {"source", SourceSlot{checks.front().summary->source}},
                       {"raw", SourceSlot{checks.front().raw->source}}};
        found.wordings = {"statement.deviation.row"};
        found.salience = 0.2;
        found.topic = "deviation/rows";
        analysis.found.push_back(std::move(found));
    }
}

static void find(Analysis& analysis) {
    find_deviations(analysis);
    find_stored(analysis);
    const auto summed = tables_with_summed_ttft(analysis.records);
    find_definition(analysis, summed);
    find_rows(analysis, {summed.begin(), summed.end()});
    find_twins(analysis);
    find_dependent(analysis);
    find_latest(analysis);
}

Finder statement_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
