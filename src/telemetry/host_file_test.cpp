// SPDX-License-Identifier: Apache-2.0
#include "telemetry/host_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temp_folder.h"

namespace chimera::telemetry {

using test::TempFolder;

static std::optional<double> number(const std::string& content) {
    const TempFolder folder;
    folder.write("x", content);
    return read_host_number(folder.path("x"));
}

TEST(HostFile, IsANumberOrAbsent) {
    EXPECT_EQ(number("42\n"), 42);
    EXPECT_EQ(number(" -1.5 \n"), -1.5);
    for (const char* bad : {"", "\n", "nan", "inf", "1e400", "0x10", "12 W", "N/A", "1,5", "--1"}) {
        EXPECT_EQ(number(bad), std::nullopt) << bad;
    }
    EXPECT_EQ(number(std::string("1\0", 2)), std::nullopt);
    const TempFolder folder;
    folder.write("x", "-5\n");
    EXPECT_EQ(read_host_count(folder.path("x")), std::nullopt);
    EXPECT_EQ(read_host_number(folder.path("absent")), std::nullopt);
    EXPECT_EQ(read_host_number(folder.root()), std::nullopt);
}

TEST(HostFile, NeitherAPipeNorAHugeFileHoldsTheReader) {
    const TempFolder folder;
    ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(read_host_file(folder.path("pipe")), std::nullopt);
    EXPECT_EQ(read_host_file("/dev/zero"), std::nullopt);
    folder.write("huge", std::string(kLongestHostFile + 1, '1'));
    EXPECT_EQ(read_host_file(folder.path("huge")), std::nullopt);
    folder.write("large", std::string(kLongestHostFile, '1'));
    EXPECT_EQ(read_host_file(folder.path("large"))->size(), kLongestHostFile);
}

TEST(HostFile, LineIsTheFirstAndUtf8) {
    const TempFolder folder;
    folder.write("x", "  one \ntwo");
    folder.write("bad", "a\xff\n");
    folder.write("blank", "\none");
    EXPECT_EQ(read_host_line(folder.path("x")), "one");
    EXPECT_EQ(read_host_line(folder.path("bad")), "a\xEF\xBF\xBD");
    EXPECT_EQ(read_host_line(folder.path("blank")), std::nullopt);
}

TEST(HostFile, NumberedEntriesAreInOrderOfTheirNumbers) {
    const TempFolder folder;
    for (const char* name : {"cpu10/x", "cpu2/x", "cpu0/x", "cpufreq/x", "cpu/x", "cpu1a/x",
                             "cpu-1/x", "cpu99999999999/x"}) {
        folder.write(name, "");
    }
    EXPECT_EQ(numbered_entries(folder.root(), "cpu"),
              (std::vector<std::string>{"cpu0", "cpu2", "cpu10"}));
    EXPECT_TRUE(numbered_entries(folder.path("absent"), "cpu").empty());
}

TEST(HostFile, ListsAndSizes) {
    EXPECT_EQ(count_of_list("0-3,8\n"), 5);
    EXPECT_EQ(count_of_list("7"), 1);
    for (const char* bad : {"", "a", "3-1", "0-4000000000", "-3", "1-", "0,,1", "0-3-5"}) {
        EXPECT_EQ(count_of_list(bad), std::nullopt) << bad;
    }
    EXPECT_EQ(bytes_of_size("32K"), 32768);
    EXPECT_EQ(bytes_of_size(" 2M\n"), 2097152);
    EXPECT_EQ(bytes_of_size("512"), 512);
    for (const char* bad : {"", "K", "-1K", "0K", "1T", "1e400K", "1e308G"}) {
        EXPECT_EQ(bytes_of_size(bad), std::nullopt) << bad;
    }
    EXPECT_EQ(leading_count("12 kB"), 12);
    EXPECT_EQ(leading_count("-12 kB"), std::nullopt);
    EXPECT_EQ(leading_count(""), std::nullopt);
}

TEST(HostFile, ValueOfTheFirstLineWithTheKey) {
    const std::string text = "model\t\t: 17\nmodel name\t: A: B\nno colon\nmodel name: C\nempty:\n";
    EXPECT_EQ(value_of(text, "model name"), "A: B");
    EXPECT_EQ(value_of(text, "empty"), "");
    EXPECT_EQ(value_of(text, "absent"), std::nullopt);
    EXPECT_EQ(value_of("", "x"), std::nullopt);
}

}  // namespace chimera::telemetry
