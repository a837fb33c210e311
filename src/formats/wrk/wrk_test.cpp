// SPDX-License-Identifier: Apache-2.0
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

TEST(Wrk, LatencyOfWrk2) {
    const auto read = read_as("out.txt", bytes_of("src/formats/wrk/samples/wrk2.txt"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "wrk");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 1U);
    EXPECT_EQ(cell_words(table, "Requests/sec"), "2000.28 req/s at line=30 \"2000.28\"#1");
    EXPECT_EQ(cell_words(table, "Latency/p99.9"), "3.5 ms at line=13 \"3.50\"#1");
    EXPECT_EQ(cell_words(table, "Latency/avg"), "1.05 ms at line=6 \"1.05\"#1");
    EXPECT_EQ(cell_words(table, "Latency/stdev"), "443.7 us at line=6 \"443.70\"#1");
    EXPECT_EQ(cell_words(table, "Recorded latency/mean"), "1.047 ms at line=25 \"1.047\"#1");
    EXPECT_EQ(cell_words(table, "connections"), "100 at line=2 \"100\"#1");
}

TEST(Wrk, RunsInOneFileAreRows) {
    const auto read = read_as("out.txt", bytes_of("src/formats/wrk/samples/wrk_two_runs.txt"));
    ASSERT_TRUE(read.ok());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 2U);
    EXPECT_EQ(model::locate_row(table, 1), "line=9-16");
    EXPECT_EQ(cell_words(table, "Requests/sec", 1), "207391.55 req/s at line=15 \"207391.55\"#1");
    // Of one name, a row may state it in another unit than the next.
    EXPECT_EQ(cell_words(table, "Latency/avg", 0), "635.91 us at line=4 \"635.91\"#1");
    EXPECT_EQ(cell_words(table, "Latency/avg", 1), "1.31 ms at line=12 \"1.31\"#1");
}

TEST(Wrk, DocumentThatQuotesItStaysADocument) {
    const std::string run = bytes_of("src/formats/wrk/samples/wrk2.txt");
    EXPECT_EQ(reader_for("a.md", "# Notes\n\n```\n" + run + "```\n")->name, "markdown");
    EXPECT_EQ(reader_for("a.md", run)->name, "wrk");
}

TEST(Wrk, CutOff) {
    std::string text = bytes_of("src/formats/wrk/samples/wrk2.txt");
    text.resize(text.find(", StdDeviation"));
    const auto read = read_as("out.txt", text);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(all_rejects(read.value()), "line=25: the line is not finished\n");
    EXPECT_EQ(cell_words(read.value().tables.at(0), "Requests/sec"), "none");
}

}  // namespace chimera::formats
