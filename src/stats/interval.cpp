// SPDX-License-Identifier: Apache-2.0
#include "stats/interval.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/centre.h"
#include "stats/distribution.h"

namespace chimera::stats {

// An estimate, its standard error and the degrees of freedom of that error: all that t needs.
struct Estimate {
    double value = 0;
    double error = 0;
    double degrees = 0;
};

static bool is_level(double level) {
    return level > 0 && level < 1;
}

static std::optional<Interval> interval_of(const std::optional<Estimate>& estimate, double level) {
    if (!estimate || !is_level(level)) return std::nullopt;
    const auto t = student_quantile((1 - level) / 2, estimate->degrees);
    if (!t) return std::nullopt;
    const double reach = *t * estimate->error;
    const Interval result{estimate->value - reach, estimate->value + reach};
    if (!std::isfinite(result.low) || !std::isfinite(result.high)) return std::nullopt;
    return result;
}

static std::optional<double> p_of(const std::optional<Estimate>& estimate) {
    if (!estimate) return std::nullopt;
    return student_two_sided(estimate->value / estimate->error, estimate->degrees);
}

// The mean of one sample; nullopt without spread. `noise` is a spread that only rounding explains.
static std::optional<Estimate> estimate_mean(const Moments& of, double noise) {
    if (of.n < 2 || !(of.sd > noise) || !std::isfinite(of.sd)) return std::nullopt;
    return Estimate{of.mean, of.sd / std::sqrt(of.n), of.n - 1};
}

// The standard error of a sum of two independent terms and its degrees of freedom (Satterthwaite
// 1946), written in shares of the variance so that nothing over- or underflows.
static std::optional<Estimate> combine(double difference, double error_a, double error_b,
                                       const Moments& a, const Moments& b) {
    const double error = std::hypot(error_a, error_b);
    if (!(error > 0) || !std::isfinite(error) || !std::isfinite(difference)) return std::nullopt;
    const double share_a = (error_a / error) * (error_a / error);
    const double share_b = (error_b / error) * (error_b / error);
    const double degrees = 1 / (share_a * share_a / (a.n - 1) + share_b * share_b / (b.n - 1));
    return Estimate{difference, error, degrees};
}

static bool is_valid(const Moments& moments) {
    return std::isfinite(moments.mean) && std::isfinite(moments.sd) && moments.sd >= 0 &&
           std::isfinite(moments.n) && moments.n >= 2 && std::floor(moments.n) == moments.n;
}

// A sample's moments and what its mean lost in rounding.
struct Sample {
    Moments moments;
    double residue = 0;
};

static std::optional<Sample> measure(std::span<const double> values) {
    const auto at = centre(values);
    if (!at || at->n < 2) return std::nullopt;
    const auto n = static_cast<double>(at->n);
    const double sd = deviation_norm(values, *at) / std::sqrt(n - 1);
    return Sample{{at->mean, sd, n}, at->residue};
}

static std::optional<Sample> measure(const Description& described) {
    if (!described.mean || !described.sd) return std::nullopt;
    return Sample{{*described.mean, *described.sd, static_cast<double>(described.n)},
                  described.residue};
}

static std::optional<Interval> mean_ci(const std::optional<Sample>& sample, double level) {
    return sample ? interval_of(estimate_mean(sample->moments, 0), level) : std::nullopt;
}

std::optional<Interval> mean_ci(std::span<const double> sample, double level) {
    return mean_ci(measure(sample), level);
}

std::optional<Interval> mean_ci(const Description& sample, double level) {
    return mean_ci(measure(sample), level);
}

static std::optional<Estimate> estimate_difference(const Sample& a, const Sample& b) {
    if (!is_valid(a.moments) || !is_valid(b.moments)) return std::nullopt;
    const double difference = (a.moments.mean - b.moments.mean) + (a.residue - b.residue);
    return combine(difference, a.moments.sd / std::sqrt(a.moments.n),
                   b.moments.sd / std::sqrt(b.moments.n), a.moments, b.moments);
}

static std::optional<Estimate> estimate_difference(const std::optional<Sample>& a,
                                                   const std::optional<Sample>& b) {
    return a && b ? estimate_difference(*a, *b) : std::nullopt;
}

std::optional<Interval> welch_ci(std::span<const double> a, std::span<const double> b,
                                 double level) {
    return interval_of(estimate_difference(measure(a), measure(b)), level);
}

std::optional<Interval> welch_ci(const Description& a, const Description& b, double level) {
    return interval_of(estimate_difference(measure(a), measure(b)), level);
}

std::optional<double> welch_p(std::span<const double> a, std::span<const double> b) {
    return p_of(estimate_difference(measure(a), measure(b)));
}

std::vector<double> block_means(std::span<const double> sample, std::size_t block) {
    std::vector<double> out;
    if (block == 0) return out;
    for (std::size_t at = 0; at + block <= sample.size(); at += block) {
        if (const auto one = mean(sample.subspan(at, block))) out.push_back(*one);
    }
    return out;
}

std::optional<Interval> welch_ci(const Moments& a, const Moments& b, double level) {
    return interval_of(estimate_difference(Sample{a}, Sample{b}), level);
}

std::optional<double> welch_p(const Moments& a, const Moments& b) {
    return p_of(estimate_difference(Sample{a}, Sample{b}));
}

static std::optional<Estimate> estimate_paired(std::span<const double> a,
                                               std::span<const double> b) {
    if (a.size() != b.size() || a.empty()) return std::nullopt;
    std::vector<double> differences(a.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        differences[i] = a[i] - b[i];
        largest = std::max({largest, std::fabs(a[i]), std::fabs(b[i])});
    }
    // 0.4 - 0.3 and 0.3 - 0.2 differ by a rounding error; t would take that for a spread and call
    // two pairs overwhelming evidence.
    const auto of_differences = measure(differences);
    if (!of_differences) return std::nullopt;
    return estimate_mean(of_differences->moments, rounding_noise(largest));
}

std::optional<Interval> paired_ci(std::span<const double> a, std::span<const double> b,
                                  double level) {
    return interval_of(estimate_paired(a, b), level);
}

std::optional<double> paired_p(std::span<const double> a, std::span<const double> b) {
    return p_of(estimate_paired(a, b));
}

// Fieller's interval of a ratio is (ratio +- reach) / (1 - g), that of ratio - 1 is
// (excess + g +- reach) / (1 - g); the second form keeps the digits of a ratio next to 1.
struct Fieller {
    double ratio = 0;
    double excess = 0;
    double reach = 0;
    double g = 0;
};

static std::optional<Fieller> fieller(const std::optional<Sample>& of_a,
                                      const std::optional<Sample>& of_b, double level) {
    if (!of_a || !of_b || of_b->moments.mean == 0 || !is_level(level)) return std::nullopt;
    const double base = of_b->moments.mean;
    const double ratio = of_a->moments.mean / base;
    const double excess = ((of_a->moments.mean - base) + (of_a->residue - of_b->residue)) / base;
    // Standard errors of both means in units of mean(b).
    const double error_a = of_a->moments.sd / std::sqrt(of_a->moments.n) / std::fabs(base);
    const double error_b = of_b->moments.sd / std::sqrt(of_b->moments.n) / std::fabs(base);
    const auto contrast =
        combine(ratio, error_a, std::fabs(ratio) * error_b, of_a->moments, of_b->moments);
    if (!contrast) return std::nullopt;
    const auto t = student_quantile((1 - level) / 2, contrast->degrees);
    if (!t) return std::nullopt;
    const double g = (*t * error_b) * (*t * error_b);
    if (!(g < 1)) return std::nullopt;
    return Fieller{ratio, excess, *t * std::hypot(error_a * std::sqrt(1 - g), ratio * error_b), g};
}

// An interval around its estimate, which rounding must not push out.
static std::optional<Interval> around(double estimate, double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) return std::nullopt;
    return Interval{std::min(low, estimate), std::max(high, estimate)};
}

std::optional<Interval> ratio_ci(std::span<const double> a, std::span<const double> b,
                                 double level) {
    const auto f = fieller(measure(a), measure(b), level);
    if (!f) return std::nullopt;
    return around(f->ratio, (f->ratio - f->reach) / (1 - f->g), (f->ratio + f->reach) / (1 - f->g));
}

static std::optional<Interval> percent_of(const std::optional<Fieller>& f) {
    if (!f) return std::nullopt;
    return around(100 * f->excess, 100 * ((f->excess + f->g - f->reach) / (1 - f->g)),
                  100 * ((f->excess + f->g + f->reach) / (1 - f->g)));
}

std::optional<Interval> percent_ci(std::span<const double> a, std::span<const double> b,
                                   double level) {
    return percent_of(fieller(measure(a), measure(b), level));
}

std::optional<Interval> percent_ci(const Description& a, const Description& b, double level) {
    return percent_of(fieller(measure(a), measure(b), level));
}

}  // namespace chimera::stats
