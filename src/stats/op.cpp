// SPDX-License-Identifier: Apache-2.0
#include "stats/op.h"

#include <algorithm>
#include <cmath>

#include "stats/centre.h"
#include "stats/interval.h"
#include "stats/rank_test.h"
#include "stats/summary.h"
#include "stats/trend.h"

namespace chimera::stats {

using Sample = std::span<const double>;
using Samples = std::span<const std::vector<double>>;
using Found = std::optional<Outcome>;

static Found found(std::optional<double> value) {
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return Outcome(*value);
}

static Found found(const std::optional<Interval>& interval) {
    if (!interval || !std::isfinite(interval->low) || !std::isfinite(interval->high)) {
        return std::nullopt;
    }
    return Outcome(std::pair(interval->low, interval->high));
}

// What an op is given: its samples, or all of them as one where the op pools.
struct Given {
    Samples samples;
    Sample pooled;
    const OpParams& params;

    Sample a() const { return samples[0]; }
    Sample b() const { return samples[1]; }
};

enum class Takes { kPooled, kOne, kTwo, kGroups };

struct SampleOp {
    std::string_view name;
    Takes takes;
    Found (*evaluate)(const Given&);
};

static Found count_if(const Given& given) {
    if (!given.params.test || !std::isfinite(given.params.test->second)) return std::nullopt;
    const auto [op, value] = *given.params.test;
    double count = 0;
    for (double x : given.pooled) {
        const auto holding = holds(x, op, value);
        if (!holding) return std::nullopt;
        if (*holding) ++count;
    }
    // An empty sample must not hide an op that does not exist.
    return holds(0, op, value) ? found(count) : std::nullopt;
}

static Found distinct_count(const Given& given) {
    const auto values = distinct(given.pooled);
    return values ? found(static_cast<double>(*values)) : std::nullopt;
}

// One sample with all cells, or one sample of equal size a cell.
static Found interaction(const Given& given) {
    for (const auto& sample : given.samples) {
        if (sample.size() != given.samples[0].size()) return std::nullopt;
    }
    const OpParams& params = given.params;
    if (!params.rows || !params.columns) return std::nullopt;
    return found(interaction_p(given.pooled, *params.rows, *params.columns));
}

static Found trend(const Given& given) {
    const OpParams& params = given.params;
    if (!params.seed || !params.permutations) return std::nullopt;
    return found(trend_p(given.a(), {.seed = *params.seed,
                                     .permutations = *params.permutations,
                                     .block = params.block.value_or(1)}));
}

// An interval op without a level, a quantile without p: NaN is outside every range, so the op
// refuses.
static double level_of(const Given& given) {
    return given.params.level.value_or(std::nan(""));
}
static double p_of(const Given& given) {
    return given.params.p.value_or(std::nan(""));
}

// An interval of two samples, or with params.block of the means of their blocks.
static Found of_blocks(const Given& given,
                       std::optional<Interval> (*interval)(Sample, Sample, double)) {
    if (!given.params.block) return found(interval(given.a(), given.b(), level_of(given)));
    const auto a = block_means(given.a(), *given.params.block);
    const auto b = block_means(given.b(), *given.params.block);
    return found(interval(a, b, level_of(given)));
}

static constexpr SampleOp kSampleOps[] = {
    {"cell", Takes::kOne,
     [](const Given& g) { return g.a().size() == 1 ? found(g.a()[0]) : std::nullopt; }},
    {"count", Takes::kPooled,
     [](const Given& g) { return found(static_cast<double>(g.pooled.size())); }},
    {"distinct", Takes::kPooled, distinct_count},
    {"count_if", Takes::kPooled, count_if},
    {"sum", Takes::kPooled, [](const Given& g) { return found(sum(g.pooled)); }},
    {"mean", Takes::kPooled, [](const Given& g) { return found(mean(g.pooled)); }},
    {"median", Takes::kPooled, [](const Given& g) { return found(median(g.pooled)); }},
    {"min", Takes::kPooled, [](const Given& g) { return found(minimum(g.pooled)); }},
    {"max", Takes::kPooled, [](const Given& g) { return found(maximum(g.pooled)); }},
    {"range", Takes::kPooled, [](const Given& g) { return found(range(g.pooled)); }},
    {"quantile", Takes::kPooled, [](const Given& g) { return found(quantile(g.pooled, p_of(g))); }},
    {"quantile_nearest", Takes::kPooled,
     [](const Given& g) { return found(quantile_nearest(g.pooled, p_of(g))); }},
    {"sd", Takes::kPooled, [](const Given& g) { return found(sd(g.pooled)); }},
    {"cv", Takes::kPooled, [](const Given& g) { return found(cv(g.pooled)); }},
    {"sd_pop", Takes::kPooled, [](const Given& g) { return found(sd_pop(g.pooled)); }},
    {"mad", Takes::kPooled, [](const Given& g) { return found(mad(g.pooled)); }},
    {"acf1", Takes::kOne, [](const Given& g) { return found(acf1(g.a())); }},
    {"mean_ci", Takes::kOne, [](const Given& g) { return found(mean_ci(g.a(), level_of(g))); }},
    {"welch_ci", Takes::kTwo, [](const Given& g) { return of_blocks(g, welch_ci); }},
    {"welch_p", Takes::kTwo, [](const Given& g) { return found(welch_p(g.a(), g.b())); }},
    {"paired_ci", Takes::kTwo, [](const Given& g) { return of_blocks(g, paired_ci); }},
    {"paired_p", Takes::kTwo, [](const Given& g) { return found(paired_p(g.a(), g.b())); }},
    {"ratio_ci", Takes::kTwo,
     [](const Given& g) { return found(ratio_ci(g.a(), g.b(), level_of(g))); }},
    {"percent_ci", Takes::kTwo,
     [](const Given& g) { return found(percent_ci(g.a(), g.b(), level_of(g))); }},
    {"hl", Takes::kTwo, [](const Given& g) { return found(hl(g.a(), g.b())); }},
    {"hl_ci", Takes::kTwo, [](const Given& g) { return found(hl_ci(g.a(), g.b(), level_of(g))); }},
    {"mwu_p", Takes::kTwo, [](const Given& g) { return found(mwu_p(g.a(), g.b())); }},
    {"spearman", Takes::kTwo, [](const Given& g) { return found(spearman(g.a(), g.b())); }},
    {"spearman_p", Takes::kTwo, [](const Given& g) { return found(spearman_p(g.a(), g.b())); }},
    {"slope", Takes::kTwo, [](const Given& g) { return found(slope(g.a(), g.b())); }},
    {"brown_forsythe_p", Takes::kGroups,
     [](const Given& g) { return found(brown_forsythe_p(g.samples)); }},
    {"kruskal_p", Takes::kGroups, [](const Given& g) { return found(kruskal_p(g.samples)); }},
    {"interaction_p", Takes::kPooled, interaction},
    {"trend_p", Takes::kOne, trend},
};

static bool fits(Takes takes, std::size_t count) {
    switch (takes) {
        case Takes::kPooled: return count >= 1;
        case Takes::kOne: return count == 1;
        case Takes::kTwo: return count == 2;
        case Takes::kGroups: return count >= 2;
    }
    return false;
}

std::optional<Outcome> evaluate(std::string_view op, std::span<const std::vector<double>> samples,
                                const OpParams& params) {
    const auto* row = std::find_if(std::begin(kSampleOps), std::end(kSampleOps),
                                   [&](const SampleOp& known) { return known.name == op; });
    if (row == std::end(kSampleOps) || !fits(row->takes, samples.size())) return std::nullopt;
    if (!std::all_of(samples.begin(), samples.end(), all_finite)) return std::nullopt;
    std::vector<double> joined;
    Sample pooled = samples[0];
    if (row->takes == Takes::kPooled && samples.size() > 1) {
        for (const auto& sample : samples)
            joined.insert(joined.end(), sample.begin(), sample.end());
        pooled = joined;
    }
    return row->evaluate({samples, pooled, params});
}

// Ops for which a description says enough; `count` samples.
struct DescribedOp {
    std::string_view name;
    std::size_t count;
    Found (*evaluate)(const Description& a, const Description& b, double level);
};

static constexpr DescribedOp kDescribedOps[] = {
    {"sd", 1, [](const Description& a, const Description&, double) { return found(a.sd); }},
    {"mean", 1, [](const Description& a, const Description&, double) { return found(a.mean); }},
    {"median", 1, [](const Description& a, const Description&, double) { return found(a.median); }},
    {"cv", 1, [](const Description& a, const Description&, double) { return found(a.cv); }},
    {"mad", 1, [](const Description& a, const Description&, double) { return found(a.mad); }},
    {"acf1", 1, [](const Description& a, const Description&, double) { return found(a.acf1); }},
    {"mean_ci", 1,
     [](const Description& a, const Description&, double level) {
         return found(mean_ci(a, level));
     }},
    {"welch_ci", 2,
     [](const Description& a, const Description& b, double level) {
         return found(welch_ci(a, b, level));
     }},
    {"percent_ci", 2,
     [](const Description& a, const Description& b, double level) {
         return found(percent_ci(a, b, level));
     }},
};

std::optional<Outcome> evaluate(std::string_view op, std::span<const Described> samples,
                                const OpParams& params) {
    if (op == "quantile" && samples.size() == 1 && params.p == 0.95) {
        return found(samples[0].description->p95);
    }
    for (const DescribedOp& known : kDescribedOps) {
        if (known.name != op || known.count != samples.size() || params.block) continue;
        return known.evaluate(*samples.front().description, *samples.back().description,
                              params.level.value_or(std::nan("")));
    }
    if (samples.size() == 1) return evaluate(op, std::span(samples[0].values, 1), params);
    std::vector<std::vector<double>> copies;
    for (const Described& sample : samples) copies.push_back(*sample.values);
    return evaluate(op, copies, params);
}

static Found holm_of(std::span<const double> p_values, const OpParams& params) {
    if (!params.index || *params.index >= p_values.size()) return std::nullopt;
    const auto adjusted = holm(p_values);
    return adjusted.empty() ? std::nullopt : found(adjusted[*params.index]);
}

using Numbers = std::span<const double>;

static Moments moments_at(Numbers numbers, std::size_t first) {
    return {numbers[first], numbers[first + 1], numbers[first + 2]};
}

struct ScalarOp {
    std::string_view name;
    std::size_t count;  // of its operands; 0 means any
    Found (*evaluate)(Numbers, const OpParams&);
};

// A base, whole or divisor of 0 gives an infinity or NaN, which `found` turns into "undefined".
static constexpr ScalarOp kScalarOps[] = {
    {"difference", 2, [](Numbers n, const OpParams&) { return found(n[0] - n[1]); }},
    {"ratio", 2,
     [](Numbers n, const OpParams& params) {
         return found(params.times.value_or(1) * std::pow(n[0] / n[1], params.power.value_or(1)));
     }},
    {"percent_change", 2,
     [](Numbers n, const OpParams&) -> Found {
         // Of a base that is not above zero a percentage says nothing.
         if (!(n[0] > 0)) return std::nullopt;
         return found(100 * (n[1] - n[0]) / n[0]);
     }},
    {"share", 2, [](Numbers n, const OpParams&) { return found(100 * n[0] / n[1]); }},
    {"welch_ci_stats", 6,
     [](Numbers n, const OpParams& params) {
         return found(
             welch_ci(moments_at(n, 0), moments_at(n, 3), params.level.value_or(std::nan(""))));
     }},
    {"welch_p_stats", 6,
     [](Numbers n, const OpParams&) { return found(welch_p(moments_at(n, 0), moments_at(n, 3))); }},
    {"holm_p", 0, holm_of},
};

std::optional<Outcome> evaluate_scalars(std::string_view op, std::span<const double> numbers,
                                        const OpParams& params) {
    const auto* row = std::find_if(std::begin(kScalarOps), std::end(kScalarOps),
                                   [&](const ScalarOp& known) { return known.name == op; });
    if (row == std::end(kScalarOps) || numbers.empty()) return std::nullopt;
    if (row->count != 0 && row->count != numbers.size()) return std::nullopt;
    if (!all_finite(numbers)) return std::nullopt;
    return row->evaluate(numbers, params);
}

std::optional<bool> holds(double a, std::string_view op, double b) {
    if (op == "==") return a == b;
    if (op == "!=") return a != b;
    if (op == "<") return a < b;
    if (op == "<=") return a <= b;
    if (op == ">") return a > b;
    if (op == ">=") return a >= b;
    return std::nullopt;
}

}  // namespace chimera::stats
