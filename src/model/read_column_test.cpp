// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/text.h"
#include "model/metric.h"

namespace chimera::model {
namespace {

std::string_view meaning_name(Meaning meaning) {
    switch (meaning) {
        case Meaning::kMetric: return "metric";
        case Meaning::kParameter: return "parameter";
        case Meaning::kModel: return "model";
        case Meaning::kSuite: return "suite";
        case Meaning::kVariant: return "variant";
        case Meaning::kHardware: return "hardware";
        case Meaning::kInput: return "input";
        case Meaning::kError: return "error";
        case Meaning::kSuccess: return "success";
        case Meaning::kTime: return "time";
        case Meaning::kIdentifier: return "identifier";
        case Meaning::kBody: return "body";
        case Meaning::kTelemetry: return "telemetry";
        case Meaning::kPrivate: return "private";
        case Meaning::kOther: return "other";
    }
    return "?";
}

// "ttft_s p95 x0.001": the metric's id or the meaning, the statistic, the scale.
std::string describe(const Reading& reading) {
    std::string text(reading.metric ? reading.metric->id : meaning_name(reading.meaning));
    if (reading.statistic != Statistic::kRaw) {
        text += " " + statistic_name(reading.statistic, reading.p);
    }
    if (reading.scale == 1e-9) return text + " x1e-9";
    if (reading.scale == 1e-6) return text + " x1e-6";
    if (reading.scale != 1) text += fmt::format(" x{}", reading.scale);
    return text;
}

struct Case {
    std::string_view name;
    std::string_view unit;
    std::string_view expected;
};

const Case kCases[] = {
    // Ollama-style runs.
    {"timestamp", "", "time"},
    {"model", "", "model"},
    {"num_gpu", "", "parameter"},
    {"num_ctx", "", "parameter"},
    {"temperature", "", "parameter"},
    {"ttft_s", "", "ttft_s"},
    {"tokens_s", "", "tokens_s"},
    {"load_s", "", "load_s"},
    {"prompt_eval_s", "", "prompt_eval_s"},
    {"eval_s", "", "eval_s"},
    {"prompt_eval_count", "", "input"},
    {"eval_count", "", "output_tokens"},
    {"total_tokens", "", "total_tokens"},
    {"response_chars", "", "response_chars"},
    {"error", "", "error"},
    {"tag", "", "variant"},
    {"prompt_index", "", "input"},
    {"prompt_text", "", "input"},
    {"prompt", "", "input"},
    {"options", "", "parameter"},
    {"config_name", "", "identifier"},
    {"mean_tokens_s", "", "tokens_s mean"},
    {"mean_ttft_s", "", "ttft_s mean"},
    {"mean_load_s", "", "load_s mean"},
    {"eval_s_mean", "", "eval_s mean"},
    {"prompt_eval", "", "other"},
    {"load_duration", "", "load_s x1e-9"},
    {"prompt_eval_duration", "", "prompt_eval_s x1e-9"},
    {"eval_duration", "", "eval_s x1e-9"},
    {"total_duration", "", "e2e_latency_s x1e-9"},
    // Headings as people write them.
    {"Generation Time (ms)", "", "generation_time_s x0.001"},
    {"Tokens", "", "output_tokens"},
    {"Tokens per Second", "", "tokens_s"},
    {"Success", "", "success"},
    {"Test Name", "", "suite"},
    {"Context", "", "input"},
    {"Tone", "", "other"},
    {"Throughput (tok/s)", "", "tokens_s"},
    {"Throughput [tokens/sec]", "", "tokens_s"},
    {"Throughput (req/s)", "", "request_throughput"},
    {"Throughput", "", "throughput"},
    {"throughput", "req/s", "request_throughput"},
    {"Tok/Sec", "", "tokens_s"},
    {"tok/s", "", "tokens_s"},
    {"t/s", "", "tokens_s"},
    {"TTFT (ms)", "", "ttft_s x0.001"},
    {"TTFT p95 (ms)", "", "ttft_s p95 x0.001"},
    {"Latency p50 (ms)", "", "latency_ms median"},
    {"Mean latency (s)", "", "latency_ms mean x1000"},
    {"99th percentile latency (ms)", "", "latency_ms p99"},
    {"Inter-Token Latency (ms)", "", "itl_ms"},
    {"ms/token", "", "tpot_ms"},
    {"Time per Token (ms)", "", "tpot_ms"},
    {"GPU Util %", "", "telemetry"},
    {"VRAM (GB)", "", "telemetry"},
    {"Quant", "", "variant"},
    {"Time (ms)", "", "execution_time_ms"},
    {"Time", "", "time"},
    {"Process ID", "", "identifier"},
    {"Host Name", "", "private"},
    // Nested results.
    {"results/tokens_per_second", "", "tokens_s"},
    {"results/generation_time_ms", "", "generation_time_s x0.001"},
    {"results/banter_text", "", "body"},
    {"results/success", "", "success"},
    {"summary/avg_tokens_per_second", "", "tokens_s mean"},
    {"summary/avg_generation_time_ms", "", "generation_time_s mean x0.001"},
    {"summary/max_generation_time_ms", "", "generation_time_s max x0.001"},
    {"total_generation_time_ms", "", "generation_time_s sum x0.001"},
    {"overall_tokens_per_second", "", "overall_tokens_per_second"},
    {"time_to_first_token_s", "", "ttft_s"},
    {"mean_time_to_first_token_s", "", "ttft_s mean"},
    {"first_token_s", "", "ttft_s"},
    {"success_rate", "", "success_rate"},
    {"total_tests", "", "other sum"},
    {"benchmark/mean_time_ms", "", "execution_time_ms mean"},
    {"eager/benchmark/std_time_ms", "", "execution_time_ms sd"},
    {"benchmark/metadata/compile_time_s", "", "compile_time_s"},
    {"compilation/success", "", "success"},
    {"compilation/error", "", "error"},
    {"timing/p95_ms", "", "execution_time_ms p95"},
    {"timing/stdev_ms", "", "execution_time_ms sd"},
    {"timing/samples", "", "execution_time_ms count"},
    {"timing_stats/overall_mean_ms", "", "execution_time_ms mean"},
    {"timing_stats/latency_percentiles/p95", "", "latency p95"},
    {"timing_stats/cv_percent", "", "other other"},
    {"coefficient_of_variation", "", "other other"},
    {"mean_ms", "", "execution_time_ms mean"},
    {"fp8/accuracy", "", "accuracy"},
    {"fp8/loss", "", "loss"},
    {"fp8/model_size_bytes", "", "model_size_bytes"},
    {"model_size_mb", "", "model_size_mb"},
    {"model/batch_size", "", "parameter"},
    {"model/name", "", "model"},
    {"model/device", "", "variant"},
    {"environment/gpu_name", "", "hardware"},
    {"environment/os", "", "hardware"},
    {"environment/hostname", "", "private"},
    {"metrics/gpu/name", "", "hardware"},
    {"metrics/gpu/temperature", "", "telemetry"},
    {"metrics/gpu/timestamp", "", "time"},
    {"metrics/system/cpu_percent", "", "telemetry"},
    {"metrics/system/memory_total_gb", "", "telemetry"},
    {"metrics/ollama/process_count", "", "telemetry"},
    {"ollama_host", "", "private"},
    {"settings/runs", "", "parameter"},
    {"options/temperature", "", "parameter"},
    {"gpu__time_duration.sum", "us", "gpu_time_duration_us sum"},
    {"launch__block_size", "", "parameter"},
    {"device__attribute_l2_cache_size", "", "hardware"},
    // llama-bench and its kin.
    {"build_commit", "", "identifier"},
    {"build_number", "", "identifier"},
    {"cpu_info", "", "hardware"},
    {"gpu_info", "", "hardware"},
    {"backends", "", "variant"},
    {"model_filename", "", "model"},
    {"model_type", "", "variant"},
    {"model_size", "", "model_size_bytes"},
    {"n_batch", "", "parameter"},
    {"n_prompt", "", "parameter"},
    {"n_gen", "", "parameter"},
    {"n_depth", "", "parameter"},
    {"flash_attn", "", "parameter"},
    {"type_k", "", "parameter"},
    {"no_host", "", "parameter"},
    {"test_time", "", "time"},
    {"avg_ns", "", "engine_time_s mean x1e-9"},
    {"stddev_ns", "", "engine_time_s sd x1e-9"},
    {"avg_ts", "", "engine_tokens_s mean"},
    {"stddev_ts", "", "engine_tokens_s sd"},
    {"samples_ns", "", "engine_time_s x1e-9"},
    {"samples_ts", "", "engine_tokens_s"},
    {"speed_pp", "", "prompt_tokens_s"},
    {"speed_tg", "", "tokens_s"},
    {"t_pp", "", "prompt_eval_s"},
    {"timings/predicted_per_second", "", "tokens_s"},
    {"timings/predicted_ms", "", "eval_s x0.001"},
    {"timings/prompt_ms", "", "prompt_eval_s x0.001"},
    // llama-benchy.
    {"pp_throughput/mean", "", "prompt_tokens_s mean"},
    {"tg_throughput/values", "", "tg_throughput"},
    {"tg_req_throughput/std", "", "tg_req_tokens_s sd"},
    {"peak_throughput/mean", "", "peak_throughput mean"},
    {"ttfr/mean", "", "ttfr_s mean x0.001"},
    {"est_ppt/mean", "", "prompt_eval_s mean x0.001"},
    {"e2e_ttft/mean", "", "ttft_s mean x0.001"},
    {"context_size", "", "parameter"},
    {"prompt_size", "", "input"},
    {"response_size", "", "parameter"},
    // AIPerf.
    {"request_throughput/avg", "requests/sec", "request_throughput mean"},
    {"request_latency/p99", "ms", "e2e_latency_s p99 x0.001"},
    {"time_to_first_token/avg", "ms", "ttft_s mean x0.001"},
    {"time_to_second_token/avg", "ms", "ttst_s mean x0.001"},
    {"inter_token_latency/std", "ms", "itl_ms sd"},
    {"inter_chunk_latency/value", "ms", "chunk_gap_ms"},
    {"metrics/request_latency/value", "ms", "e2e_latency_s x0.001"},
    {"metrics/output_sequence_length/value", "tokens", "output_tokens"},
    {"metrics/input_sequence_length/value", "tokens", "input"},
    {"output_token_throughput/avg", "tokens/sec", "output_throughput mean"},
    {"output_token_throughput_per_user/p5", "tokens/sec/user",
     "output_token_throughput_per_user p5"},
    {"request_count/avg", "requests", "request_count mean"},
    {"time_to_first_token/count", "ms", "ttft_s count"},
    {"benchmark_duration/avg", "sec", "duration_s mean"},
    {"metadata/request_start_ns", "", "time"},
    {"metadata/x_request_id", "", "identifier"},
    // guidellm.
    {"metrics/time_to_first_token_ms/successful/mean", "", "ttft_s mean x0.001"},
    {"metrics/time_to_first_token_ms/successful/percentiles/p999", "", "ttft_s p99.9 x0.001"},
    {"metrics/time_to_first_token_ms/successful/percentiles/p05", "", "ttft_s p5 x0.001"},
    {"metrics/time_to_first_token_ms/successful/percentiles/p001", "", "ttft_s p0.1 x0.001"},
    {"metrics/time_to_first_token_ms/successful/mean_ci/lower", "", "other"},
    {"metrics/time_to_first_token_ms/errored/mean", "", "other"},
    {"metrics/time_to_first_token_ms/total/mean", "", "other"},
    {"metrics/request_latency/successful/std_dev", "", "e2e_latency_s sd"},
    {"metrics/tokens_per_second/successful/mean", "", "total_token_throughput mean"},
    {"metrics/output_tokens_per_second/successful/median", "", "output_throughput median"},
    {"metrics/inter_token_latency_ms/successful/mode", "", "other"},
    {"metrics/inter_token_latency_ms/successful/variance", "", "other other"},
    {"config/backend/model", "", "model"},
    {"config/backend/api_key", "", "private"},
    {"config/strategy/rate", "", "parameter"},
    {"info/status", "", "success"},
    {"info/error", "", "error"},
    {"info/timings/request_start", "", "time"},
    // inference-perf.
    {"successes/latency/request_latency/p99.9", "", "e2e_latency_s p99.9"},
    {"successes/latency/time_per_output_token/mean", "", "tpot_ms mean x1000"},
    {"successes/latency/normalized_time_per_output_token/median", "",
     "e2e_per_token_ms median x1000"},
    {"successes/latency/inter_token_latency/p0.1", "", "itl_ms p0.1 x1000"},
    {"successes/latency/time_to_first_token/min", "", "ttft_s min"},
    {"successes/throughput/output_tokens_per_sec", "", "output_throughput"},
    {"successes/throughput/requests_per_sec", "", "request_throughput"},
    {"successes/throughput/total_tokens_per_sec", "", "total_token_throughput"},
    {"successes/prompt_len/mean", "", "input mean"},
    {"successes/output_len/mean", "", "output_tokens mean"},
    {"failures/request_latency", "", "other"},
    {"load_summary/requested_rate", "", "parameter"},
    {"load_summary/achieved_rate", "", "request_throughput"},
    {"load_summary/schedule_delay/p90", "", "schedule_delay_s p90"},
    // vLLM and SGLang.
    {"request_rate", "", "parameter"},
    {"max_concurrency", "", "parameter"},
    {"duration", "", "duration_s"},
    {"completed", "", "other"},
    {"total_input_tokens", "", "total_input_tokens"},
    {"total_output_tokens", "", "total_output_tokens"},
    {"output_throughput", "", "output_throughput"},
    {"total_token_throughput", "", "total_token_throughput"},
    {"max_output_tokens_per_s", "", "peak_throughput"},
    {"mean_ttft_ms", "", "ttft_s mean x0.001"},
    {"median_ttft_ms", "", "ttft_s median x0.001"},
    {"p99_itl_ms", "", "itl_ms p99"},
    {"std_tpot_ms", "", "tpot_ms sd"},
    {"mean_e2e_latency_ms", "", "e2e_latency_s mean x0.001"},
    {"p99_e2el_ms", "", "e2e_latency_s p99 x0.001"},
    {"ttfts", "", "ttft_s"},
    {"itls", "", "itl_ms x1000"},
    {"generated_texts", "", "body"},
    {"errors", "", "error"},
    {"input_lens", "", "input"},
    {"output_lens", "", "output_tokens"},
    // MLPerf, oha, k6.
    {"result_99.00_percentile_latency_ns", "", "e2e_latency_due_s p99 x1e-9"},
    {"result_samples_per_second", "", "request_throughput"},
    {"requestsPerSec", "", "request_throughput"},
    {"successRate", "", "success_rate"},
    {"summary/fastest", "", "other other"},
    {"http_req_duration/p(95)", "", "e2e_latency_s p95 x0.001"},
    {"http_req_duration/med", "", "e2e_latency_s median x0.001"},
    // Traps.
    {"temperature_c", "", "telemetry"},
    {"gpu_temperature", "", "telemetry"},
    {"token", "", "private"},
    {"api_key", "", "private"},
    {"max_tokens", "", "parameter"},
    {"max_retries", "", "parameter"},
    {"min_p", "", "parameter"},
    {"count", "", "other count"},
    {"std_dev", "", "other sd"},
    {"unit", "", "other"},
    {"p2p_latency_ms", "", "p2p_latency_ms"},
    {"best_latency_ms", "", "other other"},
    {"foo_ms", "", "foo_ms"},
    {"avg_foo_us", "", "foo_us mean"},
    {"foo", "", "other"},
    {"max_foo", "", "other max"},
    {"avg_score", "", "score mean"},
    {"ttft", "", "ttft"},
    {"avg_latency", "", "latency mean"},
    {"accuracy_percent", "", "accuracy x0.01"},
    {"Accuracy", "%", "accuracy x0.01"},
    {"peak_memory_mb", "", "peak_memory_mb"},
    {"tokens_s", "tok/s", "tokens_s"},
    {"ttft_p99_9_ms", "", "ttft_s p99.9 x0.001"},
};

TEST(ReadColumn, KnowsTheNamesOfTools) {
    EXPECT_GE(std::size(kCases), 200U);
    for (const Case& test : kCases) {
        EXPECT_EQ(describe(read_column(test.name, test.unit)), test.expected)
            << test.name << (test.unit.empty() ? "" : " in ") << test.unit;
    }
}

TEST(ReadColumn, DoesNotGuessTheUnitOfATime) {
    const Reading reading = read_column("ttft", "");
    ASSERT_TRUE(reading.metric);
    EXPECT_EQ(reading.metric->name, "time to first token");
    EXPECT_EQ(reading.metric->unit, "");
    EXPECT_FALSE(reading.metric->registered);
    EXPECT_EQ(reading.metric->polarity, Polarity::kLowerIsBetter);
}

TEST(ReadColumn, StatedUnitOutranksTheName) {
    EXPECT_EQ(read_column("ttft_s", "ms").scale, 0.001);
    EXPECT_EQ(read_column("latency_ms", "s").scale, 1000.0);
}

TEST(ReadColumn, KeepsTheUnitOfAnUnknownMetric) {
    const Reading reading = read_column("kernel_wait_us", "");
    ASSERT_TRUE(reading.metric);
    EXPECT_EQ(reading.metric->id, "kernel_wait_us");
    EXPECT_EQ(reading.metric->name, "kernel wait");
    EXPECT_EQ(reading.metric->unit, "us");
    EXPECT_EQ(reading.metric->polarity, Polarity::kLowerIsBetter);
    EXPECT_FALSE(reading.metric->headline);
    EXPECT_EQ(read_column("widgets", "furlong").metric->unit, "furlong");
    EXPECT_EQ(read_column("cache_bandwidth_gb_s", "").metric->polarity, Polarity::kHigherIsBetter);
}

// A name that comes from a file must not bring digits or gated words into prose.
TEST(ReadColumn, ANameEndsInOneUnit) {
    const Reading energy = read_column("watt_hours", "");
    EXPECT_FALSE(energy.metric && energy.metric->id == "execution_time_ms");
    EXPECT_EQ(read_column("watt_ms", "").meaning, Meaning::kMetric);
    EXPECT_EQ(read_column("watt_ms", "").metric->id, "watt_ms");
}

TEST(ReadColumn, WritesRiskyNamesAsCode) {
    EXPECT_EQ(read_column("stable_rate_pct", "").metric->name, "`stable_rate_pct`");
    EXPECT_EQ(read_column("p2p_latency_ms", "").metric->name, "`p2p_latency_ms`");
    EXPECT_EQ(read_column("cache_hits_pct", "").metric->name, "cache hits");
}

TEST(ReadColumn, SurvivesAnyName) {
    EXPECT_TRUE(rc::check([](const std::string& name, const std::string& unit) {
        const Reading reading = read_column(name, unit);
        RC_ASSERT(reading.metric.has_value() == (reading.meaning == Meaning::kMetric));
        RC_ASSERT(reading.scale > 0);
    }));
    EXPECT_EQ(read_column("", "").meaning, Meaning::kOther);
    EXPECT_EQ(read_column("///", "").meaning, Meaning::kOther);
    EXPECT_EQ(read_column(std::string(1 << 20, '/'), "").meaning, Meaning::kOther);
    EXPECT_EQ(read_column(std::string(1 << 20, '_'), "").meaning, Meaning::kOther);
    std::string long_name;
    for (int i = 0; i < 10000; ++i) long_name += "mean_ms_";
    EXPECT_LE(read_column(long_name, "").metric.value_or(Metric{}).name.size(), 64U);
}

TEST(ReadColumn, AListOfSamplesIsOfItsMetric) {
    const Reading wait = read_column("ttft_samples_s", "");
    ASSERT_TRUE(wait.metric);
    EXPECT_EQ(wait.metric->id, "ttft_s");
    EXPECT_EQ(read_column("ttft_samples_ms", "").scale, 0.001);
    // Samples a second of something unknown stay that.
    const Reading rate = read_column("throughput_samples_s", "");
    EXPECT_FALSE(rate.metric && rate.metric->unit == "s");
}

}  // namespace
}  // namespace chimera::model
