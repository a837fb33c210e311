// SPDX-License-Identifier: Apache-2.0
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

TEST(LlamaBatchedBench, TableAmongLogLines) {
    const auto read =
        read_as("bench.log", bytes_of("src/formats/llama_batched_bench/samples/table.txt"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "llama-batched-bench");
    EXPECT_TRUE(read.value().rejects.empty());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 3U);
    EXPECT_EQ(cell_words(table, "pl", 2), "4 at line=7 \"4\"#1");
    EXPECT_EQ(cell_words(table, "tg", 0), "128 at line=5 \"128\"#2");
    EXPECT_EQ(cell_words(table, "speed_tg", 2), "74.44 t/s at line=7 \"74.44\"#1");
    EXPECT_EQ(cell_words(table, "t_pp", 0), "0.108 s at line=5 \"0.108\"#1");
}

TEST(LlamaBatchedBench, LinesOfJsonKeepTheirNumbers) {
    const auto read =
        read_as("bench.log", bytes_of("src/formats/llama_batched_bench/samples/lines.log"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "jsonl");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 2U);
    EXPECT_EQ(model::locate_cell(table, *table.find("speed_tg"), 1), "line=4/speed_tg");
    EXPECT_EQ(table.find("speed_tg")->number(1), 50.90);
}

TEST(LlamaBatchedBench, AbsurdAndHalfRows) {
    std::string text = bytes_of("src/formats/llama_batched_bench/samples/table.txt");
    text.replace(text.find("1186.64"), 7, "-186.64");
    text.replace(text.find("1295.19"), 7, "    nan");
    const auto read = read_as("bench.txt", text.substr(0, text.find("74.44")));
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().place, "line=5");
    EXPECT_EQ(read.error().message, "`speed_pp` is below zero");
}

TEST(LlamaBatchedBench, NotesAndPlainLogsAreNoSources) {
    EXPECT_EQ(reader_for("notes.txt", "bought milk\n"), nullptr);
    EXPECT_EQ(reader_for("server.log", "INFO started {\"a\": 1}\n"), nullptr);
    EXPECT_EQ(reader_for("a.txt", ""), nullptr);
    EXPECT_EQ(reader_for("rows.txt", "{\"a\": 1}\n{\"a\": 2}\n")->name, "jsonl");
    EXPECT_EQ(reader_for("t.tsv", "a\tb\n1\t2\n")->name, "csv");
    EXPECT_EQ(reader_for("t.tsv", "no tabs\n"), nullptr);
}

}  // namespace chimera::formats
