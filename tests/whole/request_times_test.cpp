// SPDX-License-Identifier: Apache-2.0
// Metrics that follow from the times of single requests, beside what the tool states; and lies.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "support/told_report.h"

namespace chimera {
namespace {

// Eight requests: the first token after 50 ms, then five more, 10 ms each; 2 ms to the end.
std::string requests_json() {
    std::string out = "[";
    for (int i = 0; i < 8; ++i) {
        const double start = 100.0 + i;
        std::string stamps;
        for (int token = 0; token < 6; ++token)
            stamps += fmt::format("{}{:.3f}", token == 0 ? "" : ", ", start + 0.05 + 0.01 * token);
        out += fmt::format(
            "{}{{\"start_time\": {:.3f}, \"end_time\": {:.3f}, \"request\": \"{{}}\", "
            "\"response\": "
            "\"x\", \"info\": {{\"request_metrics\": {{\"text\": {{\"input_tokens\": {}}}}}, "
            "\"response_metrics\": {{\"output_tokens\": 6, \"output_token_times\": [{}]}}}}, "
            "\"error\": null}}",
            i == 0 ? "" : ",\n", start, start + 0.102, 100 + i, stamps);
    }
    return out + "]\n";
}

std::string summary_json(const std::string& latency) {
    return "{\"load_summary\": {\"count\": 8, \"requested_rate\": 1.0, \"achieved_rate\": 1.0},\n"
           "\"successes\": {\"count\": 8, \"latency\": {\"request_latency\": {\"mean\": " +
           latency +
           ", \"min\": 0.1, \"max\": 0.11, \"median\": 0.102},\n"
           "\"time_per_output_token\": {\"mean\": 0.01, \"min\": 0.01, \"max\": 0.01, \"median\": "
           "0.01}}},\n"
           "\"failures\": {\"count\": 0}}\n";
}

class RequestTimes : public test::ToldReport {
protected:
    void told(const std::string& latency) {
        temp_.write("in/summary_lifecycle_metrics.json", summary_json(latency));
        tell("per_request_lifecycle_metrics.json", requests_json(), [&](std::string_view line) {
            return line.starts_with("  {\"id\":\"C") &&
                   line.find("statement.times.row") != std::string_view::npos &&
                   line.find("time per output token") != std::string_view::npos;
        });
        EXPECT_EQ(verified(claim_, text_), 0) << report_;
    }
};

TEST_F(RequestTimes, FollowFromTheTimesOfTokens) {
    told("0.102");
    // 50 ms to the first token, 10 ms a token, 102 ms in all, 17 ms of it a token.
    for (const char* words : {"[0.0500", "[10.0", "[0.102", "[17.0"}) {
        EXPECT_TRUE(says(words)) << words << report_;
    }
    EXPECT_FALSE(says("By the times of its requests"));
    EXPECT_EQ(with_evidence("\"fold\":\"first\"", "\"fold\":\"last\""), 1);
    EXPECT_EQ(with_evidence("\"fold\":\"count\"", "\"fold\":\"sum\""), 1);
    EXPECT_EQ(with_evidence(",\"fold\":\"first\"", ""), 1);
    // A request left out.
    EXPECT_EQ(with_evidence("/[0-7]/end_time", "/[0-6]/end_time"), 1);
}

TEST_F(RequestTimes, AndDifferFromWhatTheToolStates) {
    told("0.120");
    EXPECT_TRUE(says("0.120")) << report_;
    EXPECT_TRUE(says("times of its requests") || says("times of the requests")) << report_;
}

}  // namespace
}  // namespace chimera
