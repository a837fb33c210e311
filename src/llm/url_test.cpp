// SPDX-License-Identifier: Apache-2.0
#include "llm/url.h"

#include <gtest/gtest.h>

namespace chimera::llm {
namespace {

TEST(ParseUrl, ReadsWhatPeopleWrite) {
    const auto plain = parse_url("http://localhost:11434/");
    ASSERT_TRUE(plain.ok());
    EXPECT_EQ(plain.value().host, "localhost");
    EXPECT_EQ(plain.value().port, 11434);
    EXPECT_EQ(plain.value().path, "");
    EXPECT_EQ(plain.value().shown(), "http://localhost:11434");
    EXPECT_FALSE(plain.value().tls);

    const auto secure = parse_url(" HTTPS://example.org/api/v1// ");
    ASSERT_TRUE(secure.ok());
    EXPECT_TRUE(secure.value().tls);
    EXPECT_EQ(secure.value().port, 443);
    EXPECT_EQ(secure.value().authority(), "example.org");
    EXPECT_EQ(secure.value().shown(), "https://example.org/api/v1");

    const auto bare = parse_url("127.0.0.1:8000");
    ASSERT_TRUE(bare.ok());
    EXPECT_EQ(bare.value().shown(), "http://127.0.0.1:8000");
}

TEST(ParseUrl, ReadsIpv6) {
    const auto url = parse_url("http://[::1]:8080/v1");
    ASSERT_TRUE(url.ok());
    EXPECT_EQ(url.value().host, "::1");
    EXPECT_EQ(url.value().port, 8080);
    EXPECT_EQ(url.value().authority(), "[::1]:8080");
    const auto no_port = parse_url("http://[::1]");
    ASSERT_TRUE(no_port.ok());
    EXPECT_EQ(no_port.value().authority(), "[::1]");
}

TEST(ParseUrl, HidesUserAndPassword) {
    const auto url = parse_url("https://me:se%40cret@host:1/x");
    ASSERT_TRUE(url.ok());
    EXPECT_EQ(url.value().userinfo, "me:se@cret");
    EXPECT_EQ(url.value().shown(), "https://host:1/x");
}

TEST(ParseUrl, RefusesWithoutRepeating) {
    for (const char* text :
         {"", "http://", "ftp://secret@host", "http://secret@host:0", "http://secret@host:65536",
          "http://secret@host:8x", "http://secret@host/?a=b", "http://secret@host/#a",
          "http://sec ret@host", "http://secret@host/\r\nX: y", "http://[::1", "http://[::1]x",
          "http://secret@:80", "http://secret@h\xC3\xA4st"}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url.ok()) << text;
        EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
        EXPECT_NE(url.error().message.find("; "), std::string::npos);
    }
}

}  // namespace
}  // namespace chimera::llm
