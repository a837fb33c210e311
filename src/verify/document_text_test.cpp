// SPDX-License-Identifier: Apache-2.0
// What stands around a number of a document.
#include "verify/document_text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "sources/walk.h"

namespace chimera::verify {

namespace fs = std::filesystem;

static Surroundings around(const std::string& text, std::uint32_t line, const std::string& raw,
                           std::uint32_t nth = 1) {
    const fs::path path =
        fs::temp_directory_path() / ("chimera-document-" + std::to_string(::getpid()) + ".md");
    std::ofstream(path, std::ios::binary) << text;
    auto bytes = sources::FileBytes::open(path.string());
    EXPECT_TRUE(bytes.ok());
    Source source;
    source.path = "notes/speed_of_m1.md";
    source.format = "markdown";
    SourceFile file(source, std::move(bytes).value());
    Surroundings out = surroundings_of(file, line, raw, nth);
    fs::remove(path);
    return out;
}

TEST(DocumentText, ACellHasItsColumnAndItsRow) {
    const std::string text =
        "# Report\n\n| Model | Kind | Mean (ms) | Notes |\n| --- | --- | --- | --- |\n"
        "| `a:1` | eager | 12.5 | runs on b:2 |\n| | jit | 3.25 | |\n";
    const Surroundings first = around(text, 5, "12.5");
    ASSERT_TRUE(first.found);
    EXPECT_EQ(first.column, "Mean (ms)");
    EXPECT_EQ(first.row, "a:1");
    EXPECT_EQ(first.zones.front().find("b:2"), std::string::npos);
    const Surroundings second = around(text, 6, "3.25");
    EXPECT_NE(second.zones[0].find("jit"), std::string::npos);
    EXPECT_EQ(second.zones[1], "a:1");
    EXPECT_EQ(second.zones.back(), "speed of m1");
}

TEST(DocumentText, ASentenceEndsAtItsFullStop) {
    const Surroundings it =
        around("First is a:1. Then b:2 took 5.5 s at last. Third is c:3.\n", 1, "5.5");
    ASSERT_TRUE(it.found);
    EXPECT_EQ(it.zones.front().find("a:1"), std::string::npos);
    EXPECT_NE(it.zones.front().find("b:2"), std::string::npos);
    EXPECT_EQ(it.zones.front().find("c:3"), std::string::npos);
    EXPECT_EQ(it.unit, "s");
    EXPECT_NE(it.zones.back().find("a:1"), std::string::npos);
}

TEST(DocumentText, HeadingsRiseInRank) {
    const std::string text =
        "# Report\n## a:1\n### Speed\n## b:2\n```\n# code\n```\n### Load\nIt took 7 s.\n";
    const Surroundings it = around(text, 9, "7");
    ASSERT_TRUE(it.found);
    EXPECT_EQ(it.heading, "Load");
    const auto has = [&](const std::string& zone) {
        return std::find(it.zones.begin(), it.zones.end(), zone) != it.zones.end();
    };
    EXPECT_TRUE(has("b:2"));
    EXPECT_TRUE(has("Report"));
    EXPECT_FALSE(has("a:1"));
    EXPECT_FALSE(has("code"));
}

TEST(DocumentText, PartsOfNumbersAreNone) {
    EXPECT_FALSE(around("It took 14.59 s.\n", 1, "59").found);
    EXPECT_FALSE(around("It took 1,459 s.\n", 1, "459").found);
    EXPECT_FALSE(around("It took 5 s.\n", 1, "5", 2).found);
    EXPECT_FALSE(around("It took 5 s.\n", 9, "5").found);
    EXPECT_TRUE(around("From 5 to 5.5 s it is 5.\n", 1, "5", 2).found);
}

}  // namespace chimera::verify
