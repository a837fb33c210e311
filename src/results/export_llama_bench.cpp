// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "results/export.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

// The fields of a test that are settings, in the order in which llama-bench writes them.
static constexpr std::array<std::string_view, 30> kSettings = {"n_batch",
                                                               "n_ubatch",
                                                               "n_threads",
                                                               "cpu_mask",
                                                               "cpu_strict",
                                                               "poll",
                                                               "type_k",
                                                               "type_v",
                                                               "n_gpu_layers",
                                                               "n_cpu_moe",
                                                               "split_mode",
                                                               "main_gpu",
                                                               "no_kv_offload",
                                                               "flash_attn",
                                                               "devices",
                                                               "tensor_split",
                                                               "tensor_buft_overrides",
                                                               "use_mmap",
                                                               "use_direct_io",
                                                               "load_mode",
                                                               "lazy_mode",
                                                               "embeddings",
                                                               "no_op_offload",
                                                               "no_host",
                                                               "repack",
                                                               "fit_target",
                                                               "fit_min_ctx",
                                                               "n_prompt",
                                                               "n_gen",
                                                               "n_depth"};

static std::string why_refused(const Run& run) {
    if (run.find("engine_tokens_s") == nullptr) {
        return "no test of llama-bench, for it measures no tokens per second inside the engine";
    }
    for (const char* name : {"n_prompt", "n_gen"}) {
        if (run.parameters.contains(name)) continue;
        return fmt::format("no test of llama-bench, for it states no {}", name);
    }
    return {};
}

static Json number(double value) {
    constexpr double kExact = 9007199254740992;  // 2^53
    if (value == std::floor(value) && std::fabs(value) < kExact) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

static Json scalar(const Scalar& value) {
    if (const auto* held = std::get_if<double>(&value)) return number(*held);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth;
    return std::get<std::string>(value);
}

static void put(Json& out, const char* field, const std::map<std::string, Scalar>& from,
                const char* name) {
    const auto found = from.find(name);
    if (found != from.end()) out[field] = scalar(found->second);
}

// Times in whole nanoseconds, as llama-bench writes them.
static double in_ns(double seconds) {
    constexpr double kNanoseconds = 1e9;
    return std::round(seconds * kNanoseconds);
}

static void put_measured(Json& out, const Run& run, bool is_time) {
    const RunMetric* metric = run.find(is_time ? "engine_time_s" : "engine_tokens_s");
    if (metric == nullptr) return;
    const std::string unit = is_time ? "ns" : "ts";
    const auto written = [&](double value) { return number(is_time ? in_ns(value) : value); };
    const auto stated = [&](const char* name) -> const double* {
        for (const auto& each : metric->stated) {
            if (each.first == name) return &each.second;
        }
        return metric->find(name);
    };
    const double* mean = stated("mean");
    if (mean == nullptr) mean = metric->find("value");
    if (mean != nullptr) out["avg_" + unit] = written(*mean);
    if (const double* sd = stated("sd"); sd != nullptr) out["stddev_" + unit] = written(*sd);
}

static void put_samples(Json& out, const Run& run, bool is_time) {
    const RunMetric* metric = run.find(is_time ? "engine_time_s" : "engine_tokens_s");
    if (metric == nullptr || metric->samples.empty()) return;
    Json& list = out[is_time ? "samples_ns" : "samples_ts"] = Json::array();
    for (const double value : metric->samples) {
        list.push_back(number(is_time ? in_ns(value) : value));
    }
}

static Json test_of(const Run& run) {
    Json out = Json::object();
    put(out, "cpu_info", run.hardware, "cpu");
    put(out, "gpu_info", run.hardware, "gpu");
    put(out, "backends", run.variant, "backends");
    if (run.model_name) out["model_filename"] = *run.model_name;
    put(out, "model_type", run.variant, "model_type");
    if (const RunMetric* size = run.find("model_size_bytes"); size != nullptr) {
        if (const double* value = size->find("value")) out["model_size"] = number(*value);
    }
    put(out, "model_n_params", run.variant, "model_n_params");
    for (const std::string_view name : kSettings) {
        put(out, name.data(), run.parameters, name.data());
    }
    if (run.provenance.first_time) out["test_time"] = *run.provenance.first_time;
    put_measured(out, run, true);
    put_measured(out, run, false);
    put_samples(out, run, true);
    put_samples(out, run, false);
    return out;
}

Exported export_llama_bench(std::span<const Run> runs, const ExportOptions& options) {
    static constexpr std::array<const char*, 3> kHeld = {"engine_tokens_s", "engine_time_s",
                                                         "model_size_bytes"};
    Exported out;
    Json tests = Json::array();
    for (const Run& run : runs) {
        if (const std::string why = why_refused(run); !why.empty()) {
            ++out.refused;
            out.remarks.add(why, run.provenance.source);
            continue;
        }
        for (const RunMetric& metric : run.metrics) {
            if (std::find(kHeld.begin(), kHeld.end(), metric.id) != kHeld.end()) continue;
            out.remarks.add("no field in llama-bench", metric.id);
        }
        out.remarks.add("build_commit and build_number are left out: a result does not keep them");
        tests.push_back(test_of(run));
    }
    out.documents.push_back(laid_out(tests, options.layout));
    return out;
}

}  // namespace chimera::results
