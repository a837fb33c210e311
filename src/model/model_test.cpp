// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "model/locator.h"

namespace chimera::model {
namespace {

Table csv_table() {
    Table table;
    table.row_ids = {2, 3, 4, 6};
    table.rows = 4;
    table.columns.resize(2);
    table.columns[0].position = 1;
    table.columns[1].position = 6;
    return table;
}

TEST(Locator, MergesNeighbouringCsvRecords) {
    const Table table = csv_table();
    const std::vector<std::uint32_t> all{0, 1, 2, 3};
    EXPECT_EQ(locate(table, table.columns[1], all), std::vector<std::string>{"cell=2,6-4,6;6,6"});
    EXPECT_EQ(locate_row(table, 3), "cell=6,1-6,6");
}

TEST(Locator, WritesRangesOfIndicesAndLines) {
    Table table;
    table.rows_are = RowsAre::kJsonElements;
    table.base = "/results";
    table.row_ids = {0, 1, 2, 5};
    table.columns.resize(1);
    table.columns[0].name = "tokens_s";
    const std::vector<std::uint32_t> all{0, 1, 2, 3};
    EXPECT_EQ(locate(table, table.columns[0], all),
              (std::vector<std::string>{"/results/[0-2]/tokens_s", "/results/5/tokens_s"}));
    table.rows_are = RowsAre::kJsonLines;
    table.base = "";
    table.row_ids = {1, 2, 3, 9};
    EXPECT_EQ(locate(table, table.columns[0], all),
              (std::vector<std::string>{"line=1-3/tokens_s", "line=9/tokens_s"}));
}

TEST(Locator, EscapesMembers) {
    Table table;
    table.rows_are = RowsAre::kJsonMembers;
    table.base = "/a";
    table.members = {"x/y~z"};
    table.document = 2;
    table.columns.resize(1);
    table.columns[0].name = "v";
    EXPECT_EQ(locate_cell(table, table.columns[0], 0), "doc=2/a/x~1y~0z/v");
}

TEST(TextColumn, KeepsEachTextOnce) {
    TextColumn column;
    column.set(0, "a");
    column.set(3, "a");
    column.set(4, "b");
    EXPECT_EQ(column.dictionary().size(), 2U);
    EXPECT_FALSE(column.has(1));
    EXPECT_EQ(column.text(3), "a");
    EXPECT_EQ(column.text(9), "");
}

}  // namespace
}  // namespace chimera::model
