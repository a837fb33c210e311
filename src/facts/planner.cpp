// SPDX-License-Identifier: Apache-2.0
#include "facts/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/clock.h"
#include "facts/plan.h"
#include "facts/rows.h"
#include "facts/workflow.h"

namespace chimera::facts {

static constexpr std::size_t kMostFindings = 10;
static constexpr std::size_t kFewestFindings = 5;
static constexpr std::size_t kMostRecommendations = 8;
static constexpr std::size_t kMostRisks = 6;
static constexpr std::size_t kMostSummaryWords = 165;
static constexpr std::size_t kMostTables = 40;
static constexpr std::size_t kMostStoredTables = 30;
static constexpr std::size_t kMostCountedDocuments = 3;
static constexpr std::size_t kMostEachGap = 25;
static constexpr std::size_t kMostConfounded = 6;

// What a joined sentence says is not said again beside it, nor joined a second time.
static Indices without_joined(const Plan& plan, const Indices& all) {
    std::set<std::size_t> told;
    Indices joined;
    for (const std::size_t i : all) {
        const auto& joins = plan.at(i).joins;
        const bool again = std::any_of(joins.begin(), joins.end(),
                                       [&](std::size_t part) { return told.contains(part); });
        if (!again) told.insert(joins.begin(), joins.end());
        if (!joins.empty() && !again) joined.push_back(i);
    }
    Indices out;
    for (const std::size_t i : all) {
        const bool says = plan.at(i).joins.empty()
                              ? !told.contains(i)
                              : std::find(joined.begin(), joined.end(), i) != joined.end();
        if (says) out.push_back(i);
    }
    return out;
}

static Indices findings(const Plan& plan) {
    Indices all;
    for (const char* topic : {"verdict/",
                              "joined/",
                              "rank/",
                              "configuration/",
                              "compare/",
                              "time/",
                              "conflict/",
                              "cold/",
                              "quality/failed",
                              "stable/",
                              "unstable/",
                              "outlier/",
                              "quality/missing",
                              "effect/",
                              "pareto/",
                              "trend/",
                              "alias/",
                              "confounded/",
                              "confounded advice/",
                              "backend/",
                              "mislabel/",
                              "launch/"}) {
        const Indices more = plan.about(topic);
        all.insert(all.end(), more.begin(), more.end());
    }
    // Failures by file and by reason have places of their own.
    std::erase_if(all,
                  [&](std::size_t i) { return plan.at(i).topic.starts_with("quality/failed "); });
    plan.sort(all);
    return without_joined(plan, all);
}

// As many of the most salient findings as the summary has room for.
static Indices that_fit(const Plan& plan, const Indices& from, std::size_t words) {
    Indices out;
    for (const std::size_t i :
         most_salient(plan, from, {.all = from.size(), .each = 1, .group = 2})) {
        const std::size_t more = plan.words_of(i);
        if (more > words) continue;
        words -= more;
        out.push_back(i);
    }
    return out;
}

static void plan_summary(Plan& plan) {
    Section& section = plan.section("1. Executive Summary", Author::kInsight);
    plan.choose(Choice::kFreshest);
    Indices lead;
    append(lead, plan.about("coverage/raw"), 1);
    append(lead, plan.exactly("quality/failed"), 1);
    std::size_t words = kMostSummaryWords;
    for (const std::size_t i : lead) words -= std::min(words, plan.words_of(i));
    Indices rest = findings(plan);
    std::erase_if(rest, [&](std::size_t i) { return plan.at(i).kind == "failed_runs"; });
    const Indices chosen = that_fit(plan, rest, words);
    add_block(section, plan.paragraph(lead));
    add_block(section, plan.paragraph(chosen));
    plan.choose(Choice::kInTurn);
}

static void plan_ingestion(Plan& plan) {
    Section& section = plan.section("2. Data Ingestion Summary", Author::kCollector);
    Indices lead;
    append(lead, plan.about("coverage/files"), 1);
    append(lead, plan.about("coverage/latest"), 1);
    append(lead, plan.about("coverage/raw"), 3);
    add_block(section, plan.paragraph(lead));
    add_block(section, plan.items(BlockIs::kTable, plan.about("coverage/formats")));
    add_block(section, plan.items(BlockIs::kTable, plan.about("coverage/tools")));
    Indices quality;
    for (const char* topic : {"quality/failed reasons", "quality/rejected", "quality/duplicates",
                              "quality/config", "quality/definitions", "quality/traps"}) {
        for (const std::size_t i : plan.about(topic)) {
            if (plan.at(i).topic == topic) quality.push_back(i);
        }
    }
    add_block(section, plan.items(BlockIs::kList, quality));
    plan.add_figures(section, "");
}

// The tables in order: headline metrics first, then suites by name.
static std::vector<std::string> table_topics(const Plan& plan, const Analysis& analysis) {
    std::vector<std::pair<int, std::string>> topics;
    std::set<std::string> seen;
    for (const Series& series : analysis.series) {
        const std::string topic = "table/" + series.suite() + "/" + series.metric.id;
        if (!seen.insert(topic).second) continue;
        if (plan.about(topic).empty()) continue;
        topics.emplace_back(!series.metric.headline + !series.metric.registered, topic);
    }
    std::stable_sort(topics.begin(), topics.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> out;
    for (const auto& [minor, topic] : topics) out.push_back(topic);
    if (out.size() > kMostTables) out.resize(kMostTables);
    return out;
}

// Tables of aggregates that files store, in the order of the files.
static void plan_stored(Plan& plan, Section& section) {
    std::vector<std::string> topics;
    for (const std::size_t i : plan.about("stored/")) {
        if (plan.at(i).topic.ends_with("/title")) topics.push_back(plan.at(i).topic);
    }
    if (topics.size() > kMostStoredTables) topics.resize(kMostStoredTables);
    for (const std::string& title : topics) {
        add_block(section, plan.paragraph(plan.about(title)));
        const std::string topic = title.substr(0, title.rfind('/'));
        plan.add_table(section, topic);
    }
}

// Alternatives that files store, each against its reference, and the most salient of them in words.
static void plan_contests(Plan& plan, Section& section) {
    for (const std::size_t title : plan.about("contest/")) {
        const std::string& topic = plan.at(title).topic;
        if (!topic.ends_with("/title")) continue;
        const std::string rows = topic.substr(0, topic.rfind('/'));
        add_block(section, plan.paragraph({title}));
        add_block(section, plan.items(BlockIs::kTable, plan.exactly(rows)));
        Indices prose;
        append(prose, plan.exactly("backend" + rows.substr(rows.find('/')) + "/alternatives"), 2);
        add_block(section, plan.paragraph(prose));
    }
}

// Stored means that are near none of their values.
static constexpr std::size_t kMostCarried = 4;

// What each setting of a suite does to a metric: a table, and what its rows cannot tell.
static void plan_settings(Plan& plan, Section& section, const std::string& where) {
    if (!plan.exactly("settings/" + where).empty()) {
        add_block(section, plan.paragraph(plan.exactly("settings/" + where + "/title")));
        plan.add_table(section, "settings/" + where);
    }
    Indices prose;
    for (const std::string& topic : {"alias/" + where, "confounded/" + where}) {
        append(prose, plan.exactly(topic), kMostConfounded);
    }
    add_block(section, plan.paragraph(prose));
}

// Every member of a ranking against its first.
static void plan_ladders(Plan& plan, Section& section, const std::string& where) {
    for (const std::size_t title : plan.about("ladder/" + where + "/")) {
        const std::string& topic = plan.at(title).topic;
        if (!topic.ends_with("/title")) continue;
        const std::string rows_topic = topic.substr(0, topic.rfind('/'));
        if (plan.exactly(rows_topic).empty()) continue;
        add_block(section, plan.paragraph({title}));
        plan.add_table(section, rows_topic);
    }
}

static void plan_performance(Plan& plan) {
    Section& section = plan.section("3. Performance Analysis", Author::kInsight);
    add_block(section, plan.paragraph(plan.about("definition/")));
    add_block(section, plan.paragraph(plan.about("remark/level")));
    add_block(section, plan.paragraph(plan.exactly("tools across/title")));
    add_block(section, plan.items(BlockIs::kTable, plan.exactly("tools across")));
    add_block(section, plan.paragraph(plan.exactly("tools recomputed/title")));
    add_block(section, plan.items(BlockIs::kTable, plan.exactly("tools recomputed")));
    add_block(section, plan.paragraph(plan.exactly("tools times/title")));
    add_block(section, plan.items(BlockIs::kTable, plan.exactly("tools times")));
    for (const std::string& topic : table_topics(plan, plan.analysis())) {
        add_block(section, plan.paragraph(plan.exactly(topic + "/title")));
        plan.add_table(section, topic);
        const auto first = topic.find('/') + 1;
        const auto last = topic.rfind('/');
        const std::string suite = topic.substr(first, last - first);
        const std::string metric = topic.substr(last + 1);
        Indices prose;
        for (const char* kind :
             {"rank/", "compare/", "trend/", "configuration/", "top/", "time/"}) {
            append(prose, plan.exactly(kind + metric + "/" + suite), 2);
        }
        for (const char* kind : {"unstable/", "stable/"}) {
            append(prose, plan.exactly(kind + metric + "/" + suite), 1);
        }
        if (metric.starts_with("ttft")) {
            append(prose, plan.exactly("cold/" + suite), 1);
            append(prose, plan.exactly("pareto/" + suite), 2);
        }
        add_block(section, plan.paragraph(prose));
        plan_ladders(plan, section, metric + "/" + suite);
        plan_settings(plan, section, metric + "/" + suite);
        plan.add_figures(section, metric + "/" + suite);
    }
    plan_stored(plan, section);
    plan_contests(plan, section);
    Indices carried;
    append(carried, plan.about("launch/"), kMostCarried);
    add_block(section, plan.paragraph(carried));
    plan.add_figures(section);
}

static void plan_findings(Plan& plan) {
    Section& section = plan.section("4. Key Findings", Author::kInsight);
    const Indices all = findings(plan);
    Indices chosen = most_salient(plan, all, {.all = kMostFindings, .each = 1, .group = 3});
    // Where there are few subjects each may speak again.
    for (const std::size_t i :
         most_salient(plan, all, {.all = all.size(), .each = 3, .group = 3})) {
        const bool fresh = std::find(chosen.begin(), chosen.end(), i) == chosen.end();
        if (fresh && chosen.size() < kFewestFindings) chosen.push_back(i);
    }
    plan.sort(chosen);
    plan.choose(Choice::kFreshest);
    add_block(section, plan.items(BlockIs::kNumbered, chosen));
    plan.choose(Choice::kInTurn);
}

// Each rule's best first, then second pieces of advice of the rules.
static Indices advice(const Plan& plan, std::string_view topic, std::size_t most) {
    const Indices all = plan.about(topic);
    std::map<std::string, std::size_t> taken;
    Indices first;
    Indices second;
    for (const std::size_t i : all) {
        const std::string& wording = plan.at(i).wordings.front();
        const std::string rule = wording.substr(0, wording.find('.', wording.find('.') + 1));
        const std::size_t before = taken[rule]++;
        if (before == 0) first.push_back(i);
        if (before == 1) second.push_back(i);
    }
    Indices out;
    append(out, first, most);
    append(out, second, most - out.size());
    return out;
}

static void plan_recommendations(Plan& plan) {
    Section& section = plan.section("5. Recommendations", Author::kInsight);
    add_block(section,
              plan.items(BlockIs::kNumbered, advice(plan, "recommendation", kMostRecommendations)));
    Indices remarks = plan.exactly("remark/fewer");
    append(remarks, plan.exactly("remark/quality"), 1);
    add_block(section, plan.paragraph(remarks));
    add_block(section, plan.items(BlockIs::kTable, advice(plan, "risk", kMostRisks)));
}

// What advice rests on must stand in the report.
static Indices unsaid_grounds(const Plan& plan, const std::vector<Proposition>& found) {
    Indices out;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto because = found[i].arguments.find("because");
        if (because == found[i].arguments.end() || !plan.said(i)) continue;
        for (const std::size_t ground : std::get<Because>(because->second).propositions) {
            if (!plan.said(ground) && std::find(out.begin(), out.end(), ground) == out.end()) {
                out.push_back(ground);
            }
        }
    }
    return out;
}

// A part of the section on gaps: its heading, and the topics that belong there. Lists to look
// things up in are the planner's: words to choose there cost a model's time and give a reader
// nothing.
struct Gap {
    const char* heading;
    std::vector<const char*> topics;
    Author author = Author::kCollector;
};

static const std::vector<Gap>& gaps() {
    static const std::vector<Gap> kGaps{
        {"Contradicted", {"conflict/", "confounded advice/"}},
        {"Missing or Rejected", {"quality/missing", "quality/rejected files"}},
        {"Repeated", {"quality/duplicate pairs", "quality/twins"}, Author::kPlanner},
        {"Measured in One Row", {"single/"}},
        {"Outliers", {"outlier/"}},
        {"Borne Out", {"borne out/stored", "borne out/document"}, Author::kPlanner},
    };
    return kGaps;
}

static void plan_gap(Plan& plan, const Gap& gap, const Indices& items) {
    if (items.empty()) return;
    Section& section = plan.section(gap.heading, gap.author);
    section.level = 3;
    add_block(section, plan.items(BlockIs::kList, items));
}

static void plan_gap_table(Plan& plan, const std::string& heading, const std::string& topic) {
    if (plan.exactly(topic).empty()) return;
    Section& section = plan.section(heading, Author::kCollector);
    section.level = 3;
    plan.add_table(section, topic);
}

static void plan_gaps(Plan& plan) {
    plan.section("6. Data Gaps and Conflicts", Author::kCollector);
    std::set<std::size_t> placed;
    for (const Gap& gap : gaps()) {
        Indices items;
        for (const char* topic : gap.topics) append(items, plan.about(topic), kMostEachGap);
        placed.insert(items.begin(), items.end());
        plan_gap(plan, gap, items);
    }
    plan_gap_table(plan, "Stated and Recomputed", "tools stated");
    plan_gap_table(plan, "Loads Not Reached", "tools loads");
    plan_gap_table(plan, "Percentiles as Their Tools State Them", "tools percentiles");
    plan_gap_table(plan, "Failed", "quality/failed rows");
    plan_gap_table(plan, "Runs That Their Tools Doubt", "verdict rows");
    plan_gap_table(plan, "Summaries Against Their Rows", "deviation/rows");
    const Indices grounds = unsaid_grounds(plan, plan.analysis().found);
    Indices rest;
    for (std::size_t i = 0; i < plan.analysis().found.size(); ++i) {
        const bool needed = (plan.at(i).mandatory && !plan.said(i)) ||
                            std::find(grounds.begin(), grounds.end(), i) != grounds.end();
        if (needed && !placed.contains(i)) rest.push_back(i);
    }
    plan_gap(plan, {"Further Grounds", {}, Author::kPlanner}, rest);
}

// What the documents claim, counted: the sentences stand with the conflicts.
static void plan_documents(Plan& plan) {
    const Indices rows = plan.about("documents/row");
    if (rows.empty()) return;
    Section& section = plan.section("What the Documents Claim", Author::kCollector);
    section.level = 3;
    Indices counts;
    append(counts, plan.about("documents/counts"), kMostCountedDocuments);
    add_block(section, plan.paragraph(counts));
    add_block(section, plan.items(BlockIs::kTable, rows));
}

// The row that shows most of the schema: a model, then metrics, then parameters and the rest.
static double shows(const model::RecordSet& records, const model::Table& table) {
    std::map<model::Meaning, double> counts;
    for (const model::Column& column : table.columns) ++counts[column.reading.meaning];
    const bool has_model = records.sources[table.source].bind.contains("model");
    const auto capped = [&](model::Meaning meaning, double most) {
        return std::min(most, counts[meaning]);
    };
    return (has_model ? 20 : 0) + capped(model::Meaning::kMetric, 8) +
           2 * capped(model::Meaning::kParameter, 4) + capped(model::Meaning::kInput, 2) +
           capped(model::Meaning::kTime, 1) + capped(model::Meaning::kVariant, 1);
}

static void plan_appendix(Plan& plan) {
    const model::RecordSet& records = plan.analysis().records;
    const model::Table* best = nullptr;
    std::uint32_t row = 0;
    for (const model::Table* table : counted_tables(records)) {
        if (best != nullptr && shows(records, *table) <= shows(records, *best)) continue;
        std::uint32_t first = 0;
        while (first < table->rows && table->is_failed(first)) ++first;
        if (first == table->rows) continue;
        best = table;
        row = first;
    }
    if (best == nullptr) return;
    Section& section = plan.section("Appendix");
    Block fence{.is = BlockIs::kFence, .fence = "chimera-record"};
    fence.record = model::unify(records, *best, row);
    section.blocks.push_back(std::move(fence));
}

static void plan_workflow(Plan& plan, const Options& options) {
    Section& section = plan.section("Workflow Summary");
    Block fence{.is = BlockIs::kFence, .fence = "chimera-files"};
    fence.body = file_list(plan.analysis().records);
    section.blocks.push_back(std::move(fence));
    if (options.reproducible) return;
    add_block(section, plan.paragraph(plan.about("self/times")));
    Section& metrics = plan.section("Metrics");
    add_block(metrics, plan.items(BlockIs::kTable, plan.about("self/figures")));
}

Draft plan(Analysis& analysis, const Options& options, double analysis_s) {
    const Stopwatch planning;
    Draft draft;
    draft.header.title = options.title;
    draft.header.fields = {{"Date", options.date},
                           {"Agent", options.agent},
                           {"Model", options.model},
                           {"Configuration", options.configuration}};
    Plan plan(analysis, draft);
    plan_summary(plan);
    plan_ingestion(plan);
    plan_performance(plan);
    plan_findings(plan);
    plan_recommendations(plan);
    plan_gaps(plan);
    plan_documents(plan);
    plan_appendix(plan);
    draft.timings = {{"ingest_s", options.ingest_s},
                     {"analysis_s", analysis_s},
                     {"report_s", planning.seconds()}};
    if (!options.reproducible) find_self(analysis, draft.timings);
    plan.index();
    plan_workflow(plan, options);
    plan.finish();
    return draft;
}

}  // namespace chimera::facts
