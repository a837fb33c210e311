// SPDX-License-Identifier: Apache-2.0
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

TEST(LlamaBench, TableSplitsTestAndSpeed) {
    const auto read = read_as("x.md", bytes_of("examples/formats/llama-bench/smollm2-135m.md"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "llama-bench-md");
    EXPECT_TRUE(read.value().rejects.empty());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 6U);
    EXPECT_EQ(cell_words(table, "avg_ts", 5), "57.48 t/s at line=8 \"57.48\"#1");
    EXPECT_EQ(cell_words(table, "stddev_ts", 5), "41.5 t/s at line=8 \"41.50\"#1");
    EXPECT_EQ(cell_words(table, "n_gen", 5), "32 at line=8 \"32\"#1");
    EXPECT_EQ(cell_words(table, "n_prompt", 5), "none");
    EXPECT_EQ(cell_words(table, "n_threads", 5), "2 at line=8 \"2\"#1");
    EXPECT_EQ(cell_words(table, "model_size", 0), "92.1 MiB at line=3 \"92.10\"#1");
    EXPECT_EQ(cell_words(table, "model_type", 0),
              "llama 256M Q4_1 at line=3 \"llama 256M Q4_1\"#1");
}

TEST(LlamaBench, DepthStandsInTheTest) {
    const auto read = read_as("x.txt", bytes_of("src/formats/llama_bench/samples/depth.md"));
    ASSERT_TRUE(read.ok());
    const model::Table& table = read.value().tables.at(0);
    EXPECT_EQ(cell_words(table, "n_depth", 2), "4096 at line=7 \"4096\"#1");
    EXPECT_EQ(cell_words(table, "n_prompt", 3), "512 at line=8 \"512\"#1");
    EXPECT_EQ(cell_words(table, "n_gen", 3), "128 at line=8 \"128\"#1");
    EXPECT_EQ(cell_words(table, "n_gpu_layers", 0), "99 at line=5 \"99\"#1");
}

TEST(LlamaBench, DocumentWithSuchATableStaysADocument) {
    const std::string table = bytes_of("examples/formats/llama-bench/smollm2-135m.md");
    EXPECT_EQ(reader_for("a.md", "# What we measured\n\n" + table)->name, "markdown");
    EXPECT_EQ(reader_for("a.md", table + "\nThe second thread did not help us at all.\n")->name,
              "markdown");
    EXPECT_EQ(reader_for("a.json", table)->name, "llama-bench-md");
}

TEST(LlamaBench, DamagedRowIsToldAndTheRestKept) {
    std::string table = bytes_of("examples/formats/llama-bench/smollm2-135m.md");
    table.resize(table.find("57.48"));
    const auto read = read_as("x.md", table);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().tables.at(0).rows, 5U);
    EXPECT_EQ(all_rejects(read.value()),
              "line=8: 6 fields where the header has 7, and no bar at its end\n");
}

TEST(LlamaBench, StatementsOfSql) {
    const auto read = read_as("x.sql", bytes_of("examples/formats/llama-bench/smollm2-135m.sql"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "llama-bench-sql");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 6U);
    EXPECT_EQ(cell_words(table, "avg_ts", 0), "163.804007 at line=46 \"163.804007\"#1");
    EXPECT_EQ(cell_words(table, "n_prompt", 1), "256 at line=47 \"256\"#2");
    EXPECT_EQ(cell_words(table, "gpu_info", 0), "none");
    EXPECT_EQ(cell_words(table, "n_depth", 0), "0 at line=46 \"0\"#15");
}

TEST(LlamaBench, UnfinishedStatementsAndOddQuotes) {
    const std::string start = "INSERT INTO llama_bench (model_filename, avg_ts) VALUES ";
    const auto read =
        read_as("x.sql", start + "('it''s, a (file)', '12.5');\n" + start + "('m', '1');\n" +
                             start + "('m');\n" + start + "('m', '2\n");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(cell_words(read.value().tables.at(0), "avg_ts", 0), "12.5 at line=1 \"12.5\"#1");
    EXPECT_EQ(all_rejects(read.value()),
              "line=3: 1 values for 2 columns\nline=4: the statement is not finished\n");
}

}  // namespace chimera::formats
