// SPDX-License-Identifier: Apache-2.0
#include "ingest/twins.h"

#include <gtest/gtest.h>

namespace chimera::ingest {

using model::Meaning;
using model::RecordSet;

static model::Column metric(const char* id, int decimals, std::vector<double> values) {
    model::Column column;
    column.name = id;
    column.decimals = decimals;
    column.numbers = std::move(values);
    column.reading.meaning = Meaning::kMetric;
    column.reading.metric = model::Metric{.id = id};
    return column;
}

static void add(RecordSet& records, const char* path, std::vector<model::Column> columns,
                std::size_t rows) {
    model::Source source;
    source.path = path;
    source.role = model::Role::kRaw;
    model::Table table;
    table.source = static_cast<model::SourceIndex>(records.sources.size());
    table.rows = rows;
    table.columns = std::move(columns);
    records.sources.push_back(std::move(source));
    records.tables.push_back(std::move(table));
}

TEST(Twins, ARoundedCopyCountsOnce) {
    RecordSet records;
    add(records, "a.csv", {metric("speed", 2, {14.24, 13.60, 14.30})}, 3);
    add(records, "b.json", {metric("speed", 6, {14.244004, 13.603525, 14.297272})}, 3);
    find_twins(records);
    EXPECT_EQ(records.sources[0].twin_of, 1U);
    EXPECT_TRUE(records.tables[0].counts_twice);
    EXPECT_FALSE(records.sources[1].twin_of);
    EXPECT_FALSE(records.tables[1].counts_twice);
}

TEST(Twins, OneRowBeyondHalfAUnitIsAnotherMeasurement) {
    RecordSet records;
    add(records, "a.csv", {metric("speed", 2, {14.24, 13.60, 14.31})}, 3);
    add(records, "b.json", {metric("speed", 6, {14.244004, 13.603525, 14.297272})}, 3);
    find_twins(records);
    EXPECT_FALSE(records.sources[0].twin_of);
    EXPECT_FALSE(records.sources[1].twin_of);
}

TEST(Twins, UnitsAreAppliedAndFailedRowsLeftOut) {
    RecordSet records;
    auto ms = metric("wait", 1, {0, 100.5, 220.5});
    ms.reading.scale = 0.001;
    add(records, "a.csv", {ms}, 3);
    records.tables[0].failed = {{0, "refused"}};
    add(records, "b.json", {metric("wait", 6, {0.100523, 0.220481})}, 2);
    find_twins(records);
    EXPECT_EQ(records.sources[0].twin_of, 1U);
}

TEST(Twins, ConstantsAndSmallSharesProveNothing) {
    RecordSet constant;
    add(constant, "a.csv", {metric("count", 0, {5, 5})}, 2);
    add(constant, "b.csv", {metric("count", 0, {5, 5})}, 2);
    find_twins(constant);
    EXPECT_FALSE(constant.sources[1].twin_of);

    RecordSet share;
    add(share, "a.csv", {metric("tokens", 0, {50, 70})}, 2);
    add(share, "b.csv",
        {metric("tokens", 0, {50, 70}), metric("x", 1, {1, 2}), metric("y", 1, {1, 2})}, 2);
    find_twins(share);
    EXPECT_FALSE(share.sources[1].twin_of);
}

TEST(Twins, OneRowNeedsThreeEqualMetrics) {
    const auto with = [](std::size_t metrics) {
        RecordSet records;
        for (const char* path : {"a.csv", "b.csv"}) {
            std::vector<model::Column> columns = {metric("p", 2, {1.25}), metric("q", 2, {2.5}),
                                                  metric("r", 2, {3.75})};
            columns.resize(metrics);
            add(records, path, columns, 1);
        }
        find_twins(records);
        return records.sources[1].twin_of.has_value();
    };
    EXPECT_TRUE(with(3));
    EXPECT_FALSE(with(2));
}

TEST(Twins, TwoModelsAreNeverTwins) {
    RecordSet records;
    for (const char* path : {"a.csv", "b.csv"}) {
        add(records, path, {metric("speed", 2, {14.24, 13.60})}, 2);
        records.sources.back().bind["model"].value = path;
        records.sources.back().bind["model"].path = true;
    }
    find_twins(records);
    EXPECT_FALSE(records.sources[1].twin_of);
}

TEST(Twins, EqualCountsAtAnotherTimeOrSettingAreAnotherRun) {
    const auto twins = [](Meaning meaning, const char* in_a, const char* in_b) {
        RecordSet records;
        for (const char* text : {in_a, in_b}) {
            model::Column column;
            column.name = "c";
            column.reading.meaning = meaning;
            for (std::size_t row = 0; row < 2; ++row) column.texts.set(row, text);
            add(records, "a.csv", {metric("tokens", 0, {50, 70}), column}, 2);
        }
        find_twins(records);
        return records.sources[1].twin_of.has_value();
    };
    EXPECT_FALSE(twins(Meaning::kTime, "2025-10-02T19:18:24", "2025-10-03T19:18:24"));
    EXPECT_TRUE(twins(Meaning::kTime, "2025-10-02T19:18:24Z", "2025-10-02 19:18:24"));
    EXPECT_FALSE(twins(Meaning::kVariant, "int8", "fp8"));
    EXPECT_TRUE(twins(Meaning::kVariant, "int8", "int8"));
}

TEST(Twins, AllCopiesOfManyPointToOne) {
    RecordSet records;
    for (int i = 0; i < 300; ++i) {
        add(records, "x.csv", {metric("speed", 3, {14.244, 13.604, 14.297})}, 3);
    }
    find_twins(records);
    EXPECT_FALSE(records.sources[0].twin_of);
    for (std::size_t i = 1; i < records.sources.size(); ++i) {
        EXPECT_EQ(records.sources[i].twin_of, 0U);
    }
}

}  // namespace chimera::ingest
