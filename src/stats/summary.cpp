// SPDX-License-Identifier: Apache-2.0
#include "stats/summary.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/centre.h"
#include "stats/selection.h"

namespace chimera::stats {

static std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

static bool is_sample(std::span<const double> sample) {
    return !sample.empty() && all_finite(sample);
}

std::optional<double> sum(std::span<const double> sample) {
    const auto at = centre(sample);
    return at ? std::optional(at->sum) : std::nullopt;
}

std::optional<double> mean(std::span<const double> sample) {
    const auto at = centre(sample);
    return at ? std::optional(at->mean) : std::nullopt;
}

std::optional<double> minimum(std::span<const double> sample) {
    if (!is_sample(sample)) return std::nullopt;
    return *std::min_element(sample.begin(), sample.end());
}

std::optional<double> maximum(std::span<const double> sample) {
    if (!is_sample(sample)) return std::nullopt;
    return *std::max_element(sample.begin(), sample.end());
}

std::optional<double> range(std::span<const double> sample) {
    if (!is_sample(sample)) return std::nullopt;
    const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
    return finite(*high - *low);
}

std::optional<double> median(std::span<const double> sample) {
    return quantile(sample, 0.5);
}

std::optional<double> quantile(std::span<const double> sample, double p) {
    if (!(p >= 0 && p <= 1) || !is_sample(sample)) return std::nullopt;
    return select_quantile(sample, p);
}

std::optional<double> quantile_nearest(std::span<const double> sample, double p) {
    if (!(p >= 0 && p <= 1) || !is_sample(sample)) return std::nullopt;
    const double rank = std::ceil(p * static_cast<double>(sample.size()));
    return select_index(sample, rank < 1 ? 0 : static_cast<std::size_t>(rank) - 1);
}

static std::optional<double> sd_of(std::span<const double> sample, const Centre& at) {
    if (at.n < 2) return std::nullopt;
    return finite(deviation_norm(sample, at) / std::sqrt(static_cast<double>(at.n - 1)));
}

std::optional<double> sd(std::span<const double> sample) {
    const auto at = centre(sample);
    return at ? sd_of(sample, *at) : std::nullopt;
}

std::optional<double> sd_pop(std::span<const double> sample) {
    const auto at = centre(sample);
    if (!at) return std::nullopt;
    return finite(deviation_norm(sample, *at) / std::sqrt(static_cast<double>(at->n)));
}

static std::optional<double> cv_of(std::optional<double> deviation, double mean) {
    if (!deviation || !(mean > 0)) return std::nullopt;
    return finite(100 * (*deviation / mean));
}

std::optional<double> cv(std::span<const double> sample) {
    const auto at = centre(sample);
    return at ? cv_of(sd_of(sample, *at), at->mean) : std::nullopt;
}

std::optional<double> mad(std::span<const double> sample) {
    if (!is_sample(sample)) return std::nullopt;
    return finite(select_quantile(sample, 0.5, select_quantile(sample, 0.5)));
}

std::optional<std::size_t> distinct(std::span<const double> sample) {
    if (!all_finite(sample)) return std::nullopt;
    std::vector<double> sorted(sample.begin(), sample.end());
    std::sort(sorted.begin(), sorted.end());
    const auto end = std::unique(sorted.begin(), sorted.end());
    return static_cast<std::size_t>(end - sorted.begin());
}

// `norm` is that of the deviations.
static std::optional<double> acf1_of(std::span<const double> sample, const Centre& at,
                                     double norm) {
    if (at.n < 3 || at.minimum == at.maximum) return std::nullopt;
    const auto deviation = [&](double x) { return ((x - at.mean) - at.residue) / norm; };
    double products = 0;
    double before = deviation(sample[0]);
    for (const double x : sample.subspan(1)) {
        const double here = deviation(x);
        products += before * here;
        before = here;
    }
    return finite(products);
}

std::optional<double> acf1(std::span<const double> sample) {
    const auto at = centre(sample);
    return at ? acf1_of(sample, *at, deviation_norm(sample, *at)) : std::nullopt;
}

std::optional<Fence> outlier_fence(std::span<const double> sample) {
    if (sample.empty() || !all_finite(sample)) return std::nullopt;
    const double middle = select_quantile(sample, 0.5);
    return outlier_fence({.n = sample.size(),
                          .median = middle,
                          .mad = finite(select_quantile(sample, 0.5, middle))});
}

std::optional<Fence> outlier_fence(const Description& sample) {
    if (sample.n < 5 || !sample.median || !sample.mad) return std::nullopt;
    const double reach = 5 * 1.4826 * *sample.mad;
    if (!(reach > 0) || !std::isfinite(reach)) return std::nullopt;
    return Fence{*sample.median - reach, *sample.median + reach};
}

Description describe(std::span<const double> sample) {
    Description result{.n = sample.size()};
    if (!is_sample(sample)) return result;
    if (const auto at = centre(sample)) {
        result.sum = at->sum;
        result.mean = at->mean;
        result.residue = at->residue;
        const double norm = deviation_norm(sample, *at);
        if (at->n >= 2) result.sd = finite(norm / std::sqrt(static_cast<double>(at->n - 1)));
        result.cv = cv_of(result.sd, at->mean);
        result.acf1 = acf1_of(sample, *at, norm);
        result.minimum = at->minimum;
        result.maximum = at->maximum;
    } else {
        result.minimum = minimum(sample);
        result.maximum = maximum(sample);
    }
    result.median = select_quantile(sample, 0.5);
    result.p95 = select_quantile(sample, 0.95);
    result.mad = finite(select_quantile(sample, 0.5, result.median));
    return result;
}

}  // namespace chimera::stats
