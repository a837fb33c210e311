// SPDX-License-Identifier: Apache-2.0
#include "telemetry/prometheus.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "telemetry/readings_for_test.h"

namespace chimera::telemetry {

using Names = std::vector<std::string>;

TEST(Prometheus, ReadsSamplesWithLabelsStampsAndExemplars) {
    const auto samples = parse_prometheus(
        "# HELP a Help.\n# TYPE a gauge\n"
        "a 1.5\n"
        "b{} 2\n"
        "  c{x=\"1\", y = \"a}b,\\\"c\\\\\" ,} +3e2 1700000000000\r\n"
        "d_bucket{le=\"+Inf\"}\t4 # {trace=\"x\"} 0.5 1.0\n"
        "e NaN\nf +Inf\ng -Inf\n"
        "a:b_total 7");
    ASSERT_EQ(samples.size(), 8U);
    EXPECT_EQ(samples[0].name, "a");
    EXPECT_EQ(samples[0].value, 1.5);
    EXPECT_TRUE(samples[1].labels.empty());
    ASSERT_EQ(samples[2].labels.size(), 2U);
    EXPECT_EQ(samples[2].labels[1].first, "y");
    EXPECT_EQ(samples[2].labels[1].second, "a}b,\\\"c\\\\");
    EXPECT_EQ(samples[2].value, 300);
    EXPECT_EQ(samples[3].value, 4);
    EXPECT_TRUE(std::isnan(samples[4].value));
    EXPECT_TRUE(std::isinf(samples[5].value));
    EXPECT_LT(samples[6].value, 0);
    EXPECT_EQ(samples[7].name, "a:b_total");
}

TEST(Prometheus, DamagedLinesArePassedOver) {
    for (const char* bad : {"a",
                            "a ",
                            "a{",
                            "a{x",
                            "a{x=",
                            "a{x=\"",
                            "a{x=\"1",
                            "a{x=\"1\\\"} 1",
                            "a{x=\"1\"",
                            "1a 1",
                            "a{x=\"1\" y=\"2\"} 1",
                            "a{=\"1\"} 1",
                            "a{,} 1",
                            "a x",
                            "a 1e400",
                            "a 1 x",
                            "a 1 2 3",
                            "{x=\"1\"} 1",
                            "a-b 1",
                            "\xff 1",
                            " ",
                            "<html>",
                            "a 0x10"}) {
        EXPECT_TRUE(parse_prometheus(bad).empty()) << bad;
        const auto around = parse_prometheus(std::string("b 1\n") + bad + "\nc 2\n");
        EXPECT_EQ(around.size(), 2U) << bad;
    }
}

TEST(Prometheus, HugeTextsAreRead) {
    std::string text(1 << 20, '{');
    text += "\na{x=\"" + std::string(1 << 20, '\\') + "\n";
    for (int i = 0; i < 20000; ++i) text += "vllm:num_requests_running{e=\"1\"} 1\n";
    text += std::string(1 << 20, ' ');
    EXPECT_EQ(parse_prometheus(text).size(), 20000U);
    EXPECT_EQ(value_named(server_readings(text), "server_requests_running"), 1);
}

TEST(Prometheus, ArbitraryTextDoesNoHarm) {
    EXPECT_TRUE(rc::check([] {
        const auto text = *rc::gen::container<std::string>(
            rc::gen::elementOf(std::string("ab:_{}=\",\\ 19.e+-#\nNaI\xff\t")));
        for (const PrometheusSample& sample : parse_prometheus(text)) {
            RC_ASSERT(!sample.name.empty());
        }
        RC_ASSERT(server_readings(text).empty());
    }));
}

TEST(ServerReadings, OfVllm) {
    const auto readings = server_readings(
        "# TYPE vllm:num_requests_running gauge\n"
        "vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 3.0\n"
        "vllm:num_requests_running{engine=\"1\",model_name=\"m\"} 2.0\n"
        "vllm:num_requests_waiting{engine=\"0\",model_name=\"m\"} 0.0\n"
        "vllm:num_requests_waiting{engine=\"1\",model_name=\"m\"} 7.0\n"
        "vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"m\"} 0.25\n"
        "vllm:kv_cache_usage_perc{engine=\"1\",model_name=\"m\"} 0.75\n"
        "vllm:gpu_cache_usage_perc{engine=\"0\",model_name=\"m\"} 0.9\n"
        "vllm:prefix_cache_queries_total{engine=\"0\",model_name=\"m\"} 1000.0\n"
        "vllm:prefix_cache_hits_total{engine=\"0\",model_name=\"m\"} 250.0\n"
        "vllm:gpu_prefix_cache_hits_total{engine=\"0\",model_name=\"m\"} 17.0\n"
        "vllm:prompt_tokens_total{engine=\"0\",model_name=\"m\"} 1.234e+06\n"
        "vllm:generation_tokens_total{engine=\"0\",model_name=\"m\"} 56789.0\n"
        "vllm:num_preemptions_total{engine=\"0\",model_name=\"m\"} 2.0\n"
        "vllm:prompt_tokens_created{engine=\"0\",model_name=\"m\"} 1.7e+09\n"
        "vllm:time_to_first_token_seconds_bucket{le=\"0.1\"} 5\n");
    EXPECT_EQ(value_named(readings, "server_requests_running"), 5);
    EXPECT_EQ(value_named(readings, "server_requests_waiting"), 7);
    EXPECT_EQ(value_named(readings, "server_kv_cache_ratio"), 0.75);
    EXPECT_EQ(value_named(readings, "server_prefix_cache_queried_tokens"), 1000);
    EXPECT_EQ(value_named(readings, "server_prefix_cache_hit_tokens"), 250);
    EXPECT_EQ(value_named(readings, "server_prompt_tokens"), 1234000);
    EXPECT_EQ(value_named(readings, "server_generation_tokens"), 56789);
    EXPECT_EQ(value_named(readings, "server_preemptions"), 2);
    EXPECT_EQ(readings.size(), 8U);
}

TEST(ServerReadings, OfOlderVllm) {
    const auto readings = server_readings(
        "vllm:gpu_cache_usage_perc{model_name=\"m\"} 0.5\n"
        "vllm:gpu_prefix_cache_hit_rate{model_name=\"m\"} -1.0\n");
    EXPECT_EQ(names_of(readings), Names{"server_kv_cache_ratio"});
}

TEST(ServerReadings, OfSglangCountRanksOnce) {
    const auto readings = server_readings(
        "sglang:num_running_reqs{dp_rank=\"0\",model_name=\"m\",tp_rank=\"0\"} 4.0\n"
        "sglang:num_running_reqs{dp_rank=\"0\",model_name=\"m\",tp_rank=\"1\"} 4.0\n"
        "sglang:num_running_reqs{dp_rank=\"1\",model_name=\"m\",tp_rank=\"2\"} 5.0\n"
        "sglang_num_queue_reqs{model_name=\"m\"} 1.0\n"
        "sglang:token_usage{model_name=\"m\"} 0.28\n"
        "sglang:cache_hit_rate{model_name=\"m\"} 0.0075\n"
        "sglang:gen_throughput{model_name=\"m\"} 86.5\n"
        "sglang:prompt_tokens_total{model_name=\"m\"} 8.128902e+06\n"
        "sglang:generation_tokens_total{model_name=\"m\"} 7.557572e+06\n");
    EXPECT_EQ(value_named(readings, "server_requests_running"), 9);
    EXPECT_EQ(value_named(readings, "server_requests_waiting"), 1);
    EXPECT_EQ(value_named(readings, "server_kv_cache_ratio"), 0.28);
    EXPECT_EQ(value_named(readings, "server_prefix_cache_hit_ratio"), 0.0075);
    EXPECT_EQ(value_named(readings, "server_generation_tokens_per_s"), 86.5);
    EXPECT_EQ(value_named(readings, "server_prompt_tokens"), 8128902);
    EXPECT_EQ(value_named(readings, "server_generation_tokens"), 7557572);
}

TEST(ServerReadings, OfLlamaServer) {
    const auto readings = server_readings(
        "# HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.\n"
        "# TYPE llamacpp:prompt_tokens_total counter\n"
        "llamacpp:prompt_tokens_total 1000\n"
        "llamacpp:prompt_seconds_total 3.5\n"
        "llamacpp:tokens_predicted_total 5000\n"
        "llamacpp:tokens_predicted_seconds_total 61.5\n"
        "llamacpp:prompt_tokens_seconds 285.7\n"
        "llamacpp:predicted_tokens_seconds 81.3\n"
        "llamacpp:kv_cache_usage_ratio 0.63\n"
        "llamacpp:kv_cache_tokens 2580\n"
        "llamacpp:requests_processing 2\n"
        "llamacpp:requests_deferred 1\n");
    EXPECT_EQ(value_named(readings, "server_requests_running"), 2);
    EXPECT_EQ(value_named(readings, "server_requests_waiting"), 1);
    EXPECT_EQ(value_named(readings, "server_kv_cache_ratio"), 0.63);
    EXPECT_EQ(value_named(readings, "server_kv_cache_tokens"), 2580);
    EXPECT_EQ(value_named(readings, "server_prompt_tokens_per_s"), 285.7);
    EXPECT_EQ(value_named(readings, "server_generation_tokens_per_s"), 81.3);
    EXPECT_EQ(value_named(readings, "server_prompt_tokens"), 1000);
    EXPECT_EQ(value_named(readings, "server_generation_tokens"), 5000);
    EXPECT_EQ(readings.size(), 8U);
}

TEST(ServerReadings, WhatIsNoNumberMakesTheReadingAbsent) {
    for (const char* bad : {"NaN", "+Inf", "-1"}) {
        const std::string text =
            "vllm:num_requests_running{e=\"0\"} 1\n"
            "vllm:num_requests_running{e=\"1\"} " +
            std::string(bad) + "\nvllm:num_requests_waiting 4\n";
        EXPECT_EQ(names_of(server_readings(text)), Names{"server_requests_waiting"}) << bad;
    }
    EXPECT_TRUE(server_readings("sglang:token_usage 28\n").empty());
    EXPECT_TRUE(server_readings("sglang:cache_hit_rate{a=\"1\"} 0.5\n"
                                "sglang:cache_hit_rate{a=\"2\"} 0.6\n")
                    .empty());
    EXPECT_TRUE(server_readings("vllm:prompt_tokens_total{a=\"1\"} 1e308\n"
                                "vllm:prompt_tokens_total{a=\"2\"} 1.7e308\n")
                    .empty());
    // NaN first, then a number of the same engine
    EXPECT_TRUE(server_readings("sglang:num_running_reqs{tp_rank=\"0\"} NaN\n"
                                "sglang:num_running_reqs{tp_rank=\"1\"} 1\n")
                    .empty());
}

}  // namespace chimera::telemetry
