// SPDX-License-Identifier: Apache-2.0
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

static const std::string kRun = "examples/formats/mlperf/llama2-70b-99.9-Interactive/";

TEST(Mlperf, DetailIsOneRowOfLines) {
    const auto read = read_as("mlperf_log_detail.txt", bytes_of(kRun + "mlperf_log_detail.txt"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "mlperf-detail");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 1U);
    EXPECT_EQ(model::locate_row(table, 0), "line=1-122");
    EXPECT_EQ(cell_words(table, "result_first_token_mean_latency_ns"),
              "201330486 at line=103/value");
    EXPECT_EQ(cell_words(table, "result_time_to_output_token_mean"),
              "32102490 ns at line=120/value");
    EXPECT_EQ(cell_words(table, "Scenario"), "Server at line=43/value");
    EXPECT_EQ(cell_words(table, "result_token_throughput"), "none");
}

TEST(Mlperf, SummaryStatesWordsAndUnits) {
    const auto read = read_as("mlperf_log_summary.txt", bytes_of(kRun + "mlperf_log_summary.txt"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "mlperf-summary");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 1U);
    EXPECT_EQ(cell_words(table, "99.00 percentile latency"),
              "30354675329 ns at line=30 \"30354675329\"#1");
    EXPECT_EQ(cell_words(table, "Completed samples per second"), "29.41 at line=7 \"29.41\"#1");
    EXPECT_EQ(cell_words(table, "Scenario"), "Server at line=5 \"Server\"#1");
    EXPECT_EQ(cell_words(table, "WARNING"), "none");
}

TEST(Mlperf, TruncatedDetailKeepsWhatIsWhole) {
    std::string text = bytes_of(kRun + "mlperf_log_detail.txt");
    text.resize(text.find("result_first_token_max_latency_ns") + 60);
    const auto read = read_as("mlperf_log_detail.txt", text);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(all_rejects(read.value()), "line=102: the line is no whole object\n");
    EXPECT_EQ(cell_words(read.value().tables.at(0), "result_first_token_min_latency_ns"),
              "32205892 at line=101/value");
}

TEST(Mlperf, SummaryInUtf16IsRead) {
    const std::string plain = bytes_of("src/formats/mlperf/samples/invalid_summary.txt");
    std::string wide = "\xFF\xFE";
    for (const char c : plain) wide += {c, '\0'};
    const auto read = read_as("mlperf_log_summary.txt", wide);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().dialect->encoding, "utf-16le");
    EXPECT_EQ(cell_words(read.value().tables.at(0), "Result is"),
              "INVALID at line=9 \"INVALID\"#1");
}

TEST(Mlperf, TimeThatIsNoNumberIsRejected) {
    std::string text = bytes_of("src/formats/mlperf/samples/invalid_summary.txt");
    text.replace(text.find("29716742157"), 11, "many");
    const auto read = read_as("s.txt", text);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(all_rejects(read.value()), "line=19: \"many\" is no number of ns\n");
}

}  // namespace chimera::formats
