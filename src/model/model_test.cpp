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
    const Rows all{0, 1, 2, 3};
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
    const Rows all{0, 1, 2, 3};
    EXPECT_EQ(locate(table, table.columns[0], all),
              (std::vector<std::string>{"/results/[0-2]/tokens_s", "/results/5/tokens_s"}));
    table.rows_are = RowsAre::kJsonLines;
    table.base = "";
    table.row_ids = {1, 2, 3, 9};
    EXPECT_EQ(locate(table, table.columns[0], all),
              (std::vector<std::string>{"line=1-3/tokens_s", "line=9/tokens_s"}));
}

// Lists of so many elements on the lines from 1 on.
static Table lists_on_lines(const std::vector<std::uint32_t>& sizes) {
    Table table;
    table.rows_are = RowsAre::kJsonNested;
    table.columns.resize(1);
    table.columns[0].name = "itl";
    table.owner_begin = {0};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        table.owners.push_back("line=" + std::to_string(i + 1));
        table.owner_begin.push_back(table.owner_begin.back() + sizes[i]);
    }
    table.rows = table.owner_begin.back();
    return table;
}

static std::vector<std::string> located(const Table& table, std::uint32_t from, std::uint32_t to) {
    return locate(table, table.columns[0], Rows::range(from, to - from));
}

TEST(Locator, NamesTheElementsOfEachList) {
    const Table table = lists_on_lines({3, 0, 1});
    EXPECT_EQ(located(table, 0, 4), (std::vector<std::string>{"line=1/itl/[0-2]", "line=3/itl/0"}));
    EXPECT_EQ(located(table, 1, 2), (std::vector<std::string>{"line=1/itl/1"}));
    EXPECT_EQ(table.owner_of(3), 2U);
    EXPECT_EQ(table.element_of(3), 0U);
}

TEST(Locator, NamesManyWholeListsTogether) {
    std::vector<std::uint32_t> sizes(100, 2);
    sizes[40] = 7;
    sizes[41] = 0;
    Table table = lists_on_lines(sizes);
    const auto rows = static_cast<std::uint32_t>(table.rows);
    EXPECT_EQ(located(table, 0, rows), std::vector<std::string>{"line=1-100/itl/[0-6]"});
    // Without the last element of the last list each list is named for itself.
    EXPECT_EQ(located(table, 0, rows - 1).size(), 99U);
    EXPECT_EQ(located(table, 0, rows - 1).back(), "line=100/itl/0");
    // A line that is none of the table's ends the range.
    table.owners[50] = "line=51/other";
    EXPECT_EQ(located(table, 0, rows),
              (std::vector<std::string>{"line=1-50/itl/[0-6]", "line=51/other/itl/[0-1]",
                                        "line=52-100/itl/[0-1]"}));
    table.owners[50] = "line=1000";
    EXPECT_EQ(located(table, 0, rows)[1], "line=1000/itl/[0-1]");
    // An element that is no number is not among the rows, and the lists are not whole.
    table.row_ids.resize(rows);
    EXPECT_EQ(located(table, 0, rows).size(), rows);
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

TEST(TextColumn, KeepsRowsThatSayTheSameAndThoseThatDoNot) {
    TextColumn column;
    for (std::size_t row = 0; row < 5; ++row) column.set(row, "ms");
    column.set(7, "s");
    EXPECT_EQ(column.text(4), "ms");
    EXPECT_FALSE(column.has(5));
    EXPECT_EQ(column.text(7), "s");
    EXPECT_FALSE(column.has(8));
    // A row among those that were alike says something else after all.
    column.set(2, "us");
    EXPECT_EQ(column.text(1), "ms");
    EXPECT_EQ(column.text(2), "us");
    EXPECT_EQ(column.text(3), "ms");
    EXPECT_EQ(column.text(7), "s");
    const TextColumn moved = std::move(column);
    EXPECT_EQ(moved.text(2), "us");
    EXPECT_EQ(moved.dictionary().size(), 3U);
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
