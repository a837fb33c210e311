// SPDX-License-Identifier: Apache-2.0
#include "model/redact.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/text.h"

namespace chimera::model {
namespace {

TEST(Redact, HidesUserNamesInHomePaths) {
    EXPECT_EQ(redact("/home/alice/models/m.gguf"), "/home/[redacted]/models/m.gguf");
    EXPECT_EQ(redact("open /Users/bob failed"), "open /Users/[redacted] failed");
    EXPECT_EQ(redact("C:\\Users\\carol\\AppData\\Local"), "C:\\Users\\[redacted]\\AppData\\Local");
    EXPECT_EQ(redact("C:\\\\Users\\\\carol\\\\AppData"), "C:\\\\Users\\\\[redacted]\\\\AppData");
    EXPECT_EQ(redact("c:/users/Carol Jones/x"), "c:/users/[redacted] Jones/x");
    EXPECT_EQ(redact("C:\\Users\\Carol Jones\\x"), "C:\\Users\\[redacted]\\x");
    EXPECT_EQ(redact("File \"/home/dan/run.py\", line 3"),
              "File \"/home/[redacted]/run.py\", line 3");
    EXPECT_EQ(redact("/opt/data/run.csv"), "/opt/data/run.csv");
}

TEST(Redact, HidesAddresses) {
    EXPECT_EQ(redact("by jane.doe+x@example.org."), "by [redacted].");
    EXPECT_EQ(redact("layer@v1.2 stays"), "layer@v1.2 stays");
    EXPECT_EQ(redact("https://joe:pw@example.org/x"), "https://[redacted]@example.org/x");
}

// The keys are put together here so that no scanner takes this file for a leak.
TEST(Redact, HidesKeys) {
    const std::string tail = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6";
    for (const char* prefix : {"sk-", "hf_", "ghp_", "gho_", "github_pat_", "AKIA", "xoxb-"}) {
        EXPECT_EQ(redact("key " + (prefix + tail) + " refused"), "key [redacted] refused")
            << prefix;
    }
    EXPECT_EQ(redact("Authorization: Bearer " + tail), "Authorization: Bearer [redacted]");
    EXPECT_EQ(redact("got Bearer " + tail + ", no"), "got Bearer [redacted], no");
    EXPECT_EQ(redact("api_key=" + tail + "&x=1"), "api_key=[redacted]&x=1");
    EXPECT_EQ(redact("{\"password\": \"hunter2x\"}"), "{\"password\": \"[redacted]\"}");
    EXPECT_EQ(redact("{\\\"api-key\\\": \\\"" + tail + "\\\"}"),
              "{\\\"api-key\\\": \\\"[redacted]\\\"}");
    EXPECT_EQ(redact("HF_TOKEN=" + tail), "HF_TOKEN=[redacted]");
    EXPECT_EQ(redact("user=alice host='bench-box'"), "user=[redacted] host='[redacted]'");
}

TEST(Redact, HidesPrivateHosts) {
    EXPECT_EQ(redact("http://192.168.1.7:11434/api"), "http://[redacted]:11434/api");
    EXPECT_EQ(redact("dial tcp 10.1.2.3:80: refused"), "dial tcp [redacted]:80: refused");
    EXPECT_EQ(redact("172.16.0.1 172.32.0.1"), "[redacted] 172.32.0.1");
    EXPECT_EQ(redact("gpu-node.corp and nas.local."), "[redacted] and [redacted].");
    EXPECT_EQ(redact("http://bench-box:8000/v1"), "http://[redacted]:8000/v1");
    EXPECT_EQ(redact("[fe80::1ff:fe23:4567:890a]"), "[[redacted]]");
}

TEST(Redact, KeepsWhatIsNoSecret) {
    for (const std::string_view text :
         {"connect http://localhost:11434/api/generate", "127.0.0.1:8080 and 0.0.0.0",
          "see https://ollama.com/download", "HTTPConnectionPool(host='localhost', port=11434)",
          "[WinError 10049] The requested address is not valid", "os 10.0.26100", "max_tokens=100",
          "unexpected token: identifier", "tokens: 128", "sk-learn-style-pipelines-are-here",
          "password: none", "q4_K_M gemma3:270m", "a@b", "8.8.8.8", "token_count=12345678a"}) {
        EXPECT_EQ(redact(text), text);
    }
}

TEST(Redact, IsIdempotentAndTakesAnyBytes) {
    EXPECT_TRUE(rc::check([](const std::string& text) {
        const std::string once = redact(text);
        RC_ASSERT(redact(once) == once);
    }));
    // Fragments of what the matchers look for, in any order.
    EXPECT_TRUE(rc::check([](const std::vector<unsigned>& picks) {
        static const std::vector<std::string> parts{
            "/home/",      "C:\\Users\\", "\\\\",   "alice",
            "@",           "example.org", "://",    ":",
            "=",           "\"",          " ",      "api_key",
            "token",       "Bearer ",     "sk-",    "a1b2c3d4e5f6g7h8i9",
            "192.168.0.1", ".local",      "user",   "host",
            "[redacted]",  "/",           "fe80::", "file",
            "http",        "password",    "'",      "."};
        std::string text;
        for (const unsigned pick : picks) text += parts[pick % parts.size()];
        const std::string once = redact(text);
        RC_ASSERT(redact(once) == once);
    }));
}

TEST(Redact, TakesLongTextsInOnePass) {
    for (const std::string_view part :
         {"a", "@", "/home/", "sk-", "api_key=", "://", ".", "\\users\\"}) {
        std::string text;
        while (text.size() < 100000) text += part;
        EXPECT_FALSE(redact(text).empty());
    }
}

}  // namespace
}  // namespace chimera::model
