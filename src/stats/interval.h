// SPDX-License-Identifier: Apache-2.0
// Confidence intervals and the t tests that belong to them. `level` is in (0, 1): 0.95. Undefined
// is nullopt: too few values, a value that is not finite, no spread at all where t divides by it, a
// denominator not apart from zero. Every interval contains its estimate and grows with its level.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/summary.h"

namespace chimera::stats {

struct Interval {
    double low = 0;
    double high = 0;
    bool contains(double value) const { return low <= value && value <= high; }
};

// mean +- t(1 - (1 - level)/2, n - 1) sd / sqrt(n); n >= 2. Student 1908.
std::optional<Interval> mean_ci(std::span<const double> sample, double level);

// mean(a) - mean(b), unequal variances, Satterthwaite's degrees of freedom; n >= 2 each. Welch
// 1947.
std::optional<Interval> welch_ci(std::span<const double> a, std::span<const double> b,
                                 double level);
std::optional<double> welch_p(std::span<const double> a, std::span<const double> b);

// The same from aggregates, where a source gives no samples.
struct Moments {
    double mean = 0;
    double sd = 0;
    double n = 0;
};
std::optional<Interval> welch_ci(const Moments& a, const Moments& b, double level);
std::optional<double> welch_p(const Moments& a, const Moments& b);

// The same as over the samples that are described, to the bit.
std::optional<Interval> mean_ci(const Description& sample, double level);
std::optional<Interval> welch_ci(const Description& a, const Description& b, double level);
std::optional<Interval> percent_ci(const Description& a, const Description& b, double level);

// The means of consecutive blocks of `block` values; what is left over at the end is left out.
// Where successive values depend on each other, an interval over them is too narrow, and one over
// the means of long enough blocks is not (batch means: Law & Kelton, Simulation Modeling and
// Analysis). Empty where there is no full block.
std::vector<double> block_means(std::span<const double> sample, std::size_t block);

// Student t on a - b, paired by position; equal sizes, n >= 2. Differences that agree to within the
// rounding of a and b count as without spread.
std::optional<Interval> paired_ci(std::span<const double> a, std::span<const double> b,
                                  double level);
std::optional<double> paired_p(std::span<const double> a, std::span<const double> b);

// mean(a) / mean(b), independent samples with unequal variances; Fieller 1954, with Welch's degrees
// of freedom of the contrast mean(a) - r mean(b) at the estimate r: with qa = var(a) / (n
// mean(b)^2), qb likewise and g = t^2 qb, (r +- t sqrt(qa + r^2 qb - t^2 qa qb)) / (1 - g). n >= 2
// each; nullopt where g >= 1: mean(b) is not apart from zero at that level. percent_ci is 100
// (ratio - 1).
std::optional<Interval> ratio_ci(std::span<const double> a, std::span<const double> b,
                                 double level);
std::optional<Interval> percent_ci(std::span<const double> a, std::span<const double> b,
                                   double level);

// Hodges-Lehmann shift: the median of all a_i - b_j (Hodges & Lehmann 1963), n >= 1 each. Its
// interval is [D_(k), D_(nm + 1 - k)] of the sorted differences, k the largest integer with P(U <
// k) <= (1 - level)/2 under the Mann-Whitney distribution: exact for n <= 20 a side without ties in
// the pooled sample, else k = floor(nm/2 + 1/2 - z s), s with tie correction; nullopt where k < 1
// (three a side cannot give 95 %). By counting over the sorted samples: O((n + m) log) time, no n m
// memory.
std::optional<double> hl(std::span<const double> a, std::span<const double> b);
std::optional<Interval> hl_ci(std::span<const double> a, std::span<const double> b, double level);

}  // namespace chimera::stats
