// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "results/export.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

namespace {

// Where the report keeps a metric, and in which of its units.
struct Slot {
    std::string_view metric;
    std::string_view group;  // of results/request_performance/aggregate
    std::string_view name;
    std::string_view unit;
    bool is_rate = false;  // a run has one figure of it, which the report calls its mean
};

}  // namespace

static constexpr std::array<Slot, 10> kSlots = {{
    {"ttft_s", "latency", "time_to_first_token", "s", false},
    {"tpot_ms", "latency", "time_per_output_token", "ms/token", false},
    {"ntpot_ms", "latency", "normalized_time_per_output_token", "ms/token", false},
    {"itl_ms", "latency", "inter_token_latency", "ms/token", false},
    {"e2e_latency_s", "latency", "request_latency", "s", false},
    {"input_throughput", "throughput", "input_token_rate", "tokens/s", true},
    {"output_throughput", "throughput", "output_token_rate", "tokens/s", true},
    {"total_token_throughput", "throughput", "total_token_rate", "tokens/s", true},
    {"request_throughput", "throughput", "request_rate", "queries/s", true},
    {"output_tokens", "requests", "output_length", "count", false},
}};

static std::string slot_of_statistic(const std::string& name) {
    static constexpr std::array<std::string_view, 11> kSame = {
        "mean", "min", "max", "p1", "p5", "p10", "p25", "p75", "p90", "p95", "p99"};
    if (name == "sd") return "stddev";
    if (name == "median" || name == "p50") return "p50";
    if (name == "p0.1") return "p0p1";
    if (name == "p99.9") return "p99p9";
    return std::find(kSame.begin(), kSame.end(), name) == kSame.end() ? "" : name;
}

// Nothing where the metric has no mean, which the report demands.
static Json statistics_of(const RunMetric& metric, const Slot& slot, Remarks& remarks) {
    Json out = {{"units", slot.unit}};
    const double* one = metric.find("value");
    const bool is_mean = one != nullptr && (slot.is_rate || metric.n == 1);
    if (metric.find("mean") == nullptr) {
        if (!is_mean) return {};
        out["mean"] = *one;
    }
    for (const auto& [name, value] : metric.statistics) {
        const std::string key = slot_of_statistic(name);
        if (!key.empty()) {
            out[key] = value;
        } else if (name != "value") {
            remarks.add("no place in the report", fmt::format("{} of {}", name, metric.id));
        }
    }
    return out;
}

static Json keywords_of(const Run& run) {
    Json out = Json::array();
    if (run.model_name) out.push_back("model=" + *run.model_name);
    if (run.suite) out.push_back("suite=" + *run.suite);
    for (const Scalars* group : {&run.variant, &run.parameters}) {
        for (const auto& [name, value] : *group) out.push_back(name + "=" + scalar_text(value));
    }
    return out;
}

static Json run_of(const Run& run) {
    Json out = {{"uid", run_identifier(run)}, {"eid", run.experiment_id}};
    const auto& first = run.provenance.first_time;
    const auto& last = run.provenance.last_time;
    if (first && is_rfc3339(*first)) out["time"]["start"] = *first;
    if (last && last != first && is_rfc3339(*last)) out["time"]["end"] = *last;
    if (Json keywords = keywords_of(run); !keywords.empty()) out["keywords"] = std::move(keywords);
    return out;
}

static Json aggregate_of(const Run& run, Remarks& remarks) {
    Json out = Json::object();
    const bool has_counts = run.status.ok && run.status.failed;
    if (has_counts) {
        out["requests"] = {{"total", *run.status.ok + *run.status.failed},
                           {"failures", *run.status.failed}};
    }
    for (const RunMetric& metric : run.metrics) {
        const auto slot = std::find_if(kSlots.begin(), kSlots.end(),
                                       [&](const Slot& each) { return each.metric == metric.id; });
        if (slot == kSlots.end()) {
            remarks.add("no place in the report", metric.id);
            continue;
        }
        if (slot->group == "requests" && !has_counts) {
            remarks.add(
                "left out, for the report demands a number of requests beside it and the source "
                "states none",
                metric.id);
            continue;
        }
        Json statistics = statistics_of(metric, *slot, remarks);
        if (statistics.is_null()) {
            remarks.add("left out, for the report demands a mean and the source states none",
                        metric.id);
            continue;
        }
        out[std::string(slot->group)][std::string(slot->name)] = std::move(statistics);
    }
    return out;
}

Exported export_llm_d(std::span<const Run> runs, const ExportOptions& options) {
    Exported out;
    for (const Run& run : runs) {
        Remarks remarks;
        Json aggregate = aggregate_of(run, remarks);
        if (!aggregate.contains("latency") && !aggregate.contains("throughput")) {
            ++out.refused;
            out.remarks.add(
                "not exported, for it has no latency or throughput that the report has a place for",
                run.provenance.source);
            continue;
        }
        out.remarks.add_all(remarks);
        if (!run.hardware.empty() || !run.environment.empty()) {
            out.remarks.add(
                "hardware and environment are left out: the report's scenario demands the serving "
                "tool's version, role and replicas, which the source does not state");
        }
        Json document = {
            {"version", "0.2.1"},
            {"run", run_of(run)},
            {"results", {{"request_performance", {{"aggregate", std::move(aggregate)}}}}}};
        out.documents.push_back(laid_out(document, options.layout));
    }
    return out;
}

}  // namespace chimera::results
