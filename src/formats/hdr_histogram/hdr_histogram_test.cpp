// SPDX-License-Identifier: Apache-2.0
#include "formats/hdr_histogram/hdr_log.h"
#include "formats/text/rows_for_test.h"

namespace chimera::formats {

static const std::string kLog = "src/formats/hdr_histogram/samples/intervals.hlog";

TEST(HdrHistogram, IntervalsBorneOutByTheirHistograms) {
    const auto read = read_as("a.hlog", bytes_of(kLog));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "hlog");
    EXPECT_TRUE(read.value().rejects.empty()) << all_rejects(read.value());
    const model::Table& table = read.value().tables.at(0);
    ASSERT_EQ(table.rows, 4U);
    EXPECT_EQ(cell_words(table, "Tag", 2), "warm at line=7 \"warm\"#1");
    EXPECT_EQ(cell_words(table, "Interval_Length", 0), "1 s at line=5 \"1.000\"#1");
}

TEST(HdrHistogram, CountsAndRange) {
    const std::string text = bytes_of(kLog);
    const auto at = text.find("HIST");
    const auto decoded = decode_hdr(std::string_view(text).substr(at, text.find('\n', at) - at));
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    EXPECT_EQ(decoded.value().count, 200U);
    EXPECT_LT(decoded.value().lowest, decoded.value().highest);
}

TEST(HdrHistogram, DamagedHistogramIsRejectedWithItsLine) {
    std::string text = bytes_of(kLog);
    const auto at = text.find("HIST");
    text[at + 60] = text[at + 60] == 'A' ? 'B' : 'A';
    const auto read = read_as("a.hlog", text);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().tables.at(0).rows, 3U);
    EXPECT_EQ(all_rejects(read.value()), "line=5: its histogram is damaged or cut off\n");
}

TEST(HdrHistogram, OtherMaximumIsRejected) {
    std::string text = bytes_of(kLog);
    const auto line = text.find("1.100,1.000,");
    text.replace(line + 12, 1, "9");
    const auto read = read_as("a.hlog", text);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().tables.at(0).rows, 3U);
    ASSERT_EQ(read.value().rejects.size(), 1U);
    EXPECT_EQ(read.value().rejects[0].at, "line=6");
}

TEST(HdrHistogram, HostileHistograms) {
    for (const std::string_view text : {"", "HIST", "!!!!", "HISTFAAAAAAAAAAA", "////////////"}) {
        EXPECT_FALSE(decode_hdr(text).ok()) << text;
    }
}

TEST(HdrHistogram, PercentileOutputHasNoUnit) {
    const auto read =
        read_as("p.txt", bytes_of("src/formats/hdr_histogram/samples/percentiles.txt"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().format, "hdr-percentiles");
    const model::Table& table = read.value().tables.at(0);
    EXPECT_EQ(cell_words(table, "Value/p50"), "1.035 at line=5 \"1.035\"#1");
    EXPECT_EQ(cell_words(table, "Value/mean"), "1.047 at line=11 \"1.047\"#1");
    EXPECT_EQ(cell_words(table, "Value/p99"), "none");
}

}  // namespace chimera::formats
