// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/jsonl_reader.h"

#include <gtest/gtest.h>

#include "formats/json/dump_for_test.h"
#include "formats/reader.h"
#include "model/locator.h"

namespace chimera::formats {
namespace {

std::string read(const std::string& text) {
    return dump(read_jsonl(text, 1));
}

TEST(JsonlReader, ReadsOneTable) {
    EXPECT_EQ(read(sample("jsonl/samples/requests.jsonl")),
              "lines 1 2 3\n"
              "  metadata/session_num: 0 10 9\n"
              "  metadata/x_request_id: \"5cf29fff-0874-43a6-9043-526eedfee14e\" "
              "\"76c41128-c255-42be-bb61-e7b6146330c4\" \"4995c285-9cbe-445a-ba96-efe64b22842f\"\n"
              "  metadata/request_start_ns: 1.7954028117237834e+18 1.7954028117299336e+18 "
              "1.7954028117295378e+18\n"
              "  metrics/time_to_first_token/value [ms] .14: 82.05232699999999 76.012839 "
              "75.679075\n"
              "  metrics/time_to_first_token/unit: \"ms\" \"ms\" \"ms\"\n"
              "  metrics/request_latency/value [ms] .6: 1071.447657 1067.407688 1068.696933\n"
              "  metrics/request_latency/unit: \"ms\" \"ms\" \"ms\"\n"
              "  metrics/inter_chunk_latency/unit: \"ms\" \"ms\" \"ms\"\n"
              "  list metrics/inter_chunk_latency/value [ms]: (8.443557 11.126733999999999 "
              "8.261114 11.156474) (8.339058999999999 11.134516999999999 8.274507 11.68925) "
              "(9.083801 11.134742 8.405235 11.010605)\n");
}

TEST(JsonlReader, BlankLinesCountAndMalformedOnesAreRejected) {
    EXPECT_EQ(read("{\"a\":1}\r\n\n{\"a\":2\n[1]\n{\"a\":3} x\n{\"a\":01}\n{\"b\":NaN,\"a\":4}"),
              "lines 1 7\n  a: 1 4\n"
              "reject line=3: an array or object that is never closed\n"
              "reject line=4: the line is no JSON object\n"
              "reject line=5: an array or object that is never closed\n"
              "reject line=6: malformed JSON\n");
}

TEST(JsonlReader, KeysInAnyOrderMeetInTheirColumns) {
    EXPECT_EQ(read("{\"a\":1,\"b\":2,\"c\":3}\n{\"c\":6,\"a\":4}\n{\"b\":8,\"d\":{\"e\":true}}\n"),
              "lines 1 2 3\n  a: 1 4 -\n  b: 2 - 8\n  c: 3 6 -\n  d/e: - - \"true\"\n");
}

TEST(JsonlReader, ArraysAreListsTextsOrFlattened) {
    EXPECT_EQ(read(R"({"n":[1,null,2.5],"t":["x","y"],"g":[{"w":7},{"w":8}],"m":[[1,2],[3]]})"),
              "lines 1\n  t: \"x, y\"\n  g/0/w: 7\n  g/1/w: 8\n"
              "  list n: (1 - 2.5)\n  list m/0: (1 2)\n  list m/1: (3)\n");
}

TEST(JsonlReader, BadBytesAreReplaced) {
    EXPECT_EQ(read("{\"a\":\"x\xFF\"}\n{\"a\":\"y\tz\"}\n{\"a\":\"\\ud800\"}"),
              "lines 1 2 3\n  a: \"x\uFFFD\" \"y z\" \"\uFFFD\"\n");
}

TEST(JsonlReader, APrettyPrintedDocumentIsReadAsJson) {
    const auto records = read_jsonl(
        "{\n  \"model\": \"m\",\n  \"rows\": [\n    {\"a\": 1},\n"
        "    {\"a\": 2}\n  ]\n}\n",
        1);
    ASSERT_TRUE(records.ok());
    EXPECT_EQ(records.value().format, "json");
    EXPECT_EQ(records.value().tables.size(), 2U);
}

TEST(JsonlReader, WhatCannotBeReadIsAnError) {
    EXPECT_FALSE(read_jsonl("", 1).ok());
    EXPECT_EQ(read("no\njson\n"), "error line=1: the line is no JSON object\n");
}

TEST(JsonlReader, RejectsAreBounded) {
    std::string text = "{\"a\":1}\n";
    for (int i = 0; i < 5000; ++i) text += "nonsense\n";
    const auto records = read_jsonl(text, 1);
    ASSERT_TRUE(records.ok());
    ASSERT_EQ(records.value().rejects.size(), 1001U);
    EXPECT_EQ(records.value().rejects[0].at, "line=2");
    EXPECT_EQ(records.value().rejects[1000].reason, "4000 further rejects like these");
}

TEST(JsonlReader, AFieldInFewLinesDoesNotFillMemory) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += fmt::format("{{\"x\":{},\"k{}\":1}}\n", i, i);
    const auto records = read_jsonl(text, 1);
    ASSERT_TRUE(records.ok());
    const model::Table& table = records.value().tables.at(0);
    std::size_t cells = 0;
    for (const model::Column& column : table.columns) cells += column.numbers.size();
    EXPECT_LT(cells, 16U * 6000U + 1'000'000U + 6000U);
    EXPECT_EQ(table.find("x")->number(2999), 2999);
    EXPECT_FALSE(records.value().rejects.empty());
}

// Many runs of lines, with a column that starts late, one that ends early and unlike texts.
// The first line teaches the shape; a blank more in it, and the second line is parsed by itself.
TEST(JsonlReader, ALineOfAKnownShapeReadsAsTheParserReadsIt) {
    for (const char* line : {
             R"({"v":1,"w":{"x":"a"}})",
             R"({"v":-0.5,"w":{"x":""}})",
             R"({"v":"1","w":{"x":2}})",
             R"({"v":null,"w":{"x":true}})",
             R"({"v":NaN,"w":{"x":false}})",
             R"({"v":nullx,"w":{"x":truex}})",
             R"({"v":01,"w":{"x":"a"}})",
             R"({"v":1.,"w":{"x":"a"}})",
             R"({"v":1e3,"w":{"x":"a"}})",
             R"({"v":1.5E-2,"w":{"x":"a"}})",
             R"({"v":-,"w":{"x":"a"}})",
             R"({"v":1-2,"w":{"x":"a"}})",
             R"({"v":12345678901234567,"w":{"x":"a"}})",
             R"({"v":123456789012345678901.25,"w":{"x":"a"}})",
             R"({"v":1 ,"w":{"x":"a"}})",
             R"({"v":1,"w":{"x":"a\"b"}})",
             R"({"v":1,"w":{"x":"\u00e9 and more"}})",
             R"({"v":1,"w":{"x":"naïve text, long"}})",
             "{\"v\":1,\"w\":{\"x\":\"a\tlong text\"}}",
             "{\"v\":1,\"w\":{\"x\":\"a long text \xFF\"}}",
             R"({"v":1,"w":{"x":"a}})",
             R"({"v":1,"w":{"x":"a"}}})",
             R"({"v":1,"w":{"x":"a"})",
             R"({"v":,"w":{"x":"a"}})",
             R"({"v":[1,2],"w":{"x":"a"}})",
             R"({"v":{"y":1},"w":{"x":"a"}})",
             R"({"v":1,"w":{"x":"a"}} x)",
             R"({"v":1,"v":2})",
         }) {
        const std::string behind = std::string(line) + "\n{\"v\":7,\"w\":{\"x\":\"b\"}}\n";
        EXPECT_EQ(read("{\"v\":0,\"w\":{\"x\":\"a\"}}\n" + behind),
                  read("{\"v\": 0,\"w\":{\"x\":\"a\"}}\n" + behind))
            << line;
    }
}

std::string long_file() {
    std::string text;
    for (int i = 0; i < 16'000; ++i) {
        text +=
            fmt::format(R"({{"id":"request-{:08}","model":"m{}","n":{},"list":[{},{}.5]{}}})"
                        "\n{}",
                        i, i / 6'000, i, i, i, i > 12'000 ? R"(,"late":"\u00e9")" : R"(,"early":1)",
                        i % 4'000 == 0 ? "\nbroken\n" : "");
    }
    return text;
}

TEST(JsonlReader, TheOutcomeDoesNotDependOnTheThreads) {
    const std::string text = long_file();
    const auto one = read_jsonl(text, 1);
    EXPECT_EQ(dump(one), dump(read_jsonl(text, 3)));
    const model::Table& table = one.value().tables.at(0);
    ASSERT_EQ(table.rows, 16'000U);
    EXPECT_EQ(one.value().rejects.size(), 4U);
    EXPECT_EQ(one.value().rejects[1].at, "line=4005");
    EXPECT_EQ(table.find("n")->number(15'999), 15'999);
    EXPECT_EQ(table.find("id")->texts.text(15'000), "request-00015000");
    EXPECT_EQ(table.find("late")->texts.text(15'999), "\u00e9");
    EXPECT_FALSE(table.find("late")->texts.has(0));
    EXPECT_EQ(table.lists.at(0).values.at(31'999), 15'999.5);
    EXPECT_EQ(model::locate_cell(table, *table.find("n"), 15'999), "line=16008/n");
}

TEST(Registry, KnowsTheExtensions) {
    EXPECT_EQ(reader_for("a/b.JSON", "")->name, "json");
    EXPECT_EQ(reader_for("x.ndjson", "")->name, "jsonl");
    EXPECT_EQ(reader_for("x.jsonl", "")->name, "jsonl");
    EXPECT_EQ(reader_for("t.csv", "")->name, "csv");
    EXPECT_EQ(reader_for("README.md", "")->name, "markdown");
    EXPECT_EQ(reader_for("a.json/readme", ""), nullptr);
    EXPECT_EQ(reader_for("x.txt", ""), nullptr);
}

}  // namespace
}  // namespace chimera::formats
