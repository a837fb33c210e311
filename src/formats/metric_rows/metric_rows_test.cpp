// SPDX-License-Identifier: Apache-2.0
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

TEST(MetricRows, SectionsAreOneRowOfTheRun) {
    const auto read =
        read_as("profile_export_genai_perf.csv",
                bytes_of("src/producers/genai_perf/samples/profile_export_genai_perf.csv"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "metric-rows");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 1U);
    EXPECT_EQ(cell_words(table, "Request Latency/avg"), "5841.62 ms at line=3 \"5,841.62\"#1");
    EXPECT_EQ(cell_words(table, "Request Throughput"), "1.37 at line=10 \"1.37\"#1");
    EXPECT_EQ(cell_words(table, "Value"), "none");
}

TEST(MetricRows, SliceIsARowAndGraphicsCardsAreNone) {
    const auto read =
        read_as("a.csv",
                "=== Time Slice 1 ===\n\nMetric,avg,min,max\nRequest Latency (ms),2,1,3\n"
                "\n=== Time Slice 2 ===\n\nMetric,avg,min,max\n"
                "Request Latency (ms),5,,6\n\n\nEndpoint,GPU_Index,Metric,avg,min,max\n"
                "host,0,GPU Power Usage (W),300,200,400\n");
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 2U);
    EXPECT_EQ(cell_words(table, "Request Latency/avg", 1), "5 ms at line=9 \"5\"#1");
    EXPECT_EQ(cell_words(table, "Request Latency/min", 1), "none");
}

TEST(MetricRows, WhatIsNoNumberIsRejected) {
    const auto read =
        read_as("a.csv",
                "Metric,avg,min,max\nRequest Latency (ms),fast,1,3\n"
                "Time To First Token (ms),\"1,2\",1,2\nInter Token Latency (ms),4,3,5\n");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(all_rejects(read.value()),
              "line=2: \"fast\" is no number\nline=3: \"1,2\" is no number\n");
    EXPECT_EQ(cell_words(read.value().tables.at(0), "Inter Token Latency/avg"),
              "4 ms at line=4 \"4\"#1");
}

}  // namespace chimera::formats
