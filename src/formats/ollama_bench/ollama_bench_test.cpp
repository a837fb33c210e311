// SPDX-License-Identifier: Apache-2.0
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

TEST(OllamaBench, LineIsAMeasurement) {
    const auto read = read_as("b.txt", bytes_of("src/formats/ollama_bench/samples/bench.txt"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "ollama-bench");
    EXPECT_TRUE(read.value().rejects.empty());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 15U);
    EXPECT_EQ(cell_words(table, "generation throughput", 1), "44 tok/s at line=3 \"44.00\"#1");
    EXPECT_EQ(cell_words(table, "generation throughput", 0), "none");
    EXPECT_EQ(cell_words(table, "ttft", 2), "152000000 ns at line=4 \"152000000\"#1");
    EXPECT_EQ(cell_words(table, "model", 2), "gemma3:270m at line=4 \"gemma3:270m\"#1");
}

TEST(OllamaBench, CsvWithACommentBehindItsHeader) {
    const auto read = read_as("b.txt", bytes_of("src/formats/ollama_bench/samples/bench.csv"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "ollama-bench-csv");
    EXPECT_TRUE(read.value().rejects.empty());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 4U);
    // What a column measures differs from step to step.
    EXPECT_EQ(cell_words(table, "prefill throughput", 0), "810 tok/s at line=3 \"810.00\"#1");
    EXPECT_EQ(cell_words(table, "generation throughput", 1), "44 tok/s at line=4 \"44.00\"#1");
    EXPECT_EQ(cell_words(table, "generation throughput", 0), "none");
}

TEST(OllamaBench, HalfLine) {
    const auto read = read_as("b.txt",
                              "BenchmarkModel/name=m/step=generate 1 5 ns/token 4 token/sec\n"
                              "BenchmarkModel/name=m/step=generate 1 5 ns/tok");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().tables.at(0).rows, 2U);
    const auto cut = read_as("b.txt",
                             "BenchmarkModel/name=m/step=generate 1 5 ns/token 4 token/sec\n"
                             "BenchmarkModel/name=m/step=generate 1 5 ns/token 4");
    ASSERT_TRUE(cut.ok());
    EXPECT_EQ(all_rejects(cut.value()), "line=2: values without their units\n");
}

}  // namespace chimera::formats
