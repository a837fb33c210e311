// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/decimal.h"
#include "core/text.h"
#include "formats/csv/csv_cell.h"
#include "formats/csv/csv_scanner.h"
#include "formats/text_encoding.h"
#include "model/locator.h"

namespace chimera::formats {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

fs::path example(const std::string& path) {
    return fs::path(CHIMERA_SOURCE_DIR) / "examples" / path;
}

fs::path sample(const std::string& name) {
    return fs::path(CHIMERA_SOURCE_DIR) / "src/formats/csv/samples" / name;
}

model::FileRecords read(std::string_view bytes) {
    auto result = read_csv(bytes, 1);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
    return result.ok() ? std::move(result).value() : model::FileRecords{};
}

model::Table table_of(std::string_view bytes) {
    model::FileRecords records = read(bytes);
    EXPECT_EQ(records.tables.size(), 1U);
    return records.tables.empty() ? model::Table{} : std::move(records.tables.front());
}

std::string error_of(std::string_view bytes) {
    const auto result = read_csv(bytes, 1);
    return result.ok() ? "no error" : result.error().message;
}

std::vector<std::string> names_of(const model::Table& table) {
    std::vector<std::string> names;
    for (const model::Column& column : table.columns) names.push_back(column.name);
    return names;
}

using Ids = std::vector<std::uint32_t>;
using Names = std::vector<std::string>;

// An independent reading of RFC 4180 with record numbers, one byte at a time, for the round trip.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> naive_cells(const std::string& text,
                                                                           char delimiter) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> cells;
    std::uint32_t row = 1;
    std::uint32_t column = 1;
    std::string cell;
    bool quoted = false;
    bool at_start = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"') {
                cell += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                cell += '"';
                ++i;
            } else {
                quoted = false;
            }
        } else if (c == '"' && at_start) {
            quoted = true;
            at_start = false;
        } else if (c == delimiter || c == '\n' || c == '\r') {
            cells[{row, column}] = cell;
            cell.clear();
            at_start = true;
            if (c == delimiter) {
                ++column;
                continue;
            }
            if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
            ++row;
            column = 1;
        } else {
            cell += c;
            at_start = false;
        }
    }
    cells[{row, column}] = cell;
    return cells;
}

TEST(CsvReader, EveryNumberOfTheExamplesIsFoundAgainAtItsLocator) {
    std::size_t files = 0;
    std::size_t numbers = 0;
    for (const auto& entry : fs::recursive_directory_iterator(example(""))) {
        if (entry.path().extension() != ".csv") continue;
        const std::string bytes = read_file(entry.path());
        auto result = read_csv(bytes, 1);
        if (!result.ok()) continue;
        ++files;
        const model::FileRecords& records = result.value();
        EXPECT_TRUE(records.rejects.empty()) << entry.path();
        const auto cells = naive_cells(bytes, records.dialect->delimiter[0]);
        for (const model::Table& table : records.tables) {
            for (const model::Column& column : table.columns) {
                for (std::uint32_t row = 0; row < table.rows; ++row) {
                    if (!model::present(column.number(row))) continue;
                    const std::string at = model::locate_cell(table, column, row);
                    unsigned r = 0;
                    unsigned c = 0;
                    ASSERT_EQ(std::sscanf(at.c_str(), "cell=%u,%u", &r, &c), 2) << at;
                    std::string raw = cells.at({r, c});
                    if (column.number_style == "thousands-comma") raw = replace_all(raw, ",", "");
                    EXPECT_EQ(parse_double(raw), column.number(row)) << entry.path() << " " << at;
                    ++numbers;
                }
            }
        }
    }
    EXPECT_EQ(files, 28U);
    EXPECT_EQ(numbers, 4707U);
}

TEST(CsvReader, HeaderUnitsAndStylesOfAProfilerTable) {
    const model::FileRecords records =
        read(read_file(example("chimera-101/outputs/reports/profiling/ncu_ollama_raw.csv")));
    EXPECT_EQ(records.dialect->header_row, 1U);
    EXPECT_EQ(records.dialect->units_row, 2U);
    ASSERT_EQ(records.tables.size(), 1U);
    const model::Table& table = records.tables[0];
    EXPECT_EQ(table.columns.size(), 251U);
    EXPECT_EQ(table.row_ids, (Ids{3}));
    const model::Column* clock = table.find("device__attribute_clock_rate");
    ASSERT_NE(clock, nullptr);
    EXPECT_EQ(clock->number(0), 2280000);
    EXPECT_EQ(clock->number_style, "thousands-comma");
    // "10,208" can be 10.208 as well, and its column does not tell.
    const model::Column* ambiguous = table.find("device__attribute_gpu_pci_ext_device_id");
    ASSERT_NE(ambiguous, nullptr);
    EXPECT_FALSE(model::present(ambiguous->number(0)));
    EXPECT_EQ(ambiguous->texts.text(0), "10,208");
    std::size_t with_unit = 0;
    for (const model::Column& column : table.columns) with_unit += column.unit.empty() ? 0 : 1;
    EXPECT_EQ(with_unit, 27U);
}

TEST(CsvReader, RowsUnitsAndTextsOfABaselineSummary) {
    const model::Table table =
        table_of(read_file(example("chimera-101/data/csv/baseline_performance_summary.csv")));
    EXPECT_EQ(table.row_ids, (Ids{2, 3, 4, 5, 6}));
    EXPECT_EQ(table.columns[3].name, "Generation Time (ms)");
    EXPECT_EQ(table.columns[3].unit, "ms");
    EXPECT_EQ(table.columns[3].position, 4U);
    EXPECT_EQ(table.columns[3].number(1), 3234.48);
    EXPECT_EQ(table.columns[3].decimals, 2);
    EXPECT_EQ(table.columns[6].texts.text(0), "true");
    EXPECT_TRUE(table.columns[0].numbers.empty());
}

TEST(CsvReader, QuotedNewlinesCommentsAndBlankLinesKeepTheRecordNumbers) {
    const model::Table table = table_of(read_file(sample("records.csv")));
    EXPECT_EQ(names_of(table), (Names{"name", "note", "latency_ms"}));
    EXPECT_EQ(table.row_ids, (Ids{3, 5, 6, 7}));
    EXPECT_EQ(table.columns[1].texts.text(1), "two\nlines, one \"record\"");
    EXPECT_EQ(table.columns[2].number(1), 2.5);
    EXPECT_EQ(model::locate_cell(table, table.columns[2], 1), "cell=5,3");
    EXPECT_EQ(table.columns[2].number(3), 4.0);
    EXPECT_FALSE(model::present(table.columns[2].number(2)));
}

TEST(CsvReader, Utf16WithoutATableIsAnErrorThatShowsTheLine) {
    EXPECT_EQ(error_of(read_file(example("chimera-101/outputs/reports/profiling/ncu_summary.csv"))),
              "UTF-16 text of one line, no table: \"==ERROR== the argument for option '--page' is "
              "invalid. Use --help for further details.\"");
}

std::string utf16(std::string_view ascii, bool big) {
    std::string out;
    for (const char c : ascii) {
        if (big) out += '\0';
        out += c;
        if (!big) out += '\0';
    }
    return out;
}

TEST(CsvReader, Encodings) {
    const std::string plain = "a,b\r\n1,2\r\n3,4\r\n";
    for (const auto& [bytes, encoding] : std::vector<std::pair<std::string, std::string>>{
             {plain, "utf-8"},
             {"\xEF\xBB\xBF" + plain, "utf-8"},
             {"\xFF\xFE" + utf16(plain, false), "utf-16le"},
             {"\xFE\xFF" + utf16(plain, true), "utf-16be"},
             {utf16(plain, false), "utf-16le"},
             {utf16(plain, true), "utf-16be"},
             {"a,b,\xE9t\xE9\n1,2,\xE0\n", "latin-1"}}) {
        const model::FileRecords records = read(bytes);
        EXPECT_EQ(records.dialect->encoding, encoding);
        ASSERT_EQ(records.tables.size(), 1U);
        EXPECT_EQ(records.tables[0].columns[0].name, "a");
        EXPECT_EQ(records.tables[0].columns[1].number(0), 2.0);
    }
    EXPECT_EQ(table_of("a,\xE9\n1,2\n").columns[1].name, "\xC3\xA9");
    auto decoded = decode_text(std::string("\xFF\xFE\x3D\xD8\x00\xDE\x00\xD8x\0", 10));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded.value().text(), "\xF0\x9F\x98\x80\xEF\xBF\xBDx");
}

TEST(CsvReader, WhatIsNoText) {
    EXPECT_EQ(error_of(""), "the file is empty");
    EXPECT_EQ(error_of(" \r\n\n"), "the file is blank");
    EXPECT_EQ(error_of(std::string("a,b\n1,2\n\0\0", 10)), "binary data, not text: a NUL byte");
    EXPECT_EQ(error_of("# only\n# comments\n"), "no table: nothing but comments and blank lines");
    EXPECT_EQ(error_of("All went well today.\nNothing to see here at all.\n"),
              "UTF-8 text without delimiter and number, no table: \"All went well today.\"");
}

TEST(CsvReader, DelimitersAndLineEnds) {
    for (const char delimiter : {',', ';', '\t', '|'}) {
        for (const std::string end : {"\n", "\r\n", "\r"}) {
            std::string text = "model,ttft_s,tokens_s" + end + "m1,0.5,70" + end + "m2,0.25,71.5";
            std::replace(text.begin(), text.end(), ',', delimiter);
            const model::FileRecords records = read(text);
            EXPECT_EQ(records.dialect->delimiter, std::string(1, delimiter));
            ASSERT_EQ(records.tables.size(), 1U);
            EXPECT_EQ(records.tables[0].row_ids, (Ids{2, 3}));
            EXPECT_EQ(records.tables[0].columns[2].number(1), 71.5);
        }
    }
}

TEST(CsvReader, SeparatorsOnlyWhereTheWholeColumnBearsThemOut) {
    const model::Table table = table_of(
        "a;b;c;d;e;f\n"
        "1,5;1,234,567;1.234,5;1,234;99 %;1,5\n"
        "2,75;12;2,5;5,678;98.5 %;1.5\n"
        "3;NA;1.000;7;-;2\n");
    EXPECT_EQ(table.columns[0].number_style, "decimal-comma");
    EXPECT_EQ(table.columns[0].numbers, (std::vector<double>{1.5, 2.75, 3}));
    EXPECT_EQ(table.columns[0].decimals, 2);
    EXPECT_EQ(table.columns[1].number_style, "thousands-comma");
    EXPECT_EQ(table.columns[1].number(0), 1234567);
    EXPECT_EQ(table.columns[2].number_style, "thousands-dot");
    EXPECT_EQ(table.columns[2].numbers, (std::vector<double>{1234.5, 2.5, 1000}));
    EXPECT_EQ(table.columns[3].number_style, "");
    EXPECT_EQ(table.columns[3].texts.text(0), "1,234");
    EXPECT_EQ(table.columns[3].number(2), 7);
    EXPECT_EQ(table.columns[4].unit, "%");
    EXPECT_EQ(table.columns[4].numbers, (std::vector<double>{99, 98.5}));
    // "1.5" cannot be read with a decimal comma, so the column mixes.
    EXPECT_EQ(table.columns[5].number_style, "");
    EXPECT_EQ(table.columns[5].texts.text(0), "1,5");
    EXPECT_EQ(table.columns[5].number(1), 1.5);
}

TEST(CsvReader, UnitsInSomeCellsStayTexts) {
    const model::Table table = table_of("n,t\n1,5 ms\n2,6 s\n3,7 ms\n");
    EXPECT_EQ(table.columns[1].unit, "");
    EXPECT_TRUE(table.columns[1].numbers.empty());
    EXPECT_EQ(table.columns[1].texts.text(1), "6 s");
}

TEST(CsvReader, AbsentIsNoNumberAndNoText) {
    const model::Table table =
        table_of("a,b\n1,NaN\n2,inf\n3,-inf\n4,N/A\n5,null\n6,None\n7,-\n8,\n9,2.5\n");
    EXPECT_EQ(table.rows, 9U);
    for (std::size_t row = 0; row < 8; ++row) {
        EXPECT_FALSE(model::present(table.columns[1].number(row)));
        EXPECT_FALSE(table.columns[1].texts.has(row));
    }
    EXPECT_EQ(table.columns[1].number(8), 2.5);
}

TEST(CsvReader, HeadersThatAreMissingDoubledOrEmpty) {
    EXPECT_EQ(names_of(table_of("t,t,,t (2)\n1,2,3,4\n")),
              (Names{"t", "t (3)", "column 3", "t (2)"}));
    const model::FileRecords bare = read("1,2.5\n2,3.5\n");
    EXPECT_EQ(bare.dialect->header_row, 0U);
    EXPECT_EQ(names_of(bare.tables[0]), (Names{"column 1", "column 2"}));
    EXPECT_EQ(bare.tables[0].row_ids, (Ids{1, 2}));
    // Mostly texts, but a number stands above numbers.
    EXPECT_EQ(read("m1,fast,gpu,2.5\nm2,slow,gpu,3.5\n").dialect->header_row, 0U);
    const model::FileRecords titled = read("Results of today\na,b\n1,2\n3,4\n");
    EXPECT_EQ(titled.dialect->header_row, 2U);
    EXPECT_EQ(titled.tables[0].row_ids, (Ids{3, 4}));
    ASSERT_EQ(titled.rejects.size(), 1U);
    EXPECT_EQ(titled.rejects[0].at, "cell=1,1-1,1");
}

TEST(CsvReader, UnitsRowOnlyWhereItNamesUnits) {
    const model::FileRecords units = read("model,lat,rate\n,ms,tok/s\nm1,5,7\n");
    EXPECT_EQ(units.dialect->units_row, 2U);
    EXPECT_EQ(units.tables[0].columns[1].unit, "ms");
    EXPECT_EQ(units.tables[0].columns[2].unit, "tok/s");
    EXPECT_EQ(units.tables[0].row_ids, (Ids{3}));
    const model::FileRecords statuses = read("test,status\n1,pass\n2,fail\n");
    EXPECT_EQ(statuses.dialect->units_row, 0U);
    const model::FileRecords words = read("status,n\npass,\nfail,3\npass,4\n");
    EXPECT_EQ(words.dialect->units_row, 0U);
    EXPECT_EQ(words.tables[0].rows, 3U);
}

TEST(CsvReader, RaggedRecordsAreRejectedWithTheirNumber) {
    const model::FileRecords records = read(read_file(sample("ragged.csv")));
    ASSERT_EQ(records.rejects.size(), 2U);
    EXPECT_EQ(records.rejects[0].at, "cell=3,1-3,2");
    EXPECT_EQ(records.rejects[0].reason, "2 fields where the header has 3");
    EXPECT_EQ(records.rejects[1].at, "cell=5,1-5,4");
    EXPECT_EQ(records.tables[0].row_ids, (Ids{2, 4, 6}));
    EXPECT_EQ(error_of("a,b,c\n1,2\n3,4\n5,6\n"),
              "no table: 3 of 3 records do not fit: 2 fields where the header has 3");
}

TEST(CsvReader, ManyRejectsAreCounted) {
    std::string text = "a,b\n";
    for (int i = 0; i < 3000; ++i) text += i % 3 == 0 ? "1,2\n" : (i % 3 == 1 ? "3,4\n" : "5\n");
    text += "7\n8\n";
    for (int i = 0; i < 400; ++i) text += "1,2\n6\n";
    const model::FileRecords records = read(text);
    ASSERT_EQ(records.rejects.size(), 1001U);
    EXPECT_EQ(records.rejects.back().reason, "402 more records rejected here");
    EXPECT_EQ(records.tables[0].rows, 2400U);
}

TEST(CsvReader, AnUnterminatedQuoteEndsTheFile) {
    const model::FileRecords records = read("a,b\n1,2\n3,\"open\n5,6\n");
    EXPECT_EQ(records.tables[0].row_ids, (Ids{2}));
    ASSERT_EQ(records.rejects.size(), 1U);
    EXPECT_EQ(records.rejects[0].at, "cell=3,1-3,2");
    EXPECT_EQ(
        error_of("\"open,b\n1,2\n"),
        "no table: 1 of 1 records do not fit: a quote opened in this record is never closed; the "
        "rest of the file is not read");
}

TEST(CsvReader, AHeaderAndNoRows) {
    const model::FileRecords records = read("model,ttft_s,tokens_s\n");
    EXPECT_TRUE(records.tables.empty());
    ASSERT_EQ(records.rejects.size(), 1U);
    EXPECT_EQ(records.rejects[0].at, "cell=1,1-1,3");
    EXPECT_EQ(records.rejects[0].reason, "a header and no rows");
}

TEST(CsvReader, Bounds) {
    EXPECT_EQ(error_of(std::string(20000, ',') + "\n" + std::string(20000, ',')),
              "20001 columns; at most 16384 are read");
    const model::FileRecords records =
        read("a,b\n1,2\n3," + std::string((std::size_t{1} << 20U) + 1, 'x') + "\n5,6\n");
    EXPECT_EQ(records.tables[0].row_ids, (Ids{2, 4}));
    EXPECT_EQ(records.rejects[0].reason, "a field is longer than 1 MiB");
}

TEST(CsvScanner, QuotesThatGoOn) {
    csv::RecordScanner scanner("\"ab\"\"c\"de,\"\"\"x\",a\"b\n", ',');
    csv::Record record;
    ASSERT_TRUE(scanner.next(record));
    std::string scratch;
    EXPECT_EQ(csv::unescape(record.fields[0], scratch), "ab\"cde");
    EXPECT_EQ(csv::unescape(record.fields[1], scratch), "\"x");
    EXPECT_EQ(csv::unescape(record.fields[2], scratch), "a\"b");
    EXPECT_FALSE(scanner.next(record));
}

TEST(CsvCell, ReadsTheSameNumberAsTheStandardLibrary) {
    EXPECT_TRUE(rc::check("random digits, points and exponents", [] {
        const auto text = *rc::gen::container<std::string>(
            rc::gen::element('0', '1', '5', '9', '7', '2', '.', 'e', '-', '+', '3', '8'));
        csv::Number number;
        const auto expected = parse_double(text);
        RC_ASSERT(csv::read_number(text, number) == expected.has_value());
        if (expected) RC_ASSERT(number.value == *expected);
    }));
    for (const char* text : {"0.1", "123456789012345678", "1e22", "1e23", "9007199254740993",
                             "179769313486231570000e289", "1e-400", "5e-324", "-0.0", ".5", "5."}) {
        csv::Number number;
        const auto expected = parse_double(text);
        EXPECT_EQ(csv::read_number(text, number), expected.has_value()) << text;
        if (!expected) continue;
        EXPECT_EQ(number.value, *expected) << text;
    }
}

TEST(CsvReader, ATableWrittenWithAnyTextsIsReadBack) {
    EXPECT_TRUE(rc::check("quoted cells survive", [] {
        const auto texts = *rc::gen::nonEmpty<std::vector<std::string>>(
            rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(
                rc::gen::element('a', 'b', '"', ',', '\n', '\r', ';', ' ', '#'))));
        std::string file = "n,value\n";
        for (std::size_t i = 0; i < texts.size(); ++i) {
            file += std::to_string(i) + ",\"x" + replace_all(texts[i], "\"", "\"\"") + "x\"\n";
        }
        auto result = read_csv(file, 1);
        RC_ASSERT(result.ok());
        const model::Table& table = result.value().tables.at(0);
        RC_ASSERT(table.rows == texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            RC_ASSERT(table.row_ids[i] == i + 2);
            RC_ASSERT(table.columns[1].texts.text(i) == "x" + texts[i] + "x");
        }
    }));
}

}  // namespace
}  // namespace chimera::formats
