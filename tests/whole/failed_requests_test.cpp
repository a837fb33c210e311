// SPDX-License-Identifier: Apache-2.0
// Why requests failed, where a tool's file says so beside its measurements; and lies about it:
// another reason, another number, another whole, a list that is none.
#include <gtest/gtest.h>

#include <string>

#include "support/told_report.h"

namespace chimera {
namespace {

using test::between;

// Of six requests one was reset, by a traceback, and two timed out.
const char* const kVllm =
    "{\"date\": \"20260412-101530\", \"model_id\": \"alder:2b\", \"tokenizer_id\": \"alder\",\n"
    "\"num_prompts\": 6, \"request_rate\": 2.0, \"burstiness\": 1.0, \"max_concurrency\": 4,\n"
    "\"duration\": 4.0, \"completed\": 3, \"failed\": 3, \"request_throughput\": 0.75,\n"
    "\"total_token_throughput\": 90.5, \"mean_ttft_ms\": 81.0, \"std_ttft_ms\": 0.8165,\n"
    "\"mean_itl_ms\": 11.2, \"mean_tpot_ms\": 11.4, \"output_lens\": [20, 0, 22, 24, 0, 0],\n"
    "\"ttfts\": [0.080, 0.0, 0.081, 0.082, 0.0, 0.0],\n"
    "\"errors\": [\"\", \"Traceback (most recent call last):\\n  File \\\"a.py\\\", line 3\\n"
    "ConnectionResetError: reset by peer\", \"\", \"\", \"timed out\", \"timed out\"]}\n";

const char* const kRust =
    "{\"date\": \"20260412-101530\", \"model_id\": \"alder:2b\", \"tokenizer_id\": \"alder\",\n"
    "\"num_prompts\": 40, \"request_rate\": 2.0, \"burstiness\": 1.0, \"max_concurrency\": 4,\n"
    "\"duration\": 20.0, \"completed\": 37, \"failed\": 3, \"request_throughput\": 1.85,\n"
    "\"total_token_throughput\": 90.5, \"mean_ttft_ms\": 81.0, \"std_ttft_ms\": 0.8165,\n"
    "\"mean_itl_ms\": 11.2, \"mean_tpot_ms\": 11.4, \"failed_requests\": [\n"
    "{\"index\": 3, \"error\": \"refused\"}, {\"index\": 5, \"error\": \"busy\"},\n"
    "{\"index\": 9, \"error\": \"busy\"}]}\n";

const char* const kAiperf =
    "{\"schema_version\": \"1.5\", \"aiperf_version\": \"0.13.0\", \"benchmark_id\": \"b\",\n"
    "\"request_latency\": {\"unit\": \"ms\", \"avg\": 310.5, \"p50\": 309.0, \"std\": 2.1},\n"
    "\"error_summary\": [{\"error_details\": {\"code\": 503, \"type\": \"HTTPError\", \"message\": "
    "\"Service Unavailable\"}, \"count\": 7}, {\"error_details\": {\"code\": null, \"type\": "
    "\"TimeoutError\", \"message\": \"no answer\"}, \"count\": 2}]}\n";

const char* const kOha =
    "{\"summary\": {\"successRate\": 0.9, \"total\": 2.0, \"slowest\": 0.09, \"fastest\": 0.02,\n"
    "\"average\": 0.05, \"requestsPerSec\": 98.5}, \"latencyPercentiles\": {\"p50\": 0.049},\n"
    "\"statusCodeDistribution\": {\"200\": 180, \"503\": 12},\n"
    "\"errorDistribution\": {\"connection closed\": 8}}\n";

class FailedRequests : public test::ToldReport {
protected:
    // The claim that says this of failed requests.
    void told(const char* file, const char* content, const std::string& words) {
        tell(file, content, [&](std::string_view line) {
            return line.starts_with("  {\"id\":\"C") &&
                   line.find("\"requests\":") != std::string_view::npos &&
                   line.find(words) != std::string_view::npos;
        });
        EXPECT_EQ(verified(claim_, text_), 0) << report_;
    }
    int with(const std::string& from, const std::string& to) {
        const std::string lie = replace_all(claim_, from, to);
        EXPECT_NE(lie, claim_) << from << " in " << claim_;
        return verified(lie);
    }
};

TEST_F(FailedRequests, OfEachRequestItsError) {
    told("vllm.json", kVllm, "\"of\":");
    EXPECT_TRUE(says("`timed out`")) << report_;
    // Where it happened is in the file; what happened is in the report.
    EXPECT_TRUE(says("`ConnectionResetError: reset by peer`"));
    EXPECT_FALSE(says("Traceback"));
    // The run itself is none that failed: its throughput counts.
    EXPECT_TRUE(says("[0.75](#")) << report_;
    EXPECT_EQ(with("\"requests\":\"errors\"", "\"requests\":\"generated_texts\""), 1);
}

TEST_F(FailedRequests, TheWholeIsEveryRequest) {
    told("vllm.json", kVllm, "\"of\":");
    const std::string fewer = replace_all(evidence_, "\"at\":[\"/errors/[0-5]\"]}],\"n\":6",
                                          "\"at\":[\"/errors/[0-4]\"]}],\"n\":5");
    ASSERT_NE(fewer, evidence_) << evidence_;
    EXPECT_EQ(verified(claim_, text_, fewer), 1);
}

TEST_F(FailedRequests, AReasonIsThatOfItsCount) {
    told("vllm.json", kVllm, "\"where\":\"timed out\"");
    EXPECT_NE(text_.find("[2](#"), std::string::npos) << text_;
    EXPECT_EQ(with("timed out", "ConnectionResetError: reset by peer"), 1);
    EXPECT_EQ(with("timed out", "no space left"), 1);
}

TEST_F(FailedRequests, AListOfTheFailedOnes) {
    told("vllm.json", kRust, "\"where\":\"busy\"");
    EXPECT_NE(text_.find("[2](#"), std::string::npos) << text_;
    EXPECT_TRUE(says("[1.85](#")) << report_;
    EXPECT_FALSE(says("nothing but failures"));
    EXPECT_EQ(with("busy", "refused"), 1);
}

TEST_F(FailedRequests, CountsThatTheFileStates) {
    told("aiperf.json", kAiperf, "\"where\":\"Service Unavailable\"");
    EXPECT_NE(text_.find("[7](#"), std::string::npos) << text_;
    EXPECT_TRUE(says("`no answer`")) << report_;
    EXPECT_EQ(with("Service Unavailable", "no answer"), 1);
    EXPECT_EQ(with("\"requests\":\"error_summary\"", "\"requests\":\"input_config\""), 1);
}

TEST_F(FailedRequests, CountsUnderTheirReasons) {
    told("oha.json", kOha, "\"where\":\"connection closed\"");
    EXPECT_NE(text_.find("[8](#"), std::string::npos) << text_;
    EXPECT_TRUE(says("`503`")) << report_;
    EXPECT_FALSE(says("`200`"));
    EXPECT_EQ(with("connection closed", "503"), 1);
}

}  // namespace
}  // namespace chimera
