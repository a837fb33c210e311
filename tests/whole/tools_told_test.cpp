// SPDX-License-Identifier: Apache-2.0
// What a report says of the tools that wrote its files, and lies about it: another tool, another
// definition, a zero that stands for none taken as a measurement.
#include <gtest/gtest.h>

#include <string>

#include "support/told_report.h"

namespace chimera {
namespace {

using test::between;

// Two requests of five failed, and the lists hold them as zeros.
const char* const kVllm =
    "{\"date\": \"20260412-101530\", \"model_id\": \"alder:2b\", \"tokenizer_id\": \"alder\",\n"
    "\"num_prompts\": 5, \"request_rate\": 2.0, \"burstiness\": 1.0, \"max_concurrency\": 4,\n"
    "\"duration\": 4.0, \"completed\": 3, \"failed\": 2, \"request_throughput\": 0.75,\n"
    "\"total_token_throughput\": 90.5, \"mean_ttft_ms\": 81.0, \"std_ttft_ms\": 0.8165,\n"
    "\"mean_itl_ms\": 11.2, \"mean_tpot_ms\": 11.4, \"output_lens\": [20, 0, 22, 24, 0],\n"
    "\"ttfts\": [0.080, 0.0, 0.081, 0.082, 0.0]}\n";

const char* const kAiperf =
    "{\"schema_version\": \"1.5\", \"aiperf_version\": \"0.13.0\", \"benchmark_id\": \"b\",\n"
    "\"request_latency\": {\"unit\": \"ms\", \"avg\": 310.5, \"p50\": 309.0, \"std\": 2.1},\n"
    "\"inter_token_latency\": {\"unit\": \"ms\", \"avg\": 11.4, \"p50\": 11.3, \"std\": 0.2}}\n";

class ToolsTold : public test::ToldReport {
protected:
    void tell_both() {
        temp_.write("in/aiperf.json", kAiperf);
        tell("vllm.json", kVllm, [](std::string_view line) {
            return line.starts_with("  {\"id\":\"C") &&
                   line.find("\"tool_a\":") != std::string_view::npos;
        });
    }
    int with(const std::string& from, const std::string& to) {
        const std::string lie = replace_all(claim_, from, to);
        EXPECT_NE(lie, claim_) << from;
        return verified(lie);
    }
};

TEST_F(ToolsTold, NamesThatAreAlikeAreDefinedDifferently) {
    tell_both();
    EXPECT_NE(text_.find("inter_token_latency"), std::string::npos) << text_;
    EXPECT_NE(text_.find("gap between chunks"), std::string::npos) << text_;
    EXPECT_EQ(verified(claim_, text_), 0);
    EXPECT_EQ(with("gap between chunks", "gap between tokens"), 1);
    EXPECT_EQ(with("chunk_gap_ms", "token_gap_ms"), 1);
    EXPECT_EQ(with("chunk_gap_ms", "tpot_ms"), 1);
    EXPECT_EQ(with("vllm-bench", "guidellm"), 1);
}

TEST_F(ToolsTold, AFileIsOfTheToolWhoseKeysItHas) {
    tell_both();
    const std::string from = "\"producer\":{\"name\":\"vllm-bench\"";
    const std::string other =
        replace_all(evidence_, from, "\"producer\":{\"name\":\"sglang-bench\"");
    ASSERT_NE(other, evidence_);
    EXPECT_EQ(verified(claim_, text_, other), 1);
    const std::string none = replace_all(evidence_, from, "\"unnamed\":{\"name\":\"vllm-bench\"");
    EXPECT_EQ(verified(claim_, text_, none), 1);
}

TEST_F(ToolsTold, ZerosOfFailedRequestsAreInNoSample) {
    tell_both();
    // The mean over the three that were answered is what the tool states: 81 ms.
    EXPECT_NE(report_.find("0.081"), std::string::npos) << report_;
    EXPECT_EQ(evidence_.find("/ttfts/[0-4]"), std::string::npos);
    EXPECT_NE(evidence_.find("/ttfts/[2-3]"), std::string::npos) << evidence_;
    const std::string all =
        replace_all(evidence_, "\"/ttfts/0\",\"/ttfts/[2-3]\"", "\"/ttfts/[0-4]\"");
    ASSERT_NE(all, evidence_);
    EXPECT_EQ(verified(claim_, text_, all), 1);
}

// A mean that few slow requests carry is told of the row that the tool's text names.
TEST_F(ToolsTold, AMeanThatFewRequestsCarryIsOfItsRow) {
    tell("wrk.txt",
         "Running 1s test @ http://127.0.0.1:8080/\n"
         "  1 threads and 2 connections\n"
         "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"
         "    Latency     4.20ms   12.14ms  60.19ms   98.36%\n"
         "    Req/Sec     2.10k   210.10     2.30k    80.00%\n"
         "  Latency Distribution\n"
         "     50%  800.00us\n     75%    1.00ms\n     90%    1.20ms\n     99%   20.53ms\n"
         "  2100 requests in 1.00s, 1.20MB read\n"
         "Requests/sec:   2094.10\n"
         "Transfer/sec:      1.20MB\n",
         [](std::string_view line) {
             return line.find("\"template\":\"unstable.launch") != std::string_view::npos;
         });
    EXPECT_EQ(verified(claim_, text_), 0);
    EXPECT_EQ(with("`Latency`", "`Avg`"), 1);
    EXPECT_EQ(with("Latency", "Req"), 1);
}

}  // namespace
}  // namespace chimera
