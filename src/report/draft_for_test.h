// SPDX-License-Identifier: Apache-2.0
// A small draft made by hand: two models, their means, a comparison, a table, a failure.
#pragma once

#include "facts/draft.h"
#include "model/record_set.h"

namespace chimera::report {

inline facts::Fact mean_fact(facts::FactId id, const std::string& name, double value,
                             const std::string& display) {
    facts::Fact fact;
    fact.id = id;
    fact.label = "mean generation throughput of `" + name + "`";
    fact.value = value;
    fact.unit = "tok/s";
    fact.op = "mean";
    facts::Cells cells;
    cells.at = {"cell=2,2-3,2"};
    fact.operands = {cells};
    fact.n = 2;
    fact.metric = "tokens_s";
    fact.statistic = "mean";
    fact.scope = {{"model", name}};
    fact.display = display;
    return fact;
}

inline model::Source source_for_test(const std::string& path) {
    model::Source source;
    source.path = path;
    source.sha256 = std::string(64, 'a');
    source.bytes = 67;
    source.format = "csv";
    source.role = model::Role::kRaw;
    source.dialect = model::Dialect{",", "utf-8", 1, 0};
    source.bind["model"].column = "model";
    source.failed = {{"cell=4,1-4,3", "refused by /home/ann"}};
    return source;
}

// F1 mean of `first`, F2 mean of n:2, F3 their difference, F4 the interval.
inline facts::Draft draft_for_test(const std::string& first = "m:1") {
    facts::Draft draft;
    draft.header.title = "Technical Report: input";
    draft.header.fields = {{"Date", "2026-01-01"}, {"Agent", "planner"}};
    draft.facts = {mean_fact(1, first, 11, "11.0 tok/s"), mean_fact(2, "n:2", 20.5, "20.5 tok/s")};
    facts::Fact difference;
    difference.id = 3;
    difference.label = "F2 - F1";
    difference.value = 9.5;
    difference.unit = "tok/s";
    difference.op = "difference";
    difference.operands = {facts::OfFact{2}, facts::OfFact{1}};
    difference.n = 4;
    difference.kind = facts::Class::kDerived;
    difference.display = "9.5 tok/s";
    facts::Fact interval = mean_fact(4, "n:2", 0, "2.58 to 16.42 tok/s");
    interval.op = interval.statistic = "welch_ci";
    interval.value = facts::Interval{2.5814771699289363, 16.418522830071062};
    interval.params = {{"level", 0.95}};
    draft.facts.push_back(difference);
    draft.facts.push_back(interval);
    draft.templates = {
        {"compare.1", "compare", "{b} ran at {v}, {d} above {a}.", {}, {}},
        {"row.1", "statement", "| {model} | {mean} |", {}, {"model", "mean (tok/s)"}},
        {"advice.1", "recommendation", "Prefer {b}.", {}, {}}};
    facts::Proposition compare;
    compare.kind = "compare";
    compare.arguments = {{"a", facts::FactId{2}},
                         {"b", facts::FactId{1}},
                         {"direction", std::string("higher")},
                         {"interval", facts::FactId{4}}};
    compare.slots = {{"b", facts::ScopeSlot{"model", 2}},
                     {"v", facts::FactSlot{2}},
                     {"d", facts::FactSlot{3}},
                     {"a", facts::ScopeSlot{"model", 1}}};
    compare.wordings = {"compare.1"};
    facts::Proposition row;
    row.kind = "statement";
    row.slots = {{"model", facts::ScopeSlot{"model", 1}}, {"mean", facts::FactSlot{1, "11.0"}}};
    facts::Proposition advice;
    advice.kind = "recommendation";
    advice.slots = {{"b", facts::ScopeSlot{"model", 2}}};
    advice.arguments = {{"because", facts::Because{{0}}}};
    draft.propositions = {compare, row, advice};
    using facts::BlockIs;
    draft.sections = {
        {"4. Key Findings",
         2,
         {{BlockIs::kParagraph, {{{0, "compare.1"}}}, "", "", {}},
          {BlockIs::kTable, {{{1, "row.1"}}}, "", "", {}}}},
        {"5. Recommendations", 2, {{BlockIs::kNumbered, {{{2, "advice.1"}}}, "", "", {}}}}};
    return draft;
}

inline model::RecordSet records_for_test() {
    model::RecordSet records;
    records.root = "input";
    records.sources = {source_for_test("a.csv")};
    return records;
}

}  // namespace chimera::report
