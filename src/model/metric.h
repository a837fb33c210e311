// SPDX-License-Identifier: Apache-2.0
// The metric registry: what a column measures, in which unit, and which direction is better. Names
// that look alike and are defined differently (tokens_s of one request, overall_tokens_per_second
// of a run) are different metrics: one row each in metric_table.inc, and one in docs/metrics.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::model {

enum class Polarity : std::uint8_t { kHigherIsBetter, kLowerIsBetter, kNeither };

struct Metric {
    std::string id;    // "tokens_s", "ttft_s": stands in evidence as fact.metric
    std::string name;  // "generation throughput": how prose calls it
    std::string unit;  // canonical: "tok/s", "s", "ms", "%", "bytes", "" (a pure number)
    Polarity polarity = Polarity::kNeither;
    // Latency-like metrics hold cold starts; their means are not compared when they do.
    bool latency = false;
    // The few metrics that are ranked and compared; the others are tabulated only.
    bool headline = false;
    std::string definition;  // one sentence: start, stop, what is counted
    bool registered = true;  // false: made from a column that no row of the registry names
};

// What a number in a column is of the metric: the measurement itself, or an aggregate of several.
enum class Statistic : std::uint8_t {
    kRaw,
    kMean,
    kMedian,
    kSd,
    kMin,
    kMax,
    kQuantile,
    kSum,
    kCount,
    kOther
};

enum class Meaning : std::uint8_t {
    kMetric,      // a measured quantity, or an aggregate of one
    kParameter,   // a setting that somebody chose: num_gpu, temperature, batch size
    kModel,       // which model
    kSuite,       // which test, benchmark, task, scenario
    kVariant,     // quantization, size, back end: a named alternative
    kHardware,    // gpu_name, cpu, ram
    kInput,       // prompt, prompt index, prompt length: what was asked
    kError,       // an error message; a text in it means the row failed
    kSuccess,     // true/false, ok/failed, a status
    kTime,        // a time stamp
    kIdentifier,  // ids, hashes, names that only tell rows apart
    kBody,        // text that a model produced
    kTelemetry,   // cpu_percent, memory_used: the machine, not the model
    kPrivate,     // host names, user names, keys, tokens, home paths
    kOther
};

// Of names and settings, which say what a row is of.
constexpr bool tells_rows_apart(Meaning meaning) {
    return meaning == Meaning::kModel || meaning == Meaning::kSuite ||
           meaning == Meaning::kVariant || meaning == Meaning::kHardware ||
           meaning == Meaning::kParameter;
}

// How a column is to be read.
struct Reading {
    Meaning meaning = Meaning::kOther;
    std::optional<Metric> metric;  // kMetric only
    Statistic statistic = Statistic::kRaw;
    double p = 0;      // kQuantile: 0.95
    double scale = 1;  // file's unit times scale is the metric's unit
};

// `name` is a heading or the pointer from the row to the cell ("metrics/ttft/value",
// "summary/avg_tokens_per_second"); `stated_unit` what the file says beside it, or "".
// Known names come from the registry; an unknown numeric name becomes an unregistered metric if it
// carries a unit (suffix such as _ms, _s, _tok_s, "(ms)") or a statistic, else kOther.
Reading read_column(std::string_view name, std::string_view stated_unit);

// All registered metrics, in the order of docs/metrics.md; nullptr where `id` is none.
std::span<const Metric> registered_metrics();
const Metric* find_metric(std::string_view id);

// "mean", "median", "p95", ... as evidence and prose call it.
std::string statistic_name(Statistic statistic, double p);

// Does a column or field of this name say how many values stand behind an aggregate: "n", "runs",
// "settings/iterations"?
bool is_sample_size(std::string_view name);

// 1 of `from` is how many `to`? nullopt for units of different kinds ("ms" -> "s": 0.001).
std::optional<double> unit_scale(std::string_view from, std::string_view to);

}  // namespace chimera::model
