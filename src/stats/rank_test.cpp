// SPDX-License-Identifier: Apache-2.0
#include "stats/rank_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/centre.h"
#include "stats/distribution.h"
#include "stats/summary.h"

namespace chimera::stats {

// Above this many a side the exact distribution gives way to the normal one.
static constexpr std::size_t kExactSize = 20;

std::optional<double> mwu_p(std::span<const double> a, std::span<const double> b) {
    const auto ranks = rank_sum(a, b);
    if (!ranks) return std::nullopt;
    const auto pairs = static_cast<double>(a.size()) * static_cast<double>(b.size());
    const double smaller = std::min(ranks->u, pairs - ranks->u);
    if (!ranks->has_ties && a.size() <= kExactSize && b.size() <= kExactSize) {
        const auto counts = u_counts(a.size(), b.size());
        double at_most = 0;
        double total = 0;
        for (std::size_t u = 0; u < counts.size(); ++u) {
            total += static_cast<double>(counts[u]);
            if (static_cast<double>(u) <= smaller) at_most += static_cast<double>(counts[u]);
        }
        return std::min(1.0, 2 * at_most / total);
    }
    if (ranks->sd == 0) return 1.0;
    const auto upper = normal_upper((pairs / 2 - smaller - 0.5) / ranks->sd);
    if (!upper) return std::nullopt;
    return std::min(1.0, 2 * *upper);
}

std::optional<double> homogeneity_p(std::span<const double> a, std::span<const double> b) {
    if (a.size() != b.size()) return std::nullopt;
    const auto counts = [](double value) { return std::isfinite(value) && value >= 0; };
    if (!std::all_of(a.begin(), a.end(), counts) || !std::all_of(b.begin(), b.end(), counts)) {
        return std::nullopt;
    }
    const double size_a = std::accumulate(a.begin(), a.end(), 0.0);
    const double size_b = std::accumulate(b.begin(), b.end(), 0.0);
    if (!(size_a > 0) || !(size_b > 0)) return std::nullopt;
    double statistic = 0;
    double categories = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double both = a[i] + b[i];
        if (!(both > 0)) continue;
        ++categories;
        const double expected_a = size_a * both / (size_a + size_b);
        const double expected_b = size_b * both / (size_a + size_b);
        statistic += (a[i] - expected_a) * (a[i] - expected_a) / expected_a +
                     (b[i] - expected_b) * (b[i] - expected_b) / expected_b;
    }
    return chi_squared_upper(statistic, categories - 1);
}

std::optional<double> kruskal_p(std::span<const std::vector<double>> groups) {
    if (groups.size() < 2) return std::nullopt;
    std::vector<double> pooled;
    for (const auto& group : groups) {
        if (group.empty()) return std::nullopt;
        pooled.insert(pooled.end(), group.begin(), group.end());
    }
    const auto ranks = mean_ranks(pooled);
    if (ranks.empty()) return std::nullopt;
    // H as a ratio of sums of squares about the mean rank, which contains the correction for ties.
    const double middle = (static_cast<double>(ranks.size()) + 1) / 2;
    double within_all = 0;
    for (double rank : ranks) within_all += (rank - middle) * (rank - middle);
    if (within_all == 0) return std::nullopt;
    double between = 0;
    std::size_t begin = 0;
    for (const auto& group : groups) {
        double excess = 0;
        for (std::size_t i = 0; i < group.size(); ++i) excess += ranks[begin + i] - middle;
        between += excess * excess / static_cast<double>(group.size());
        begin += group.size();
    }
    const double h = (static_cast<double>(ranks.size()) - 1) * (between / within_all);
    return chi_squared_upper(h, static_cast<double>(groups.size()) - 1);
}

// Sums of squares of a one-way layout.
struct OneWay {
    double between = 0;
    double within = 0;
    double n = 0;
};

static std::optional<OneWay> one_way(std::span<const std::vector<double>> groups) {
    OneWay result;
    double total = 0;
    std::vector<double> means;
    for (const auto& group : groups) {
        const auto at = centre(group);
        if (!at) return std::nullopt;
        const double norm = deviation_norm(group, *at);
        result.within += norm * norm;
        result.n += static_cast<double>(group.size());
        total += at->sum;
        means.push_back(at->mean);
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const double d = means[i] - total / result.n;
        result.between += static_cast<double>(groups[i].size()) * d * d;
    }
    return result;
}

std::optional<double> brown_forsythe_p(std::span<const std::vector<double>> groups) {
    if (groups.size() < 2) return std::nullopt;
    std::vector<std::vector<double>> distances;
    double largest = 0;
    for (const auto& group : groups) {
        const auto middle = median(group);
        if (group.size() < 2 || !middle) return std::nullopt;
        auto& folded = distances.emplace_back();
        for (double x : group) {
            folded.push_back(std::fabs(x - *middle));
            largest = std::max(largest, std::fabs(x));
        }
    }
    const auto squares = one_way(distances);
    if (!squares) return std::nullopt;
    // Both values of a pair lie equally far from its median but for rounding; what rounding left
    // must not serve as the yardstick of F.
    const double noise = rounding_noise(largest);
    if (!(squares->within > noise * noise * squares->n)) return std::nullopt;
    const double degrees1 = static_cast<double>(groups.size()) - 1;
    const double degrees2 = squares->n - static_cast<double>(groups.size());
    return f_upper((squares->between / degrees1) / (squares->within / degrees2), degrees1,
                   degrees2);
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size() || x.size() < 3) return std::nullopt;
    const auto rank_x = mean_ranks(x);
    const auto rank_y = mean_ranks(y);
    if (rank_x.empty() || rank_y.empty()) return std::nullopt;
    const double middle = (static_cast<double>(x.size()) + 1) / 2;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double dx = rank_x[i] - middle;
        const double dy = rank_y[i] - middle;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    if (xx == 0 || yy == 0) return std::nullopt;
    return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

std::optional<double> spearman_p(std::span<const double> x, std::span<const double> y) {
    const auto r = spearman(x, y);
    if (!r) return std::nullopt;
    constexpr std::size_t kLimitSize = 10;
    if (std::fabs(*r) == 1) return x.size() < kLimitSize ? std::nullopt : std::optional(0.0);
    const double degrees = static_cast<double>(x.size()) - 2;
    return student_two_sided(*r * std::sqrt(degrees / ((1 - *r) * (1 + *r))), degrees);
}

static std::vector<std::size_t> order_of(std::span<const double> sample) {
    std::vector<std::size_t> order(sample.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t i, std::size_t j) { return sample[i] < sample[j]; });
    return order;
}

std::vector<double> mean_ranks(std::span<const double> sample) {
    if (!all_finite(sample)) return {};
    const auto order = order_of(sample);
    std::vector<double> ranks(sample.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && sample[order[end]] == sample[order[begin]]) ++end;
        const double rank = (static_cast<double>(begin) + 1 + static_cast<double>(end)) / 2;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
        begin = end;
    }
    return ranks;
}

std::vector<double> holm(std::span<const double> p_values) {
    for (double p : p_values) {
        if (!(p >= 0 && p <= 1)) return {};
    }
    std::vector<double> adjusted(p_values.size());
    double at_least = 0;
    auto left = static_cast<double>(p_values.size());
    for (std::size_t i : order_of(p_values)) {
        at_least = std::max(at_least, std::min(1.0, left * p_values[i]));
        adjusted[i] = at_least;
        left -= 1;
    }
    return adjusted;
}

std::optional<RankSum> rank_sum(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty()) return std::nullopt;
    std::vector<double> pooled(a.begin(), a.end());
    pooled.insert(pooled.end(), b.begin(), b.end());
    auto ranks = mean_ranks(pooled);
    if (ranks.empty()) return std::nullopt;
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    RankSum result;
    for (std::size_t i = 0; i < a.size(); ++i) result.u += ranks[i];
    result.u -= n * (n + 1) / 2;
    double ties = 0;  // sum of t^3 - t over the sets of equal values
    std::sort(ranks.begin(), ranks.end());
    for (std::size_t begin = 0; begin < ranks.size();) {
        std::size_t end = begin + 1;
        while (end < ranks.size() && ranks[end] == ranks[begin]) ++end;
        const auto t = static_cast<double>(end - begin);
        ties += t * (t - 1) * (t + 1);
        begin = end;
    }
    result.has_ties = ties > 0;
    if (ranks.front() == ranks.back()) return result;
    const double all = n + m;
    result.sd = std::sqrt(n * m / 12 * ((all + 1) - ties / (all * (all - 1))));
    return result;
}

std::vector<std::int64_t> u_counts(std::size_t n, std::size_t m) {
    // The Gaussian binomial coefficient as a polynomial in q: the product over i = 1..n of
    // (1 - q^(m + i)) / (1 - q^i), each factor applied in place up to degree n m.
    std::vector<std::int64_t> counts(n * m + 1, 0);
    counts[0] = 1;
    for (std::size_t i = 1; i <= n; ++i) {
        for (std::size_t u = counts.size(); u-- > m + i;) counts[u] -= counts[u - m - i];
        for (std::size_t u = i; u < counts.size(); ++u) counts[u] += counts[u - i];
    }
    return counts;
}

}  // namespace chimera::stats
