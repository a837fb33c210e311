// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/line_windows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "formats/jsonl/jsonl_reader.h"

namespace chimera::formats {
namespace {

NextBytes bytes_of(std::string_view text) {
    return [text](std::span<char> out) mutable -> Result<std::size_t> {
        const std::size_t size = std::min(out.size(), text.size());
        std::copy_n(text.begin(), size, out.begin());
        text.remove_prefix(size);
        return size;
    };
}

std::vector<std::string> windows_of(const NextLines& next) {
    std::vector<std::string> out;
    for (auto window = next().value(); !window.empty(); window = next().value()) {
        out.emplace_back(window);
    }
    return out;
}

std::vector<std::string> streamed(std::string_view text) {
    const NextBytes next = bytes_of(text);
    LineWindows windows(next);
    return windows_of([&] { return windows.next(); });
}

std::string lines(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += R"({"model": "m)" + std::to_string(i % 3) + R"(", "ttft_ms": )" + std::to_string(i) +
               ".5}\n";
    }
    return out;
}

TEST(LineWindows, HoldWholeLinesAndTheWholeText) {
    const std::string long_line = std::string(std::size_t{20} << 20U, 'x') + "\n";
    const std::string many = lines(1'200'000);
    for (const std::string& text :
         {std::string(), std::string("a"), std::string("a\nb"), many, many + "no end",
          "a\n" + long_line + "b\n", long_line + long_line + many}) {
        const auto windows = windows_of(lines_of(text));
        std::string joined;
        for (const std::string& window : windows) {
            joined += window;
            EXPECT_TRUE(window.ends_with('\n') || joined.size() == text.size());
        }
        EXPECT_TRUE(joined == text);
        EXPECT_TRUE(streamed(text) == windows);
    }
}

TEST(LineWindows, AStreamedFileReadsAsAWholeOne) {
    const std::string text = "\xEF\xBB\xBF" + lines(1'000'000) + "not json\n" + lines(10);
    const auto whole = read_jsonl(text, 2).value();
    const auto windows = read_jsonl_on(bytes_of(text), 2).value();
    ASSERT_TRUE(windows.has_value());
    ASSERT_EQ(windows->tables.size(), 1U);
    EXPECT_EQ(windows->values, whole.values);
    EXPECT_EQ(windows->tables[0].row_ids, whole.tables[0].row_ids);
    ASSERT_EQ(windows->tables[0].columns.size(), 2U);
    EXPECT_EQ(windows->tables[0].columns[1].numbers, whole.tables[0].columns[1].numbers);
    EXPECT_EQ(windows->tables[0].columns[0].texts.text(999'999),
              whole.tables[0].columns[0].texts.text(999'999));
    ASSERT_EQ(windows->rejects.size(), 1U);
    EXPECT_EQ(windows->rejects[0].at, whole.rejects[0].at);
}

TEST(LineWindows, WhatIsNoLogIsLeftToBeReadAsAWhole) {
    EXPECT_FALSE(read_jsonl_on(bytes_of("[\n1,\n2\n]\n"), 1).value().has_value());
    const std::string utf16("\xFF\xFE{\0}\0\n\0", 8);
    EXPECT_FALSE(read_jsonl_on(bytes_of(utf16), 1).value().has_value());
}

TEST(LineWindows, AnErrorOfTheFileEndsIt) {
    const NextBytes broken = [](std::span<char>) -> Result<std::size_t> {
        return input_error("gone");
    };
    EXPECT_FALSE(read_jsonl_on(broken, 1).ok());
}

}  // namespace
}  // namespace chimera::formats
