// SPDX-License-Identifier: Apache-2.0
#include "sources/line_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_folder.h"

namespace chimera::sources {
namespace {

class LinesOfAFile : public testing::Test {
protected:
    // Lines "1", "2", ..., each with `padding` bytes behind its number.
    std::string numbered(std::size_t count, std::size_t padding, bool ends) {
        std::string text;
        for (std::size_t i = 1; i <= count; ++i) {
            text += fmt::format("{}{}", i, std::string(padding, 'x'));
            if (ends || i < count) text += '\n';
        }
        std::ofstream(path_, std::ios::binary) << text;
        return text;
    }

    std::string lines(std::uint64_t first, std::uint64_t last) {
        auto file = LineFile::open(path_);
        if (!file.ok()) return file.error().message;
        auto got = file.value().lines(first, last);
        return got.ok() ? got.value() : got.error().message;
    }

    test::TempFolder temp_;
    std::string path_ = temp_.path("lines");
};

}  // namespace

TEST_F(LinesOfAFile, AreThoseOfTheseNumbers) {
    const std::string text = numbered(2000, 3, true);
    EXPECT_EQ(lines(1, 2), "1xxx\n2xxx\n");
    EXPECT_EQ(lines(256, 258), "256xxx\n257xxx\n258xxx\n");
    EXPECT_EQ(lines(1999, 5000), "1999xxx\n2000xxx\n");
    EXPECT_EQ(lines(1, 2000), text);
    EXPECT_EQ(lines(2001, 2001), "");
    EXPECT_EQ(lines(100'000, 100'001), "");
    EXPECT_EQ(lines(0, 3), "");
    EXPECT_EQ(lines(3, 2), "");
}

TEST_F(LinesOfAFile, MayBeLongerThanWhatIsReadAtOnce) {
    numbered(600, 1000, false);
    EXPECT_EQ(lines(600, 600), "600" + std::string(1000, 'x'));
    EXPECT_EQ(lines(512, 513),
              "512" + std::string(1000, 'x') + "\n513" + std::string(1000, 'x') + "\n");
    numbered(3, 300'000, false);
    EXPECT_EQ(lines(2, 2), "2" + std::string(300'000, 'x') + '\n');
}

TEST_F(LinesOfAFile, AnEmptyOneHasNoLines) {
    numbered(0, 0, true);
    EXPECT_EQ(lines(1, 10), "");
    EXPECT_FALSE(LineFile::open(path_ + ".missing").ok());
}

}  // namespace chimera::sources
