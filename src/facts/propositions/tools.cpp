// SPDX-License-Identifier: Apache-2.0
// What several tools say: which files are whose, which of their names are alike while their
// definitions are not (definition_mismatch), and what all of them measured by one definition.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/stored.h"
#include "facts/workflow.h"
#include "model/column_name.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"count.tool.row", "| {tool} | {files} |", {"tool", "files"}},
    {"definition_mismatch.tools.1",
     "What {tool_a} calls {name_a} is the {metric_a}, and what {tool_b} calls {name_b} is the "
     "{metric_b}: alike in name and not in definition, the two are not compared."},
    {"definition_mismatch.tools.2",
     "The {name_a} of {tool_a} is the {metric_a} and the {name_b} of {tool_b} the {metric_b}, so "
     "that the two stand apart in this report."},
    {"definition_mismatch.tools.3",
     "No comparison is made of {name_a} in {tool_a}, which is the {metric_a}, with {name_b} in "
     "{tool_b}, which is the {metric_b}."},
    {"definition_mismatch.tools.4",
     "{tool_a} and {tool_b} use like names for unlike things: {name_a} is the {metric_a}, {name_b} "
     "the {metric_b}."},
    {"definition_mismatch.tools.5",
     "Beware of the names: {name_a} in files of {tool_a} is the {metric_a}, while {name_b} in "
     "those of {tool_b} is the {metric_b}."},
    {"statement.stated.row",
     "| {source} | {subject} | {metric} | {statistic} | {stated} | {recomputed} |",
     {"file", "model", "metric", "statistic", "as the tool states it", "from its values"}},
    {"statement.differs.1",
     "{source} states {stated} as the {statistic} {metric}, and the values beside it give "
     "{recomputed}."},
    {"statement.differs.2",
     "The {statistic} {metric} that {source} states, {stated}, is not what its values give: "
     "{recomputed}."},
    {"statement.differs.3",
     "Computed from its values, the {statistic} {metric} of {source} is {recomputed}, where its "
     "tool "
     "states {stated}."},
    {"statement.percentile.row",
     "| {source} | {subject} | {setting} | {metric} | {column} | {value} |",
     {"file", "model", "setting", "metric", "as the file calls it", "value"}},
    {"statement.across", "What more than one tool measured by one definition:"},
    {"statement.across.row",
     "| {metric} | {tool} | {source} | {subject} | {setting} | {mean} | {median} |",
     {"metric", "tool", "file", "model", "setting", "mean", "median"}},
};

// From this share of itself on, a stated figure is said to differ from its values.
static constexpr double kDiffers = 0.01;

// A metric in the files of one tool, and what the tool calls it.
struct Told {
    std::string name;
    const model::Metric* metric = nullptr;
};

using ByTool = std::map<std::string, Told>;  // the first name that a tool has for something

static const model::ProducedBy* tool_of(const Analysis& analysis, model::SourceIndex source) {
    const model::Source& file = analysis.records.sources[source];
    const bool measured = file.role == model::Role::kRaw || file.role == model::Role::kSummary;
    return file.produced_by && measured && !file.twin_of ? &*file.produced_by : nullptr;
}

// "metrics/itl_ms/successful/mean" without what only says which statistic: "metrics/itl_ms".
static std::string plain_name(std::string_view column) {
    static constexpr std::string_view kGroups[] = {"successful", "values", "percentiles", "value",
                                                   "stats"};
    for (;;) {
        const std::string_view last = last_segment(column);
        auto words = model::split_column_name(last).segments.front();
        const bool says_nothing =
            model::lone_statistic(words).has_value() ||
            (model::take_statistic(words).has_value() && words.empty()) ||
            std::find(std::begin(kGroups), std::end(kGroups), last) != std::end(kGroups);
        if (!says_nothing || last.size() == column.size()) return std::string(column);
        column.remove_suffix(last.size() + 1);
    }
}

// What a name says without its tool: of all spellings of one name the same.
static std::string said_metric(const std::string& name) {
    // The name of a time says no unit.
    for (const char* unit : {"", "ms"}) {
        const model::Reading reading = model::read_column(last_segment(name), unit);
        if (reading.metric && reading.metric->registered) return reading.metric->id;
    }
    return {};
}

static void add_names(const Analysis& analysis, const model::Table& table, const auto& columns,
                      std::map<std::string, ByTool>& out) {
    const model::ProducedBy* tool = tool_of(analysis, table.source);
    if (tool == nullptr) return;
    for (const auto& column : columns) {
        const model::Reading& reading = column.reading;
        if (!reading.metric || !reading.metric->registered || !reading.metric->headline) continue;
        const std::string name = plain_name(column.name);
        const std::string said = said_metric(name);
        if (!said.empty()) out[said].try_emplace(tool->tool, Told{name, &*reading.metric});
    }
}

// Pairs of tools whose names are alike while their metrics are not; one pair for each definition.
static void find_mismatches(Analysis& analysis) {
    std::map<std::string, ByTool> names;
    for (const model::Table& table : analysis.records.tables) {
        add_names(analysis, table, table.columns, names);
        add_names(analysis, table, table.lists, names);
    }
    for (const auto& [said, tools] : names) {
        std::set<std::string> told = {tools.begin()->second.metric->id};
        const auto& [tool_a, a] = *tools.begin();
        for (const auto& [tool_b, b] : tools) {
            if (!told.insert(b.metric->id).second) continue;
            Proposition found{.kind = "definition_mismatch"};
            found.arguments = {{"tool_a", tool_a},         {"tool_b", tool_b},
                               {"name_a", a.name},         {"name_b", b.name},
                               {"metric_a", a.metric->id}, {"metric_b", b.metric->id}};
            found.slots = {
                {"tool_a", NameSlot{tool_a}},          {"tool_b", NameSlot{tool_b}},
                {"name_a", NameSlot{a.name}},          {"name_b", NameSlot{b.name}},
                {"metric_a", literal(a.metric->name)}, {"metric_b", literal(b.metric->name)}};
            found.wordings = ids_of(kWordings, "definition_mismatch.tools");
            found.salience = 0.7;
            found.mandatory = true;
            found.topic = "quality/definitions";
            analysis.found.push_back(std::move(found));
        }
    }
}

static void count_tools(Analysis& analysis) {
    std::map<std::string, std::vector<model::SourceIndex>> files;
    for (const auto i : files_of_root(analysis.records)) {
        const auto& tool = analysis.records.sources[i].produced_by;
        if (tool) files[tool->tool].push_back(i);
    }
    for (const auto& [tool, sources] : files) {
        Proposition row{.kind = "count"};
        const FactId n = analysis.book.of_files(sources, "files of " + tool);
        row.arguments = {{"n", n}, {"tool", tool}};
        row.slots = {{"tool", NameSlot{tool}}, {"files", link(n)}};
        row.wordings = {"count.tool.row"};
        row.topic = "coverage/tools";
        analysis.found.push_back(std::move(row));
    }
}

// One line of what several tools measured.
struct Line {
    std::string tool;
    model::SourceIndex source = 0;
    std::string setting;
    FactId mean = kNoFact;
    FactId median = kNoFact;
};

static void add_series(const Analysis& analysis, std::map<std::string, std::vector<Line>>& lines) {
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const Summary& summary = analysis.summaries[i];
        const model::SourceIndex source = series.parts.front().table->source;
        const model::ProducedBy* tool = tool_of(analysis, source);
        if (tool == nullptr || !series.metric.headline || series.parts.size() != 1) continue;
        std::vector<std::string> settings;
        for (const auto& [key, value] : series.scope) {
            if (key != "model" && key != "suite" && key != "run")
                settings.push_back(std::string(last_segment(key)) + "=" + value);
        }
        const FactId median = summary.cell != kNoFact ? summary.cell : summary.median;
        if (median == kNoFact) continue;
        lines[series.metric.id].push_back(
            {tool->tool, source, join(settings, ", "), summary.mean, median});
    }
}

static void add_stored(const Analysis& analysis, std::map<std::string, std::vector<Line>>& lines) {
    for (const StoredGroup& group : analysis.stored_only) {
        const model::ProducedBy* tool = tool_of(analysis, group.source);
        if (tool == nullptr || !group.metric.headline) continue;
        for (const StoredRow& row : group.rows) {
            const auto fact = [&](const char* statistic) {
                const auto at = row.by_statistic.find(statistic);
                return at == row.by_statistic.end() ? kNoFact : at->second;
            };
            Line line{tool->tool, group.source, row.setting, fact("mean"), fact("median")};
            if (line.mean != kNoFact || line.median != kNoFact) {
                lines[group.metric.id].push_back(std::move(line));
            }
        }
    }
}

static void find_across(Analysis& analysis) {
    constexpr std::size_t kMostLines = 3;  // of one tool: more are found in their own tables
    std::map<std::string, std::vector<Line>> lines;
    add_series(analysis, lines);
    add_stored(analysis, lines);
    const auto tools_in = [](const std::vector<Line>& all) {
        std::set<std::string> tools;
        for (const Line& line : all) tools.insert(line.tool);
        return tools.size();
    };
    std::erase_if(lines, [&](const auto& one) { return tools_in(one.second) < 2; });
    if (lines.empty()) return;
    analysis.found.push_back(
        {.kind = "statement", .wordings = {"statement.across"}, .topic = "tools across/title"});
    const auto linked = [](FactId fact) {
        return fact == kNoFact ? Slot(literal("–")) : Slot(link(fact));
    };
    for (const auto& [metric, all] : lines) {
        std::map<std::string, std::size_t> shown;
        for (const Line& line : all) {
            if (++shown[line.tool] > kMostLines) continue;
            const FactId any = line.mean != kNoFact ? line.mean : line.median;
            Proposition row{.kind = "statement"};
            row.slots = {{"metric", literal(model::find_metric(metric)->name)},
                         {"tool", NameSlot{line.tool}},
                         {"source", SourceSlot{line.source}},
                         {"subject", model_slot(analysis.book, any)},
                         {"setting",
                          line.setting.empty() ? Slot(literal("–")) : Slot(NameSlot{line.setting})},
                         {"mean", linked(line.mean)},
                         {"median", linked(line.median)}};
            row.wordings = {"statement.across.row"};
            row.topic = "tools across";
            analysis.found.push_back(std::move(row));
        }
    }
}

// Figures that a tool states among the values that they are of. Those that differ most come first.
static void find_stated(Analysis& analysis) {
    std::vector<const StoredCheck*> checks;
    for (const StoredCheck& check : analysis.stored) {
        if (check.summary->role != model::Role::kSummary) checks.push_back(&check);
    }
    const auto gap = [](const StoredCheck& check) {
        return std::fabs(check.claimed - check.recomputed) /
               std::max(std::fabs(check.recomputed), 1e-300);
    };
    std::stable_sort(checks.begin(), checks.end(),
                     [&](const auto* a, const auto* b) { return gap(*a) > gap(*b); });
    for (const StoredCheck* check : checks) {
        const StoredFacts pair = facts_of(analysis, *check);
        Proposition row{.kind = "statement"};
        row.slots = {{"source", SourceSlot{check->summary->source}},
                     {"subject", model_slot(analysis.book, pair.claimed)},
                     {"metric", literal(check->column->reading.metric->name)},
                     {"statistic", literal(statistic_phrase(check->statistic))},
                     {"stated", link(pair.claimed)},
                     {"recomputed", link(pair.recomputed)}};
        if (gap(*check) > kDiffers) {
            Proposition differs = row;
            differs.wordings = ids_of(kWordings, "statement.differs");
            differs.salience = 0.6;
            differs.mandatory = true;
            differs.topic = "conflict/stated";
            analysis.found.push_back(std::move(differs));
        }
        row.slots["statistic"] = literal(check->statistic);
        row.wordings = {"statement.stated.row"};
        row.topic = "tools stated";
        analysis.found.push_back(std::move(row));
    }
}

// A high percentile of a time that the tool states: what service levels are agreed on.
static bool is_high_percentile(const model::Column& column) {
    const model::Reading& reading = column.reading;
    constexpr double kHigh = 0.95;
    return reading.metric && reading.metric->registered && reading.metric->headline &&
           reading.metric->latency && reading.statistic == model::Statistic::kQuantile &&
           reading.p >= kHigh && !column.numbers.empty();
}

static void find_percentiles(Analysis& analysis) {
    constexpr std::size_t kMostRows = 40;  // longer tables hold single measurements
    for (const model::Table& table : analysis.records.tables) {
        const model::Source& source = analysis.records.sources[table.source];
        const bool counts = tool_of(analysis, table.source) != nullptr && !source.duplicate_of &&
                            !table.counts_twice && table.rows <= kMostRows;
        for (std::uint32_t row = 0; counts && row < table.rows; ++row) {
            for (const model::Column& column : table.columns) {
                if (!is_high_percentile(column) || table.is_failed(row) ||
                    !model::present(column.number(row)))
                    continue;
                const FactId value = stored_cell(analysis, table, column, row);
                const std::string setting = stored_setting(table, row);
                Proposition line{.kind = "statement", .wordings = {"statement.percentile.row"}};
                line.slots = {
                    {"source", SourceSlot{table.source}},
                    {"subject", model_slot(analysis.book, value)},
                    {"setting", setting.empty() ? Slot(literal("–")) : Slot(NameSlot{setting})},
                    {"metric", literal(column.reading.metric->name)},
                    {"column", NameSlot{column.name}},
                    {"value", link(value)}};
                line.topic = "tools percentiles";
                analysis.found.push_back(std::move(line));
            }
        }
    }
}

static void find(Analysis& analysis) {
    count_tools(analysis);
    find_stated(analysis);
    find_percentiles(analysis);
    find_mismatches(analysis);
    find_across(analysis);
}

Finder tools_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
