// SPDX-License-Identifier: Apache-2.0
#include "bench/measures.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/rng.h"
#include "stats/summary.h"

namespace chimera::bench {

Latencies latencies_of(const Sample& sample, LoadKind kind) {
    Latencies out;
    if (sample.sent_s) out.schedule_delay_s = *sample.sent_s - sample.due_s;
    if (sample.failed() || !sample.sent_s || !sample.end_s) return out;
    const double sent_s = *sample.sent_s;
    if (sample.first_chunk_s) out.ttfr_s = *sample.first_chunk_s - sent_s;
    if (sample.chunks_s.empty()) return out;
    const double first_s = sample.chunks_s.front();
    const double last_s = sample.chunks_s.back();
    out.ttft_s = first_s - sent_s;
    out.e2e_s = last_s - sent_s;
    if (kind == LoadKind::kOpen) {
        out.ttft_due_s = first_s - sample.due_s;
        out.e2e_due_s = last_s - sample.due_s;
    }
    const auto chunks = static_cast<double>(sample.chunks_s.size());
    const auto tokens = static_cast<double>(sample.tokens.value_or(0));
    if (tokens > 0) out.tokens_per_chunk = tokens / chunks;
    if (tokens > 1 && chunks > 1) out.tpot_s = (last_s - first_s) / (tokens - 1);
    const double share = tokens > chunks + 1 ? chunks / tokens : 1;
    for (std::size_t i = 1; i < sample.chunks_s.size(); ++i) {
        out.itl_s.push_back((sample.chunks_s[i] - sample.chunks_s[i - 1]) * share);
    }
    return out;
}

std::optional<Window> steady_window(std::span<const Sample> samples) {
    std::vector<std::pair<double, int>> events;
    for (const Sample& sample : samples) {
        if (!sample.sent_s || !sample.end_s) continue;
        events.emplace_back(*sample.sent_s, 1);
        events.emplace_back(*sample.end_s, -1);
    }
    // One that ends when another begins makes room first.
    std::sort(events.begin(), events.end());
    int most = 0;
    int now = 0;
    for (const auto& [at_s, step] : events) most = std::max(most, now += step);
    constexpr double kShare = 0.95;
    const int enough = std::max(1, static_cast<int>(std::ceil(kShare * most)));
    std::optional<Window> out;
    now = 0;
    for (const auto& [at_s, step] : events) {
        const bool was = now >= enough;
        now += step;
        if (now >= enough && !out) out = Window{at_s, at_s};
        if (out && was) out->to_s = at_s;
    }
    if (!out || out->to_s <= out->from_s) return std::nullopt;
    return out;
}

namespace {

// The values of one metric, by round.
struct Pool {
    std::string_view id;
    std::string_view unit;
    double scale = 1;
    std::vector<std::vector<double>> rounds;
    std::vector<std::size_t> sizes = {};  // values of each request; empty: one each
};

constexpr double kLevel = 0.95;

}  // namespace

// What each request adds to the mean of all values: their mean is that mean, and they are as
// independent of each other as requests are, which values of one request are not (the linearised
// ratio; Cochran 1977, 6.4).
static std::vector<double> per_request(const std::vector<double>& values,
                                       const std::vector<std::size_t>& sizes) {
    const auto mean = stats::mean(values);
    if (sizes.empty() || !mean) return values;
    const double usual = static_cast<double>(values.size()) / static_cast<double>(sizes.size());
    std::vector<double> out;
    auto at = values.begin();
    for (const std::size_t size : sizes) {
        double off = 0;
        for (std::size_t i = 0; i < size; ++i) off += *at++ - *mean;
        out.push_back(*mean + off / usual);
    }
    return out;
}

// Means of resamples of whole requests.
static std::optional<stats::Interval> bootstrap(const std::vector<double>& values,
                                                std::uint64_t seed) {
    constexpr std::size_t kLeast = 8;
    constexpr std::size_t kResamples = 1000;
    constexpr std::size_t kMostDrawn = 2000;  // a larger sample's mean is normal enough
    if (values.size() < kLeast) return std::nullopt;
    if (values.size() > kMostDrawn) return stats::mean_ci(values, kLevel);
    Rng rng(seed);
    std::vector<double> means(kResamples);
    for (double& mean : means) {
        double sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i) sum += values[below(rng, values.size())];
        mean = sum / static_cast<double>(values.size());
    }
    const auto low = stats::quantile(means, (1 - kLevel) / 2);
    const auto high = stats::quantile(means, (1 + kLevel) / 2);
    if (!low || !high) return std::nullopt;
    return stats::Interval{*low, *high};
}

static std::optional<stats::Interval> interval_of(const Pool& pool,
                                                  const std::vector<double>& values,
                                                  std::uint64_t seed) {
    std::vector<double> means;
    for (const auto& round : pool.rounds) {
        if (const auto mean = stats::mean(round)) means.push_back(*mean);
    }
    constexpr std::size_t kEnoughRounds = 3;
    return means.size() >= kEnoughRounds ? stats::mean_ci(means, kLevel)
                                         : bootstrap(per_request(values, pool.sizes), seed);
}

static std::vector<Pool> pools_of(std::span<const Round> rounds, LoadKind kind) {
    std::vector<Pool> pools = {{"ttfr_s", "s", 1, {}},
                               {"ttft_s", "s", 1, {}},
                               {"ttft_due_s", "s", 1, {}},
                               {"e2e_latency_s", "s", 1, {}},
                               {"e2e_latency_due_s", "s", 1, {}},
                               {"tpot_ms", "ms", 1e3, {}},
                               {"itl_ms", "ms", 1e3, {}},
                               {"schedule_delay_s", "s", 1, {}},
                               {"output_tokens", "tokens", 1, {}},
                               {"prompt_tokens", "tokens", 1, {}},
                               {"tokens_per_chunk", "tokens", 1, {}}};
    for (Pool& pool : pools) pool.rounds.resize(rounds.size());
    for (std::size_t round = 0; round < rounds.size(); ++round) {
        const auto add = [&](std::size_t pool, const std::optional<double>& value) {
            if (value) pools[pool].rounds[round].push_back(*value);
        };
        const auto count = [](const std::optional<std::size_t>& value) {
            return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
        };
        for (const Sample& sample : rounds[round].samples) {
            const Latencies times = latencies_of(sample, kind);
            std::size_t at = 0;
            for (const auto& value : {times.ttfr_s, times.ttft_s, times.ttft_due_s, times.e2e_s,
                                      times.e2e_due_s, times.tpot_s}) {
                add(at++, value);
            }
            for (const double gap_s : times.itl_s) add(at, gap_s);
            if (!times.itl_s.empty()) pools[at].sizes.push_back(times.itl_s.size());
            add(++at, times.schedule_delay_s);
            if (sample.failed()) continue;
            add(++at, count(sample.tokens));
            add(++at, count(sample.prompt_tokens));
            add(++at, times.tokens_per_chunk);
        }
    }
    return pools;
}

// Tokens that came within the window: each chunk at its time, with its share of the tokens.
static double tokens_within(const Sample& sample, const Window& window) {
    if (sample.failed() || sample.chunks_s.empty()) return 0;
    const double share = static_cast<double>(sample.tokens.value_or(sample.chunks_s.size())) /
                         static_cast<double>(sample.chunks_s.size());
    const auto inside =
        std::count_if(sample.chunks_s.begin(), sample.chunks_s.end(),
                      [&](double at_s) { return at_s >= window.from_s && at_s <= window.to_s; });
    return share * static_cast<double>(inside);
}

static std::optional<Window> whole_window(const Round& round) {
    std::optional<Window> out;
    for (const Sample& sample : round.samples) {
        if (!sample.sent_s || !sample.end_s) continue;
        if (!out) out = Window{*sample.sent_s, *sample.end_s};
        out->from_s = std::min(out->from_s, *sample.sent_s);
        out->to_s = std::max(out->to_s, *sample.end_s);
    }
    return out;
}

// One value a round.
struct Rates {
    std::vector<double> sent;
    std::vector<double> requests;
    std::vector<double> tokens;
    std::vector<double> steady_tokens;
};

// Of n requests n - 1 gaps are between the first and the last.
static std::optional<double> sent_rate(const Round& round) {
    std::vector<double> sent;
    for (const Sample& sample : round.samples) {
        if (sample.sent_s) sent.push_back(*sample.sent_s);
    }
    const auto first = stats::minimum(sent);
    const auto last = stats::maximum(sent);
    if (!first || *last <= *first) return std::nullopt;
    return static_cast<double>(sent.size() - 1) / (*last - *first);
}

static Rates rates_of(std::span<const Round> rounds) {
    Rates out;
    for (const Round& round : rounds) {
        const auto window = whole_window(round);
        if (!window || window->to_s <= window->from_s) continue;
        const double seconds = window->to_s - window->from_s;
        double tokens = 0;
        double steady = 0;
        std::size_t completed = 0;
        const auto plateau = steady_window(round.samples);
        for (const Sample& sample : round.samples) {
            if (sample.failed()) continue;
            ++completed;
            tokens += static_cast<double>(sample.tokens.value_or(0));
            if (plateau) steady += tokens_within(sample, *plateau);
        }
        if (const auto rate = sent_rate(round)) out.sent.push_back(*rate);
        out.requests.push_back(static_cast<double>(completed) / seconds);
        out.tokens.push_back(tokens / seconds);
        if (plateau) out.steady_tokens.push_back(steady / (plateau->to_s - plateau->from_s));
    }
    return out;
}

static void add_rate(RunMeasures& out, std::string_view id, std::string_view unit,
                     std::vector<double> values) {
    if (values.empty()) return;
    Measure made{.id = id, .unit = unit, .is_single = values.size() == 1};
    made.mean_ci = stats::mean_ci(values, kLevel);
    made.values = std::move(values);
    out.measures.push_back(std::move(made));
}

const Measure* RunMeasures::find(std::string_view id) const {
    const auto found = std::find_if(measures.begin(), measures.end(),
                                    [&](const Measure& measure) { return measure.id == id; });
    return found == measures.end() ? nullptr : &*found;
}

RunMeasures measure(std::span<const Round> rounds, LoadKind kind, std::uint64_t seed) {
    RunMeasures out;
    for (Pool& pool : pools_of(rounds, kind)) {
        Measure made{.id = pool.id, .unit = pool.unit, .scale = pool.scale};
        for (const auto& round : pool.rounds) {
            made.values.insert(made.values.end(), round.begin(), round.end());
        }
        if (made.values.empty()) continue;
        made.mean_ci = interval_of(pool, made.values, seed);
        out.measures.push_back(std::move(made));
    }
    for (const Round& round : rounds) {
        for (const Sample& sample : round.samples) {
            ++out.requests;
            if (sample.failed()) {
                ++out.reasons[sample.reason];
            } else {
                ++out.completed;
                out.output_tokens += sample.tokens.value_or(0);
            }
        }
        if (const auto window = whole_window(round))
            out.duration_s += window->to_s - window->from_s;
    }
    Rates rates = rates_of(rounds);
    if (kind == LoadKind::kOpen) {
        add_rate(out, "delivered_rate", "req/s", std::move(rates.sent));
    }
    add_rate(out, "request_throughput", "req/s", std::move(rates.requests));
    add_rate(out, "output_throughput", "tok/s", std::move(rates.tokens));
    add_rate(out, "steady_output_throughput", "tok/s", std::move(rates.steady_tokens));
    return out;
}

}  // namespace chimera::bench
