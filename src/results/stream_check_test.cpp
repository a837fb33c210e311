// SPDX-License-Identifier: Apache-2.0
#include "results/stream_check.h"

#include <gtest/gtest.h>

#include <string>

namespace chimera::results {
namespace {

const std::string kHeader =
    R"({"kind":"header","schema":"chimera-stream/1","experiment_id":"e","model_name":"m",)"
    R"("started_at":"2026-11-23T04:39:40.125Z","clock":"CLOCK_MONOTONIC","scenario":{},)"
    R"("environment":{},"seed":1})"
    "\n";
const std::string kRequest =
    R"({"kind":"request","experiment_id":"e","model_name":"m","run":"concurrency=1",)"
    R"("phase":"measured","round":1,"index":0,"prompt":"p1",)"
    R"("parameters":{"concurrency":1,"cache_bust":true,"prompt_source":"built-in"},)"
    R"("success":true,"ttft_s":0.05,"times":{"due_s":1.5}})"
    "\n";
const std::string kSummary =
    R"({"kind":"summary","ended_at":"2026-11-23T04:39:50Z","completed":1,"failed":0,"cut":false})"
    "\n";

// The text with its first `from` as `to`.
std::string changed(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(CheckStream, AcceptsAStreamAndKnowsOneFromOthers) {
    const Checked checked = check_stream(kHeader + kRequest + kSummary);
    EXPECT_TRUE(checked.is_valid());
    EXPECT_TRUE(checked.problems.empty());
    EXPECT_TRUE(is_stream(kHeader));
    EXPECT_FALSE(is_stream(R"({"schema":"chimera-result/1"})"));
    EXPECT_FALSE(is_stream("a,b\n1,2\n"));
}

TEST(CheckStream, NamesLineAndPointerOfEachFault) {
    const struct {
        const char* from;
        const char* to;
        const char* pointer;
    } faults[] = {
        {R"("ttft_s":0.05)", R"("ttft_s":"fast")", "/ttft_s"},
        {R"("ttft_s":0.05)", R"("ttft_s":-1)", "/ttft_s"},
        {R"("due_s":1.5)", R"("sent_s":1.5)", "/times"},
        {R"("index":0)", R"("index":0.5)", "/index"},
        {R"("phase":"measured")", R"("phase":"later")", "/phase"},
        {R"("prompt":"p1",)", "", ""},
        {R"("success":true)", R"("success":true,"speed":3)", "/speed"},
        {R"("kind":"request")", R"("kind":"guess")", "/kind"},
    };
    for (const auto& fault : faults) {
        const std::string request = changed(kRequest, fault.from, fault.to);
        const Checked checked = check_stream(kHeader + request + kSummary);
        EXPECT_FALSE(checked.is_valid()) << fault.to;
        ASSERT_FALSE(checked.problems.empty()) << fault.to;
        EXPECT_EQ(checked.problems.front().pointer, fault.pointer) << fault.to;
        EXPECT_EQ(checked.problems.front().place.line, 2U);
    }
}

TEST(CheckStream, HoldsTheOrderOfLines) {
    EXPECT_FALSE(check_stream(kRequest + kSummary).is_valid());
    EXPECT_FALSE(check_stream(kHeader + kHeader + kSummary).is_valid());
    EXPECT_FALSE(check_stream(kHeader + kSummary + kRequest).is_valid());
    EXPECT_FALSE(check_stream(kHeader + "no JSON\n" + kSummary).is_valid());
    EXPECT_FALSE(check_stream(kHeader + "[1]\n" + kSummary).is_valid());
}

TEST(CheckStream, AKilledRunIsReadableUpToItsLastLine) {
    const Checked checked = check_stream(kHeader + kRequest + kRequest.substr(0, 40));
    EXPECT_TRUE(checked.is_valid());
    ASSERT_EQ(checked.problems.size(), 2U);
    EXPECT_EQ(checked.problems[0].severity, Severity::kWarning);
    EXPECT_EQ(checked.problems[0].place.line, 3U);
}

}  // namespace
}  // namespace chimera::results
