// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <charconv>

#include "core/rng.h"
#include "formats/json/dump_for_test.h"
#include "formats/json/json_token.h"

namespace chimera::formats {
namespace {

std::string read(const std::string& text) {
    return dump(read_json(text, 1));
}

TEST(JsonReader, AMapOfAlikeObjectsIsATableWithNamedRows) {
    EXPECT_EQ(read(sample("json/samples/named_rows.json")),
              "members 'baseline' 'qat' 'int8' 'fp8'\n"
              "  accuracy .3: 0.75 0.375 0.75 0.75\n"
              "  loss .16: 0.6084538698196411 1.0465490818023682 0.6080140769481659 "
              "0.6084538698196411\n"
              "  model_size_bytes: 2781 3789 3029 2781\n");
}

TEST(JsonReader, ArraysSideBySideAreColumns) {
    const std::string names = R"("model": ["a", "b", "b"])";
    EXPECT_EQ(read("{\"gpu\": \"H100\", \"out\": {" + names +
                   R"(, "tokens_per_second": [50, null, 70.5], "note": ["x", "y"]}})"),
              "object\n"
              "  gpu: \"H100\"\n"
              "  out/note: \"x, y\"\n"
              "columns /out 0 1 2\n"
              "  model: \"a\" \"b\" \"b\"\n"
              "  tokens_per_second .1: 50 - 70.5\n"
              "  context /gpu = H100\n");
    // One name for all, or names beside nothing that was measured, tell no rows.
    EXPECT_EQ(read(R"({"model": ["a", "a"], "tokens_per_second": [50, 70]})"),
              "object\n  model: \"a, a\"\n  list tokens_per_second: (50 70)\n");
    EXPECT_EQ(read(R"({"num_ctx": [1024, 2048], "num_gpu": [60, 80]})"),
              "object\n  list num_ctx: (1024 2048)\n  list num_gpu: (60 80)\n");
    EXPECT_EQ(read(R"({"batch_size": [1, 2, 4], "tokens_per_second": [50, 70]})"),
              "object\n  list batch_size: (1 2 4)\n  list tokens_per_second: (50 70)\n");
}

TEST(JsonReader, AUnitBesideNumbersIsTheirs) {
    const auto records = read_json(sample("json/samples/units.json"), 1);
    ASSERT_TRUE(records.ok());
    ASSERT_EQ(records.value().tables.size(), 1U);
    const model::Table& table = records.value().tables[0];
    EXPECT_EQ(table.rows_are, model::RowsAre::kJsonObject);
    EXPECT_EQ(table.find("request_throughput/avg")->unit, "requests/sec");
    EXPECT_EQ(table.find("time_to_first_token/p99")->unit, "ms");
    EXPECT_EQ(table.find("time_to_first_token/p99")->decimals, 14);
    EXPECT_EQ(table.find("time_to_first_token/count")->unit, "");
    EXPECT_EQ(table.find("schema_version")->number(0), 1.4);
    EXPECT_EQ(table.find("benchmark_id")->texts.text(0), "c7820341f9d0");
}

TEST(JsonReader, ArraysInRowsAreListsOrTablesOfTheirOwn) {
    const std::string around =
        "  context /version = 0.2.2.dev7+gcd427054e\n"
        "  context /timestamp = 2026-02-07 19:09:00Z\n"
        "  context /latency_mode = api\n"
        "  context /latency_ms = 1.2734305734435718\n"
        "  context /model = test\n"
        "  context /prefix_caching_enabled = true\n"
        "  context /max_concurrency = 2\n";
    EXPECT_EQ(read(sample("json/samples/nested.json")),
              "object\n"
              "  version: \"0.2.2.dev7+gcd427054e\"\n"
              "  timestamp: \"2026-02-07 19:09:00Z\"\n"
              "  latency_mode: \"api\"\n"
              "  latency_ms .16: 1.2734305734435718\n"
              "  model: \"test\"\n"
              "  prefix_caching_enabled: \"true\"\n"
              "  max_concurrency: 2\n"
              "elements /benchmarks 0 1\n"
              "  concurrency: 1 2\n"
              "  prompt_size: 2048 2048\n"
              "  tg_throughput/mean .14: 49.97785098352942 98.70484912562281\n"
              "  tg_throughput/std .18: 0.030456846161467155 0.4050005148179068\n"
              "  list tg_throughput/values: (50.00830782969089 49.94739413736796) "
              "(98.29984861080491 99.10984964044073)\n" +
                  around +
                  "elements /benchmarks/0/throughput_over_time/0 0 1 2\n"
                  "  0 .17: 0 0.01985258422791958 0.03988820919767022\n"
                  "  1 .1: 1 2 3\n"
                  "  context /benchmarks/0/concurrency = 1\n"
                  "  context /benchmarks/0/prompt_size = 2048\n"
                  "  context /benchmarks/0/tg_throughput/mean = 49.97785098352942\n"
                  "  context /benchmarks/0/tg_throughput/std = 0.030456846161467155\n" +
                  around +
                  "elements /benchmarks/1/throughput_over_time/0 0 1 2\n"
                  "  0 .18: 0 0.009902667254209518 0.020497709047049284\n"
                  "  1 .1: 1 2 3\n"
                  "  context /benchmarks/1/concurrency = 2\n"
                  "  context /benchmarks/1/prompt_size = 2048\n"
                  "  context /benchmarks/1/tg_throughput/mean = 98.70484912562281\n"
                  "  context /benchmarks/1/tg_throughput/std = 0.4050005148179068\n" +
                  around);
}

TEST(JsonReader, StatisticsOfSeveralQuantitiesAreNotRowsOfOne) {
    EXPECT_EQ(read(R"({"ttft":{"mean":1,"p99":2},"tpot":{"mean":3,"p99":4}})"),
              "object\n  ttft/mean: 1\n  ttft/p99: 2\n  tpot/mean: 3\n  tpot/p99: 4\n");
    EXPECT_EQ(read(R"({"successful":{"latency":1},"errored":{"latency":3}})"),
              "object\n  successful/latency: 1\n  errored/latency: 3\n");
    EXPECT_EQ(read(R"({"p50":1,"p99":2})"), "object\n  p50: 1\n  p99: 2\n");
}

TEST(JsonReader, TopLevelScalarsAndArraysOfScalarsHaveValidAddresses) {
    EXPECT_EQ(read("42.50"), "object\n   .2: 42.5\n");
    EXPECT_EQ(read("[1, 2.5, null, 4]"), "elements 0 1 3\n   .1: 1 2.5 4\n");
    EXPECT_EQ(read("[[1, 2, 3], [4]]"), "elements 0 1\n  list : (1 2 3) (4)\n");
    EXPECT_EQ(read("[[1, 2], [3, 4]]"), "elements 0 1\n  0: 1 3\n  1: 2 4\n");
}

TEST(JsonReader, WhatIsNoNumberIsAbsent) {
    EXPECT_EQ(read(R"([{"a": NaN, "b": 1}, {"a": -Infinity, "b": null}, {"a": 2, "b": Infinity}])"),
              "elements 0 1 2\n  b: 1 - -\n  a: - - 2\n");
    EXPECT_EQ(read(R"({"s": "NaN, or so", "x": [1, NaN, null, 2]})"),
              "object\n  s: \"NaN, or so\"\n  list x: (1 - - 2)\n");
    EXPECT_EQ(read(R"({"a": 1e999, "b": 123456789012345678901234567890})"),
              "object\n  b: 1.2345678901234568e+29\n");
}

TEST(JsonReader, TextsThatAreAllNumbersAreNumbers) {
    EXPECT_EQ(read(R"([{"n":"99","m":"1.50"},{"n":"x","m":""},{"n":"3","m":"2"}])"),
              "elements 0 1 2\n  n: \"99\" \"x\" \"3\"\n  m .2: 1.5 - 2\n");
    EXPECT_EQ(read(R"({"zip": "0123"})"), "object\n  zip: \"0123\"\n");
}

TEST(JsonReader, StringsAreUnescapedAndRepaired) {
    EXPECT_EQ(read(R"({"a":"x\"\\\/\u00e9\ud83d\ude00\ud800y"})"),
              "object\n  a: \"x\"\\/\u00e9\U0001F600\uFFFDy\"\n");
    EXPECT_EQ(read("{\"a\":\"x\xFFy\",\"b\":1}"), "object\n  a: \"x\uFFFDy\"\n  b: 1\n");
    EXPECT_EQ(read("{\"a\":\"x\ny\",\"b\":1}"), "object\n  a: \"x y\"\n  b: 1\n");
    EXPECT_EQ(read(R"({"a/b":{"c~d":1}})"), "object\n  a~1b/c~0d: 1\n");
}

TEST(JsonReader, TheFirstOfDuplicateKeysCounts) {
    EXPECT_EQ(read(R"({"a":1,"a":2,"b":3})"),
              "object\n  a: 1\n  b: 3\n"
              "reject line=1: the key \"a\" stands twice in one object; its first value counts\n");
    EXPECT_EQ(read(R"([{"a":1,"b":2},{"b":3,"a":4,"\u0061":5}])"),
              "elements 0 1\n  a: 1 4\n  b: 2 3\n"
              "reject line=1: the key \"\\u0061\" stands twice in one object; its first value "
              "counts\n");
}

TEST(JsonReader, SeveralDocumentsInOneFile) {
    EXPECT_EQ(read("{\"rate\": 1}\n{\"rate\": Infinity, \"n\": 2}\n\n[{\"x\": 5}]"),
              "object doc=1\n  rate: 1\nobject doc=2\n  n: 2\nelements doc=3 0\n  x: 5\n");
}

TEST(JsonReader, ManyDocumentsALineEachAreJsonLines) {
    std::string text;
    for (int i = 0; i < 1500; ++i) text += fmt::format("{{\"x\": {}}}\n", i);
    const auto records = read_json(text, 1);
    ASSERT_TRUE(records.ok());
    EXPECT_EQ(records.value().format, "jsonl");
    ASSERT_EQ(records.value().tables.size(), 1U);
    EXPECT_EQ(records.value().tables[0].rows, 1500U);
}

TEST(JsonReader, ATruncatedFileKeepsItsCompleteRows) {
    const std::string whole =
        R"({"model":"m","results":[{"a":1,"b":2},{"a":3,"b":4},{"a":5,"b":6}]})";
    EXPECT_EQ(read(whole.substr(0, whole.size() - 6)),
              "object\n  model: \"m\"\n"
              "elements /results 0 1\n  a: 1 3\n  b: 2 4\n  context /model = m\n"
              "reject line=1: an array or object that is never closed; only what is complete "
              "before is read\n");
    EXPECT_EQ(read(R"({"x":1,"samples":[10, 20, 3)"),
              "object\n  x: 1\n  list samples: (10 20)\n"
              "reject line=1: an array or object that is never closed; only what is complete "
              "before is read\n");
    EXPECT_EQ(read("{\"x\":1,\n\"y\":{\"z\":2,\"text\":\"never clo"),
              "object\n  x: 1\n  y/z: 2\n"
              "reject line=2: an array or object that is never closed; only what is complete "
              "before is read\n");
}

TEST(JsonReader, ADamagedElementCostsItselfOnly) {
    EXPECT_EQ(
        read("[{\"a\":1},\n{\"a\":01},\n{\"a\" 2},\n{\"a\":4}]"),
        "elements 0 1 2 3\n  a: 1 - - 4\n"
        "reject line=2: \"01\" is no JSON value; this element is not read\n"
        "reject line=3: a missing comma, colon, bracket or value; this element is not read\n");
    EXPECT_EQ(read("{\"a\":1,\"b\":True,\"c\":3}"),
              "object\n  a: 1\n"
              "reject line=1: \"True\" is no JSON value; only what is complete before is read\n");
}

TEST(JsonReader, WhatCannotBeReadIsAnErrorWithAReason) {
    EXPECT_EQ(read(""), "error : the file is empty; nothing can be read from it\n");
    EXPECT_EQ(read(" \n\t"), "error : the file is empty; nothing can be read from it\n");
    EXPECT_EQ(read("\xEF\xBB\xBF{\"a\":1}"), "object\n  a: 1\n");
    EXPECT_EQ(read("hello world"), "error line=1: text that is neither an object nor an array\n");
    EXPECT_FALSE(read_json(std::string("\x7F\x45LF\0\1\2\3{}", 10), 1).ok());
    EXPECT_EQ(read("{}"), "");
    EXPECT_EQ(read("[]"), "");
}

TEST(JsonReader, Utf16IsTranscoded) {
    std::string text = "\xFF\xFE";
    for (const char c : std::string_view("{\"a\": 1.5}")) text += {c, '\0'};
    const auto records = read_json(text, 1);
    EXPECT_EQ(dump(records), "object\n  a .1: 1.5\n");
    EXPECT_EQ(records.value().dialect->encoding, "utf-16le");
}

TEST(JsonReader, BottomlessNestingIsCutOff) {
    const std::string deep(100'000, '[');
    const std::string closed = deep + std::string(100'000, ']');
    EXPECT_EQ(read("{\"a\":1,\"deep\":" + closed + ",\"b\":2}"),
              "object\n  a: 1\n  b: 2\n"
              "reject line=1: nested deeper than 256 levels; 1 parts are not read\n");
    EXPECT_FALSE(read_json(deep, 1).ok());
    EXPECT_EQ(read("{\"b\":2,\"deep\":" + deep).substr(0, 15), "object\n  b: 2\nr");
}

TEST(JsonReader, TheNumberOfTablesIsBounded) {
    std::string text = "[";
    for (int i = 0; i < 10'050; ++i) text += fmt::format("{}{{\"x\":[{{\"y\":1}}]}}", i ? "," : "");
    const auto records = read_json(text + "]", 1);
    ASSERT_TRUE(records.ok());
    EXPECT_LE(records.value().tables.size(), 10'000U);
    ASSERT_EQ(records.value().rejects.size(), 1U);
    EXPECT_NE(records.value().rejects[0].reason.find("more tables"), std::string::npos);
}

TEST(JsonToken, ANumberKeepsItsWrittenPrecision) {
    EXPECT_EQ(read_json_number("1.50")->decimals, 2);
    EXPECT_EQ(read_json_number("1.5e-3")->decimals, 4);
    EXPECT_EQ(read_json_number("15e3")->decimals, 0);
    EXPECT_EQ(read_json_number("8.123456789012345678")->decimals, 18);
    EXPECT_EQ(read_json_number("8.1234567890123456789")->decimals, 19);
    for (const char* bad : {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x10", "1 "}) {
        EXPECT_FALSE(read_json_number(bad)) << bad;
    }
}

TEST(JsonToken, NumbersReadAsTheLibraryReadsThem) {
    EXPECT_TRUE(rc::check([](double value) {
        if (!std::isfinite(value)) return;
        const std::string text = fmt::format("{}", value);
        RC_ASSERT(read_json_number(text)->value == value);
    }));
}

double as_the_library(const std::string& text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

TEST(JsonToken, LongNumbersReadAsTheLibraryReadsThem) {
    Rng rng(7);
    for (int i = 0; i < 200'000; ++i) {
        std::string text = fmt::format("{}", rng() >> below(rng, 60));
        if (const auto digits = below(rng, text.size()); digits > 0) {
            text.insert(text.size() - digits, ".");
        }
        ASSERT_EQ(read_json_number(text)->value, as_the_library(text)) << text;
    }
    // Between two doubles, a little less and a little more, and where the doubles grow sparser.
    for (const std::string text :
         {"9007199254740993", "9007199254740992.9", "9007199254740993.1", "9007199254740995",
          "900719925474099.25", "0.9007199254740993", "9223372036854775807", "9223372036854775808",
          "1844674407370955161.5", "4503599627370497.5", "4503599627370496.501",
          "-1.7976931348623157", "0.000000000000000001", "9999999999999999.999",
          "0.9999999999999999999"}) {
        EXPECT_EQ(read_json_number(text)->value, as_the_library(text)) << text;
    }
}

TEST(JsonReader, NoByteBreaksIt) {
    const std::string good = sample("json/samples/nested.json");
    EXPECT_TRUE(rc::check([&](std::size_t at, char byte, bool cut) {
        std::string text = good;
        at %= text.size();
        text[at] = byte;
        if (cut) text.resize(at);
        const auto records = read_json(text, 1);
        const bool told = records.ok() || !records.error().message.empty();
        RC_ASSERT(told);
    }));
}

TEST(JsonToken, OneThatReachesBehindItsDocumentIsNone) {
    const std::string_view text = "[1, 2";
    EXPECT_EQ(token_within(text.substr(4), text), "2");
    EXPECT_EQ(token_within({text.data() + text.size(), 0xFFFFFFF0U}, text), "");
    EXPECT_EQ(token_within({text.data() + 4, 2}, text), "");
}

}  // namespace
}  // namespace chimera::formats
