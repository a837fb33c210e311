// SPDX-License-Identifier: Apache-2.0
#include "facts/stored_contest.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "facts/analyse.h"
#include "facts/analysis.h"

namespace chimera::facts {
namespace {

struct StoredForTest {
    std::string compiler;
    double mean = 0;
    double sd = model::kAbsent;
    double n = model::kAbsent;
    std::string device = "cpu";
    std::string provider;
    std::string error;
};

model::Column& add_column(model::Table& table, const std::string& name) {
    table.columns.emplace_back();
    model::Column& column = table.columns.back();
    column.name = name;
    column.position = static_cast<std::uint32_t>(table.columns.size());
    column.reading = model::read_column(name, "");
    column.decimals = 3;
    return column;
}

void set_number(model::Column& column, std::size_t row, double value) {
    column.numbers.resize(row + 1, model::kAbsent);
    column.numbers[row] = value;
}

// A table of aggregates as another tool might write it.
model::RecordSet records_of(const std::vector<StoredForTest>& rows) {
    model::RecordSet records;
    model::Source source;
    source.path = "bench/results.csv";
    source.format = "csv";
    source.role = model::Role::kSummary;
    source.sha256 = std::string(64, 'a');
    source.bind["suite"] = {.path = true, .value = "kernels"};
    model::Table table;
    table.rows = rows.size();
    table.role = model::Role::kSummary;
    table.columns.reserve(8);
    auto& compiler = add_column(table, "compiler");
    auto& mean = add_column(table, "latency_mean_ms");
    auto& sd = add_column(table, "latency_std_ms");
    auto& n = add_column(table, "n");
    auto& device = add_column(table, "device");
    auto& provider = add_column(table, "execution_provider");
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
        table.row_ids.push_back(row + 2);
        compiler.texts.set(row, rows[row].compiler);
        device.texts.set(row, rows[row].device);
        if (!rows[row].provider.empty()) provider.texts.set(row, rows[row].provider);
        set_number(mean, row, rows[row].mean);
        set_number(sd, row, rows[row].sd);
        set_number(n, row, rows[row].n);
        if (!rows[row].error.empty()) table.failed.push_back({row, rows[row].error});
    }
    records.sources.push_back(std::move(source));
    records.tables.push_back(std::move(table));
    return records;
}

std::size_t count(const Draft& draft, std::string_view kind, std::string_view topic) {
    return static_cast<std::size_t>(std::count_if(
        draft.propositions.begin(), draft.propositions.end(),
        [&](const auto& found) { return found.kind == kind && found.topic.starts_with(topic); }));
}

Draft draft_of(const std::vector<StoredForTest>& rows) {
    return analyse(records_of(rows), {.reproducible = true});
}

TEST(StoredContest, TakesASideOnlyWithMeanDeviationAndCount) {
    const Draft full = draft_of({{"baseline", 10, 0.2, 20}, {"fused", 5, 0.2, 20}});
    EXPECT_EQ(count(full, "compare", "backend/"), 1U);
    const Draft lone = draft_of({{"baseline", 10}, {"fused", 5}});
    EXPECT_EQ(count(lone, "compare", "backend/"), 0U);
    EXPECT_EQ(count(lone, "single_observation", "backend/"), 1U);
    const Draft once = draft_of({{"baseline", 10, 0.2, 1}, {"fused", 5, 0.2, 1}});
    EXPECT_EQ(count(once, "compare", "backend/"), 0U);
}

TEST(MeanOfOne, IsASingleObservation) {
    const Draft once = draft_of({{"baseline", 10, 0.2, 1}, {"fused", 5, 0.2, 20}});
    ASSERT_EQ(count(once, "single_observation", "single/"), 1U);
    const auto found =
        std::find_if(once.propositions.begin(), once.propositions.end(),
                     [](const auto& one) { return one.topic.starts_with("single/"); });
    const auto number = [&](const char* argument) {
        const FactId id = std::get<FactId>(found->arguments.at(argument));
        return std::get<double>(once.facts[id - 1].value);
    };
    EXPECT_EQ(number("value"), 10);
    EXPECT_EQ(number("count"), 1);
    const Draft many = draft_of({{"baseline", 10, 0.2, 2}, {"fused", 5, 0.2, 20}});
    EXPECT_EQ(count(many, "single_observation", "single/"), 0U);
    const Draft unsaid = draft_of({{"baseline", 10}, {"fused", 5}});
    EXPECT_EQ(count(unsaid, "single_observation", "single/"), 0U);
}

TEST(StoredContest, WideDeviationsShowNoDifference) {
    const Draft draft = draft_of({{"baseline", 10, 4, 5}, {"fused", 9, 4, 5}});
    EXPECT_EQ(count(draft, "compare", "backend/"), 0U);
    EXPECT_EQ(count(draft, "no_reliable_difference", "backend/"), 1U);
}

TEST(StoredContest, RowsThatDifferInMoreAreNoRivals) {
    const Draft draft = draft_of({{"baseline", 10, 0.2, 20, "cpu"}, {"fused", 5, 0.2, 20, "gpu"}});
    EXPECT_EQ(count(draft, "compare", "backend/"), 0U);
}

TEST(StoredContest, WithoutAReferenceByNameItIsTheSlowestAndEveryPairCounts) {
    const auto records = records_of({{"a", 1, 0.1, 9}, {"b", 3, 0.1, 9}, {"c", 2, 0.1, 9}});
    Analysis analysis{.records = records};
    analysis.alternatives = find_alternatives(analysis);
    analysis.contests = find_contests(analysis);
    ASSERT_EQ(analysis.contests.size(), 1U);
    EXPECT_EQ(analysis.contests[0].arms[analysis.contests[0].reference].name, "b");
    EXPECT_EQ(count_contested(analysis.contests), 3U);
}

TEST(StoredContest, AFailedAlternativeIsNamedAndEntersNothing) {
    const Draft draft = draft_of({{"baseline", 10, 0.2, 20},
                                  {"fused", 5, 0.2, 20},
                                  {"graph", 0, 0, 20, "cpu", "", "no such back end"}});
    EXPECT_EQ(count(draft, "failed_runs", "quality/failed alternatives"), 1U);
    EXPECT_EQ(count(draft, "compare", "backend/"), 1U);
}

TEST(StoredContest, ALabelThatTheRowContradictsIsComparedWithNothing) {
    const Draft draft =
        draft_of({{"baseline", 10, 0.2, 20, "cuda", "CUDAExecutionProvider"},
                  {"fused", 5, 0.2, 20, "cuda", "CUDAExecutionProvider, CPUExecutionProvider"},
                  {"graph", 4, 0.2, 20, "cuda", "CPUExecutionProvider"}});
    EXPECT_EQ(count(draft, "definition_mismatch", "mislabel/"), 1U);
    EXPECT_EQ(count(draft, "compare", "backend/"), 0U);  // the providers differ in these rows
}

}  // namespace
}  // namespace chimera::facts
