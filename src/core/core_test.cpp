// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <atomic>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/packed.h"
#include "core/parallel.h"
#include "core/rng.h"
#include "core/sha256.h"
#include "core/text.h"

namespace chimera {
namespace {

TEST(Sha256, IsThatOfTheStandardsExamples) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Packed, GivesBackWhatWasPutIn) {
    EXPECT_EQ(base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
    EXPECT_TRUE(rc::check([](const std::string& text) {
        const auto back = unpacked(packed(text), text.size());
        RC_ASSERT(back.ok());
        RC_ASSERT(back.value() == text);
    }));
    const std::string small = packed(std::string(100000, 'a'));
    EXPECT_LT(small.size(), 400U);
    EXPECT_FALSE(unpacked(small, 99999).ok());
    EXPECT_FALSE(unpacked(small.substr(0, 40), 100000).ok());
    for (const char* bad : {"x", "====", "AAAA", "<i>a", "YW55IGNhcm5hbCBwbGVhcw=="}) {
        EXPECT_FALSE(unpacked(bad, 100).ok()) << bad;
    }
}

TEST(Decimal, KeepsWhatIsWritten) {
    EXPECT_EQ(parse_decimal("102.50")->decimals(), 2);
    EXPECT_EQ(parse_decimal("12e3")->decimals(), -3);
    EXPECT_EQ(parse_decimal("-0.0045")->point, -2);
    for (const char* bad : {"", "-", ".", "1.2.3", "1e", "0x10", "1,000", "nan", "1 ", "e5"}) {
        EXPECT_FALSE(parse_decimal(bad)) << bad;
    }
}

TEST(Decimal, RoundsExactlyInBothWays) {
    EXPECT_EQ(to_fixed(0.125, 2), "0.12");
    EXPECT_EQ(to_fixed(0.125, 2, Rounding::kHalfUp), "0.13");
    EXPECT_EQ(to_fixed(2.675, 2), "2.68");  // the shortest decimal is what is rounded
    EXPECT_EQ(to_fixed(9.996, 2), "10.00");
    EXPECT_EQ(to_fixed(-0.0004, 2), "0.00");
    EXPECT_EQ(to_fixed(0.5, 0), "0");
    EXPECT_EQ(to_fixed(1.5, 0), "2");
    EXPECT_EQ(to_fixed(0.5, 0, Rounding::kHalfUp), "1");
    EXPECT_EQ(to_fixed(1e21, 1), "1000000000000000000000.0");
    EXPECT_EQ(to_fixed(4.9e-300, 3), "0.000");
    EXPECT_EQ(to_fixed(0.0999, 3), "0.100");
    EXPECT_EQ(to_fixed(0.0996, 3), "0.100");
    EXPECT_EQ(to_fixed(0.06, 1), "0.1");
    EXPECT_EQ(to_fixed(0.04, 1), "0.0");
}

TEST(Decimal, ShortestReadsBackAsTheSameDouble) {
    EXPECT_TRUE(rc::check([](double value) {
        RC_PRE(std::isfinite(value));
        RC_ASSERT(*parse_double(shortest(value)) == value);
    }));
    EXPECT_EQ(shortest(20.5), "20.5");
    EXPECT_EQ(shortest(100), "100");
}

TEST(Decimal, FixedTextIsARoundingOfItsValue) {
    EXPECT_TRUE(rc::check([](double any) {
        RC_PRE(std::isfinite(any));
        const double value = std::fmod(any, 1e12);
        const int decimals = *rc::gen::inRange(0, 8);
        RC_ASSERT(is_rounding_of(to_fixed(value, decimals), value));
        RC_ASSERT(is_rounding_of(to_fixed(value, decimals, Rounding::kHalfUp), value));
    }));
    EXPECT_FALSE(is_rounding_of("286.6", 286.5));
    EXPECT_FALSE(is_rounding_of("-286.5", 286.5));
    EXPECT_TRUE(is_rounding_of("287", 286.5));
    EXPECT_TRUE(is_rounding_of("286", 286.5));
}

TEST(Clock, ReadsWhatItWrites) {
    EXPECT_TRUE(rc::check([] {
        const auto time = *rc::gen::inRange<std::int64_t>(0, 4102444800);
        RC_ASSERT(parse_time(rfc3339(time)) == time);
    }));
    EXPECT_EQ(parse_time("2025-10-02T19:18:24.204845+00:00"), 1759432704);
    EXPECT_EQ(parse_time("2025-10-02 21:18:24+02:00"), 1759432704);
    EXPECT_EQ(parse_time("2025-10-02"), 1759363200);
    for (const char* bad : {"2025-13-01", "2025-02-30", "20251002", "2025-10-02T25:00:00", "now"}) {
        EXPECT_FALSE(parse_time(bad)) << bad;
    }
}

TEST(Parallel, DoesEveryIndexOnce) {
    std::vector<std::atomic<int>> done(1000);
    for_each_index(done.size(), 4, [&](std::size_t i) { ++done[i]; });
    for (const auto& count : done) EXPECT_EQ(count, 1);
    EXPECT_THROW(for_each_index(9, 3, [](std::size_t) { throw std::runtime_error("x"); }),
                 std::runtime_error);
}

TEST(Text, FindsTheFirstMalformedByte) {
    EXPECT_EQ(valid_utf8_prefix("a\xC3\xA9"), 3U);
    EXPECT_EQ(valid_utf8_prefix("a\xC0\x80"), 1U);         // overlong
    EXPECT_EQ(valid_utf8_prefix("\xED\xA0\x80"), 0U);      // surrogate
    EXPECT_EQ(valid_utf8_prefix("\xF4\x90\x80\x80"), 0U);  // above U+10FFFF
    EXPECT_EQ(valid_utf8("\xFFx"), "\xEF\xBF\xBDx");
    EXPECT_EQ(utf8_prefix("a\xC3\xA9", 2), "a");
}

TEST(Text, SplitsAndJoins) {
    EXPECT_EQ(split("a,,b", ',').size(), 3U);
    EXPECT_EQ(words("gemma3_1b-it").size(), 3U);
    EXPECT_EQ(trim(" \t x \r\n"), "x");
    EXPECT_EQ(replace_all("a~b~", "~", "~0"), "a~0b~0");
}

TEST(Rng, ShufflesWithoutLosingAnything) {
    Rng rng(7);
    std::vector<int> items{1, 2, 3, 4, 5, 6};
    shuffle(items, rng);
    std::sort(items.begin(), items.end());
    EXPECT_EQ(items, (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace chimera
