// SPDX-License-Identifier: Apache-2.0
#include "llm/text_lines.h"

#include <gtest/gtest.h>

#include <vector>

namespace chimera::llm {
namespace {

using Texts = std::vector<std::string>;

// What comes out when the text arrives in pieces of `size` bytes.
template <typename Reader>
Texts fed(Reader& reader, std::string_view text, std::size_t size) {
    Texts out;
    for (std::size_t at = 0; at < text.size(); at += size) {
        reader.feed(text.substr(at, size), [&](std::string_view line) {
            out.emplace_back(line);
            return true;
        });
    }
    return out;
}

TEST(TextLines, AreTheSameHoweverTheyArrive) {
    for (std::size_t size = 1; size < 12; ++size) {
        TextLines lines(100);
        EXPECT_EQ(fed(lines, "one\r\n\ntwo\nrest", size), (Texts{"one", "", "two"}));
        Texts last;
        EXPECT_TRUE(lines.finish([&](std::string_view line) {
            last.emplace_back(line);
            return true;
        }));
        EXPECT_EQ(last, Texts{"rest"});
    }
}

TEST(TextLines, HaveALimit) {
    TextLines lines(5);
    EXPECT_EQ(fed(lines, "12345\n123456\n", 4), Texts{"12345"});
    EXPECT_TRUE(lines.too_long());
}

TEST(TextLines, EndWhenTheListenerHasEnough) {
    TextLines lines(100);
    std::size_t heard = 0;
    EXPECT_FALSE(lines.feed("a\nb\nc\n", [&](std::string_view) { return ++heard < 2; }));
    EXPECT_EQ(heard, 2U);
}

TEST(Events, AreTheSameHoweverTheyArrive) {
    const std::string_view text =
        "\xEF\xBB\xBF"
        "data: one\n\n: keep-alive\n\nevent: x\nid: 3\ndata:two\r\ndata:  three\r\n\r\n"
        "data\n\nretry: 5\n\ndata: unfinished\n";
    for (std::size_t size = 1; size < 20; ++size) {
        Events events(100);
        EXPECT_EQ(fed(events, text, size), (Texts{"one", "two\n three", ""}));
    }
}

TEST(Events, HaveALimitInAllTheirLinesTogether) {
    Events events(30);
    const std::string line = "data: 0123456789\n";
    EXPECT_EQ(fed(events, line + line + "\n" + line + line + line + line + "\n", 7),
              Texts{"0123456789\n0123456789"});
    EXPECT_TRUE(events.too_long());
}

}  // namespace
}  // namespace chimera::llm
