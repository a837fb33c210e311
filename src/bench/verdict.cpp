// SPDX-License-Identifier: Apache-2.0
#include "bench/verdict.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "stats/rank_test.h"
#include "stats/summary.h"

namespace chimera::bench {

namespace {

// What the client may add to a figure before the figure is its own: a tenth of it, and a
// millisecond in any case, below which no client on a shared machine can be held to account.
constexpr double kShare = 0.1;
constexpr double kLeastS = 1e-3;
// Arrivals that the kernel stamps keep their times however late they are read, until the next one
// joins them.
constexpr double kMerging = 0.5;
constexpr double kBusy = 0.95;
constexpr double kCrowded = 0.9;
constexpr double kSteady = 0.2;
constexpr double kCold = 2;
constexpr double kCached = 0.5;
constexpr double kUnequal = 0.1;
constexpr double kSure = 0.01;

using Reasons = std::vector<Because>;

std::optional<double> median_of(const RunMeasures& measures, std::string_view id) {
    const Measure* found = measures.find(id);
    return found == nullptr ? std::nullopt : stats::median(found->values);
}

double limit_of(const std::optional<double>& figure_s, double share = kShare) {
    return std::max(kLeastS, share * figure_s.value_or(0));
}

void hold(Reasons& out, std::string what, std::optional<double> value_s, double limit_s) {
    constexpr double kMillisecond = 1e3;
    if (!value_s || *value_s <= limit_s) return;
    out.push_back(
        {"client-limited", std::move(what), *value_s * kMillisecond, limit_s * kMillisecond, "ms"});
}

}  // namespace

ClientFigures client_figures(std::span<const Round> rounds) {
    ClientFigures out;
    std::vector<double> lags;
    std::vector<double> stalls;
    double cpu_s = 0;
    double wall_s = 0;
    for (const Round& round : rounds) {
        const ClientHealth& client = round.client;
        lags.insert(lags.end(), client.read_lags_s.begin(), client.read_lags_s.end());
        stalls.insert(stalls.end(), client.stalls_s.begin(), client.stalls_s.end());
        cpu_s += client.cpu_s;
        wall_s += client.wall_s;
        out.connections += client.connections;
        out.reused += client.reused;
        out.resent += client.resent;
        out.voluntary_switches += client.voluntary_switches;
        out.involuntary_switches += client.involuntary_switches;
        out.most_in_flight = std::max(out.most_in_flight, client.most_in_flight);
        out.kernel_stamps = out.kernel_stamps || client.kernel_stamps;
    }
    constexpr double kP99 = 0.99;
    out.read_lag_p99_s = stats::quantile(lags, kP99);
    out.stall_p99_s = stats::quantile(stalls, kP99);
    out.stall_max_s = stats::maximum(stalls);
    out.cpu_share = wall_s > 0 ? cpu_s / wall_s : 0;
    return out;
}

// How late requests were taken up, apart from the wait for a place under the cap, and from that for
// the server to take a connection.
static std::optional<double> own_delay_p99(const Evidence& evidence) {
    std::vector<double> delays;
    for (const Round& round : evidence.rounds) {
        for (const Sample& sample : round.samples) {
            if (sample.begun_s) delays.push_back(*sample.begun_s - sample.taken_s);
        }
    }
    constexpr double kP99 = 0.99;
    return stats::quantile(delays, kP99);
}

// Without a port or a descriptor left, a request never leaves this machine.
static bool is_of_client(std::string_view reason) {
    return reason == "no_port" || reason == "no_descriptor";
}

static void judge_client(const Evidence& evidence, Reasons& out) {
    if (evidence.ran && *evidence.ran < kCrowded) {
        out.push_back({"client-limited", "share of its threads' time that the engine ran",
                       *evidence.ran, kCrowded, "ratio"});
    }
    if (!evidence.client) return;
    const ClientFigures& client = *evidence.client;
    const auto ttft_s = median_of(evidence.measures, "ttft_s");
    const auto itl_s = median_of(evidence.measures, "itl_ms");
    // The shortest time that is reported bears the least error.
    const auto finest_s = itl_s && *itl_s > 0 ? itl_s : ttft_s;
    // A user who asks late asks less often; what is due at a time is late by as much.
    const bool is_closed = evidence.kind == LoadKind::kClosed;
    const auto delayed_s = is_closed ? median_of(evidence.measures, "e2e_latency_s") : ttft_s;
    hold(out, "delay of sending, 99th percentile", own_delay_p99(evidence), limit_of(delayed_s));
    const double share = client.kernel_stamps ? kMerging : kShare;
    hold(out, "wait of arrived bytes for their reading, 99th percentile", client.read_lag_p99_s,
         limit_of(finest_s, share));
    hold(out, "stall of the event loop, 99th percentile", client.stall_p99_s,
         limit_of(finest_s, share));
    for (const auto& calibration : {evidence.before, evidence.after}) {
        if (!calibration) continue;
        hold(out, "error of the time to first token in calibration, mean",
             calibration->ttft_error_mean_s, limit_of(ttft_s));
    }
    std::size_t unsent = 0;
    for (const auto& [reason, count] : evidence.measures.reasons) {
        if (is_of_client(reason)) unsent += count;
    }
    if (unsent > 0) {
        out.push_back({"client-limited", "requests for which this machine had no connection left",
                       static_cast<double>(unsent), 0, "requests"});
    }
    if (client.cpu_share > kBusy) {
        out.push_back({"client-limited", "share of a processor that the client used",
                       client.cpu_share, kBusy, "ratio"});
    }
}

static void judge_server(const Evidence& evidence, Reasons& out) {
    std::size_t cut = 0;
    for (const auto& [reason, count] : evidence.measures.reasons) {
        if (reason != "stopped" && !is_of_client(reason)) cut += count;
    }
    if (cut > 0) {
        out.push_back({"server-cut", "requests that the server did not answer to the end",
                       static_cast<double>(cut), 0, "requests"});
    }
}

std::optional<Because> drift_of(std::span<const double> values, std::string_view what) {
    constexpr std::size_t kLeast = 10;
    if (values.size() < kLeast) return std::nullopt;
    const std::size_t half = values.size() / 2;
    const auto first = stats::median(values.first(half));
    const auto second = stats::median(values.subspan(half));
    const auto p = stats::mwu_p(values.first(half), values.subspan(half));
    if (!first || !second || !p || *first <= 0) return std::nullopt;
    const double change = std::abs(*second / *first - 1);
    if (change <= kSteady || *p >= kSure) return std::nullopt;
    return Because{
        "unsteady",
        "change of the median " + std::string(what) + " from the first to the second half",
        change * 100, kSteady * 100, "%"};
}

// Times of whole requests in the order of sending.
static void judge_steadiness(const Evidence& evidence, Reasons& out) {
    for (const Round& round : evidence.rounds) {
        std::vector<double> times;
        for (const Sample& sample : round.samples) {
            if (const auto tpot = latencies_of(sample, evidence.kind).tpot_s)
                times.push_back(*tpot);
        }
        if (auto found = drift_of(times, "time per token")) {
            out.push_back(std::move(*found));
            return;
        }
    }
}

// The first requests of a round against the rest of it.
static void judge_warmth(const Evidence& evidence, Reasons& out) {
    constexpr std::size_t kLeast = 6;
    for (const Round& round : evidence.rounds) {
        std::vector<double> rest;
        std::optional<double> first;
        for (const Sample& sample : round.samples) {
            const auto ttft = latencies_of(sample, evidence.kind).ttft_s;
            if (!ttft) continue;
            if (!first) {
                first = ttft;
            } else {
                rest.push_back(*ttft);
            }
        }
        const auto usual = stats::median(rest);
        const auto most = stats::maximum(rest);
        const bool enough = rest.size() >= kLeast && usual && *usual > 0;
        if (!enough || !first || *first <= kCold * *usual || *first <= *most) continue;
        out.push_back({"cold", "first time to first token over the median of the others",
                       *first / *usual, kCold, "ratio"});
        return;
    }
}

static void judge_cache(const Evidence& evidence, Reasons& out) {
    std::size_t cached = 0;
    std::size_t prompts = 0;
    std::map<std::size_t, std::vector<double>> by_prompt;
    for (const Round& round : evidence.rounds) {
        for (const Sample& sample : round.samples) {
            if (sample.failed()) continue;
            cached += sample.cached_tokens.value_or(0);
            prompts += sample.prompt_tokens.value_or(0);
            const auto ttft = latencies_of(sample, evidence.kind).ttft_s;
            if (ttft) by_prompt[sample.prompt].push_back(*ttft);
        }
    }
    const double share =
        prompts > 0 ? static_cast<double>(cached) / static_cast<double>(prompts) : 0;
    // A template's own beginning is the same in every prompt.
    if (share > kShare) {
        out.push_back({"cache-contaminated", "share of prompt tokens that the server had cached",
                       share * 100, kShare * 100, "%"});
        return;
    }
    if (!evidence.repeats_prompts) return;
    std::vector<double> ratios;
    for (const auto& [prompt, times] : by_prompt) {
        const auto later =
            stats::median(std::span(times).subspan(std::min<std::size_t>(1, times.size())));
        if (later && times.front() > 0) ratios.push_back(*later / times.front());
    }
    constexpr std::size_t kLeast = 3;
    const auto usual = stats::median(ratios);
    if (ratios.size() < kLeast || !usual || *usual >= kCached) return;
    out.push_back({"cache-contaminated",
                   "time to first token of repeated prompts over that of their first", *usual,
                   kCached, "ratio"});
}

static void judge_output(const Evidence& evidence, Reasons& out) {
    const Measure* lengths = evidence.measures.find("output_tokens");
    if (lengths == nullptr || !evidence.asked_tokens) return;
    const auto asked = static_cast<double>(*evidence.asked_tokens);
    const auto other = static_cast<double>(
        std::count_if(lengths->values.begin(), lengths->values.end(),
                      [&](double tokens) { return std::abs(tokens - asked) > 1; }));
    const double share = other / static_cast<double>(lengths->values.size());
    if (share <= kUnequal) return;
    out.push_back({"unequal-output", "share of answers of another length than asked for",
                   share * 100, kUnequal * 100, "%"});
}

std::vector<Because> judge(const Evidence& evidence) {
    Reasons out;
    judge_client(evidence, out);
    judge_server(evidence, out);
    judge_steadiness(evidence, out);
    judge_warmth(evidence, out);
    judge_cache(evidence, out);
    judge_output(evidence, out);
    return out;
}

std::vector<std::string> verdicts_of(std::span<const Because> because) {
    std::vector<std::string> out;
    for (const Because& reason : because) {
        if (std::find(out.begin(), out.end(), reason.verdict) == out.end()) {
            out.emplace_back(reason.verdict);
        }
    }
    if (out.empty()) out.emplace_back("ok");
    return out;
}

}  // namespace chimera::bench
