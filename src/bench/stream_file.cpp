// SPDX-License-Identifier: Apache-2.0
#include "bench/stream_file.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "stats/summary.h"

namespace chimera::bench {

using nlohmann::ordered_json;

// Nine digits are more than any clock here tells, and fewer than a double writes.
static double rounded(double value) {
    if (value == 0 || !std::isfinite(value)) return value;
    const double scale = std::pow(10.0, 8 - std::floor(std::log10(std::abs(value))));
    return std::isfinite(scale) && scale > 0 ? std::round(value * scale) / scale : value;
}

double stream_seconds(double seconds) {
    return std::round(seconds * 1e7) / 1e7;
}

template <typename T>
static void put(ordered_json& into, const char* key, const std::optional<T>& value) {
    if (value) into[key] = *value;
}

static void put_time(ordered_json& into, const char* key, const std::optional<double>& value,
                     double shift_s = 0) {
    if (value) into[key] = stream_seconds(*value + shift_s);
}

static ordered_json labelled(const char* kind, const RunLabel& label) {
    ordered_json out{{"kind", kind},
                     {"experiment_id", label.experiment},
                     {"model_name", label.model},
                     {"run", label.point->name}};
    return out;
}

static std::string_view word_of(Phase phase) {
    switch (phase) {
        case Phase::kWarmup: return "warmup";
        case Phase::kCooldown: return "cooldown";
        case Phase::kMeasured: break;
    }
    return "measured";
}

// Moments count from the stream's time zero, durations do not.
static ordered_json times_of(const Sample& sample, double origin_s) {
    const double shift_s = sample.began_s - origin_s;
    ordered_json out = ordered_json::object();
    const auto put_moment = [&](const char* key, const std::optional<double>& value) {
        put_time(out, key, value, shift_s);
    };
    put_moment("due_s", sample.due_s);
    put_moment("taken_s", sample.taken_s);
    put_moment("connected_s", sample.connected_s);
    put_moment("sent_s", sample.sent_s);
    put_moment("head_s", sample.head_s);
    put_moment("first_chunk_s", sample.first_chunk_s);
    if (!sample.chunks_s.empty()) {
        put_moment("first_token_s", sample.chunks_s.front());
        if (sample.first_answer_s != sample.chunks_s.front()) {
            put_moment("first_answer_s", sample.first_answer_s);
        }
        put_moment("last_token_s", sample.chunks_s.back());
    }
    put_moment("end_s", sample.end_s);
    out["read_lag_s"] = stream_seconds(sample.read_lag_s);
    return out;
}

static std::string_view word_of(TokensBy by) {
    switch (by) {
        case TokensBy::kUsage: return "usage";
        case TokensBy::kEngine: return "engine";
        case TokensBy::kNobody:
        case TokensBy::kChunks: break;
    }
    return "chunks";
}

static void put_tokens(ordered_json& out, const Sample& sample, const Latencies& times) {
    put(out, "output_tokens", sample.tokens);
    put(out, "prompt_tokens", sample.prompt_tokens);
    put(out, "cached_tokens", sample.cached_tokens);
    out["tokens_by"] = word_of(sample.tokens_by);
    if (times.tokens_per_chunk) out["tokens_per_chunk"] = rounded(*times.tokens_per_chunk);
}

ordered_json request_line(const RunLabel& label, const Sample& sample, Phase phase,
                          std::size_t round) {
    const Latencies times = latencies_of(sample, label.kind);
    ordered_json out = labelled("request", label);
    out["phase"] = word_of(phase);
    out["round"] = round;
    out["index"] = sample.index;
    out["prompt"] = fmt::format("p{}", sample.prompt + 1);
    out["parameters"] = parameters_of(label.point->settings);
    out["success"] = !sample.failed();
    if (sample.is_resent) out["resent"] = true;
    if (sample.failed()) {
        out["error"] = sample.message;
        out["reason"] = sample.reason;
        out["times"] = times_of(sample, label.origin_s);
        return out;
    }
    put_time(out, "ttft_s", times.ttft_s);
    put_time(out, "ttft_due_s", times.ttft_due_s);
    put_time(out, "ttfr_s", times.ttfr_s);
    if (times.tpot_s) out["tpot_ms"] = rounded(*times.tpot_s * 1e3);
    put_time(out, "e2e_latency_s", times.e2e_s);
    put_time(out, "e2e_latency_due_s", times.e2e_due_s);
    put_time(out, "schedule_delay_s", times.schedule_delay_s);
    put_tokens(out, sample, times);
    ordered_json gaps = ordered_json::array();
    for (const double gap_s : times.itl_s) gaps.push_back(std::round(gap_s * 1e7) / 1e4);
    if (!gaps.empty()) out["itl_ms"] = std::move(gaps);
    out["times"] = times_of(sample, label.origin_s);
    ordered_json server = ordered_json::object();
    put_time(server, "load_s", sample.load_s);
    put_time(server, "prompt_eval_s", sample.prompt_eval_s);
    put_time(server, "eval_s", sample.eval_s);
    if (!server.empty()) out["server"] = std::move(server);
    out["finish"] = sample.cut ? "length" : "stop";
    return out;
}

ordered_json test_line(const RunLabel& label, const TestTime& time, Phase phase,
                       std::size_t round) {
    ordered_json out = labelled("test", label);
    out["phase"] = word_of(phase);
    out["round"] = round;
    out["parameters"] = parameters_of(label.point->settings);
    out["success"] = true;
    out["engine_tokens_s"] = rounded(time.tokens_per_s);
    out["times"] = {{"begin_s", stream_seconds(time.begin_s - label.origin_s)},
                    {"end_s", stream_seconds(time.end_s - label.origin_s)}};
    return out;
}

// `scale` from the measure's own values to what is written.
static ordered_json statistics_of(const Measure& measure, std::string_view unit, double scale) {
    ordered_json out{{"unit", unit}, {"n", measure.values.size()}};
    const auto add = [&](const char* name, std::optional<double> value) {
        if (value) out[name] = rounded(*value * scale);
    };
    if (measure.is_single) {
        add("value", measure.values.front());
        add("mean", measure.values.front());
        return out;
    }
    add("mean", stats::mean(measure.values));
    add("stddev", stats::sd(measure.values));
    add("min", stats::minimum(measure.values));
    add("p50", stats::median(measure.values));
    constexpr struct {
        const char* name;
        double at;
    } kPercentiles[] = {{"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}};
    for (const auto& percentile : kPercentiles) {
        add(percentile.name, stats::quantile(measure.values, percentile.at));
    }
    add("max", stats::maximum(measure.values));
    if (measure.mean_ci) {
        out["ci95"] = {rounded(measure.mean_ci->low * scale),
                       rounded(measure.mean_ci->high * scale)};
    }
    return out;
}

static ordered_json because_of(std::span<const Because> because) {
    ordered_json out = ordered_json::array();
    for (const Because& reason : because) {
        out.push_back({{"verdict", reason.verdict},
                       {"what", reason.what},
                       {"value", rounded(reason.value)},
                       {"limit", rounded(reason.limit)},
                       {"unit", reason.unit}});
    }
    return out;
}

static ordered_json client_of(const ClientFigures& client, const Evidence& evidence) {
    constexpr double kMillisecond = 1e3;
    ordered_json out = ordered_json::object();
    const auto add = [&](const char* name, const std::optional<double>& seconds) {
        if (seconds) out[name] = rounded(*seconds * kMillisecond);
    };
    add("read_lag_p99_ms", client.read_lag_p99_s);
    add("stall_p99_ms", client.stall_p99_s);
    add("stall_max_ms", client.stall_max_s);
    out["cpu_share"] = rounded(client.cpu_share);
    out["connections"] = client.connections;
    out["reused"] = client.reused;
    if (client.resent > 0) out["resent"] = client.resent;
    out["voluntary_switches"] = client.voluntary_switches;
    out["involuntary_switches"] = client.involuntary_switches;
    out["most_in_flight"] = client.most_in_flight;
    out["stamps"] = client.kernel_stamps ? "kernel" : "process";
    out["clock"] = "CLOCK_MONOTONIC";
    for (const auto& [when, calibration] :
         {std::pair{"before", evidence.before}, std::pair{"after", evidence.after}}) {
        if (!calibration) continue;
        out["calibration"][when] = {
            {"concurrency", calibration->concurrency},
            {"ttft_error_mean_ms", rounded(calibration->ttft_error_mean_s * kMillisecond)},
            {"ttft_error_p99_ms", rounded(calibration->ttft_error_p99_s * kMillisecond)},
            {"itl_error_p99_ms", rounded(calibration->itl_error_p99_s * kMillisecond)}};
    }
    return out;
}

// Who made the load, or how much of the machine the engine had.
static void put_client(ordered_json& out, const Evidence& evidence) {
    if (evidence.client) out["client"] = client_of(*evidence.client, evidence);
    if (evidence.ran) out["engine"] = {{"ran", rounded(*evidence.ran)}};
}

// Whether the objectives held, and how many requests met each.
static void put_objectives(ordered_json& out, const Goodput& goodput) {
    if (goodput.objectives.empty()) return;
    const Held held = holds(goodput);
    out["objectives_held"] = held == Held::kHolds ? "yes" : held == Held::kFails ? "no" : "unsure";
    for (const Met& met : goodput.objectives) {
        out["objectives"].push_back({{"objective", met.name},
                                     {"limit_ms", rounded(met.limit_s * 1e3)},
                                     {"met", met.met},
                                     {"of", met.of}});
    }
    out["metrics"]["request_goodput"] = {{"unit", "req/s"},
                                         {"n", 1},
                                         {"value", rounded(goodput.good_per_s)},
                                         {"mean", rounded(goodput.good_per_s)}};
}

static void put_outcome(ordered_json& out, const RunMeasures& measures,
                        std::span<const Because> because) {
    const auto verdicts = verdicts_of(because);
    out["verdict"] = verdicts.front();
    out["verdicts"] = verdicts;
    out["because"] = because_of(because);
    out["requests"] = measures.requests;
    out["completed"] = measures.completed;
    out["failed"] = measures.requests - measures.completed;
    out["reasons"] = measures.reasons;
    out["duration_s"] = stream_seconds(measures.duration_s);
}

ordered_json run_line(const RunLabel& label, const RunMeasures& measures,
                      std::span<const Because> because, const Evidence& evidence) {
    ordered_json out = labelled("run", label);
    out["parameters"] = parameters_of(label.point->settings);
    put_outcome(out, measures, because);
    out["metrics"] = ordered_json::object();
    for (const Measure& measure : measures.measures) {
        out["metrics"][std::string(measure.id)] =
            statistics_of(measure, measure.unit, measure.scale);
    }
    put_objectives(out, evidence.goodput);
    put_client(out, evidence);
    return out;
}

std::vector<ordered_json> verdict_lines(const RunLabel& label, std::span<const Because> because) {
    std::vector<ordered_json> out;
    for (const Because& reason : because) {
        ordered_json line = labelled("verdict", label);
        line["verdict"] = reason.verdict;
        const bool has_unit = reason.unit != "ratio" && reason.unit != "requests";
        line["what"] = reason.what + (has_unit ? fmt::format(", in {}", reason.unit) : "");
        line["value"] = rounded(reason.value);
        line["limit"] = rounded(reason.limit);
        out.push_back(std::move(line));
    }
    return out;
}

namespace {

// What --json calls a metric, and where a time of it begins.
struct Shown {
    std::string_view id;
    const char* name;
    bool is_time = true;
};

constexpr Shown kClosed[] = {{"ttft_s", "ttft"}, {"e2e_latency_s", "e2e_latency"}};
constexpr Shown kOpen[] = {{"ttft_due_s", "ttft"},
                           {"ttft_s", "ttft_sent"},
                           {"e2e_latency_due_s", "e2e_latency"},
                           {"e2e_latency_s", "e2e_latency_sent"}};
constexpr Shown kBoth[] = {{"itl_ms", "itl"},
                           {"tpot_ms", "tpot"},
                           {"ttfr_s", "ttfr"},
                           {"schedule_delay_s", "schedule_lag"},
                           {"delivered_rate", "delivered_rate", false},
                           {"request_throughput", "request_throughput", false},
                           {"output_throughput", "output_throughput", false},
                           {"steady_output_throughput", "steady_output_throughput", false},
                           {"engine_tokens_s", "engine_throughput", false},
                           {"output_tokens", "output_tokens", false},
                           {"prompt_tokens", "prompt_tokens", false},
                           {"tokens_per_chunk", "tokens_per_chunk", false}};

}  // namespace

ordered_json run_summary(const RunLabel& label, const RunMeasures& measures,
                         std::span<const Because> because, const Evidence& evidence) {
    ordered_json out{{"run", label.point->name},
                     {"model", label.model},
                     {"parameters", parameters_of(label.point->settings)}};
    put_outcome(out, measures, because);
    ordered_json& metrics = out["metrics"] = ordered_json::object();
    const auto add = [&](std::span<const Shown> all) {
        for (const Shown& shown : all) {
            const Measure* found = measures.find(shown.id);
            if (found == nullptr) continue;
            metrics[shown.name] = shown.is_time ? statistics_of(*found, "ms", 1e3)
                                                : statistics_of(*found, found->unit, found->scale);
        }
    };
    const bool is_open = label.kind == LoadKind::kOpen;
    add(is_open ? std::span<const Shown>(kOpen) : std::span<const Shown>(kClosed));
    add(kBoth);
    out["from"] = is_open ? "due" : "sent";
    put_objectives(out, evidence.goodput);
    put_client(out, evidence);
    return out;
}

Result<StreamFile> StreamFile::create(const std::string& path) {
    std::error_code error;
    const std::filesystem::path whole(path);
    if (whole.has_parent_path()) std::filesystem::create_directories(whole.parent_path(), error);
    StreamFile out;
    out.path_ = path;
    out.started_at_ = rfc3339_now();
    out.origin_s_ = monotonic_seconds();
    out.file_.reset(std::fopen(path.c_str(), "wbx"));
    if (!out.file_) {
        return usage_error(fmt::format(
            "{} cannot be written, or is there already; name another folder by -o", path));
    }
    return out;
}

void StreamFile::write(const ordered_json& line) {
    const std::string text =
        line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    const std::lock_guard lock(*mutex_);
    arrived_ = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size() && arrived_;
}

void StreamFile::flush() {
    const std::lock_guard lock(*mutex_);
    arrived_ = std::fflush(file_.get()) == 0 && arrived_;
}

bool StreamFile::arrived() const {
    const std::lock_guard lock(*mutex_);
    return arrived_;
}

}  // namespace chimera::bench
