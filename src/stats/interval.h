// SPDX-License-Identifier: Apache-2.0
// Confidence intervals and the t tests that belong to them. `level` is in (0, 1): 0.95. Undefined is
// nullopt: too few values, no spread where one is needed, a denominator not apart from zero.
#pragma once

#include <optional>
#include <span>

namespace chimera::stats {

struct Interval {
    double low = 0;
    double high = 0;
    bool contains(double value) const { return low <= value && value <= high; }
};

// mean +- t(1 - (1 - level)/2, n - 1) sd / sqrt(n); n >= 2. Student 1908.
std::optional<Interval> mean_ci(std::span<const double> sample, double level);

// mean(a) - mean(b), unequal variances, Satterthwaite's degrees of freedom; n >= 2 each. Welch 1947.
std::optional<Interval> welch_ci(std::span<const double> a, std::span<const double> b, double level);
std::optional<double> welch_p(std::span<const double> a, std::span<const double> b);

// The same from aggregates, where a source gives no samples.
struct Moments {
    double mean = 0;
    double sd = 0;
    double n = 0;
};
std::optional<Interval> welch_ci(const Moments& a, const Moments& b, double level);
std::optional<double> welch_p(const Moments& a, const Moments& b);

// Student t on a - b, paired by position; equal sizes, n >= 2.
std::optional<Interval> paired_ci(std::span<const double> a, std::span<const double> b,
                                  double level);
std::optional<double> paired_p(std::span<const double> a, std::span<const double> b);

// mean(a) / mean(b), independent samples with unequal variances; Fieller 1954, with Welch's degrees of
// freedom of the contrast mean(a) - r mean(b) at the estimate r. nullopt where mean(b) is not apart
// from zero at that level. percent_ci is 100 (ratio - 1).
std::optional<Interval> ratio_ci(std::span<const double> a, std::span<const double> b, double level);
std::optional<Interval> percent_ci(std::span<const double> a, std::span<const double> b,
                                   double level);

// Hodges-Lehmann shift: the median of all a_i - b_j (Hodges & Lehmann 1963); its interval from the order
// statistics of those differences under the Mann-Whitney distribution (exact for n <= 20 a side without
// ties, else normal approximation with tie correction). n >= 1 each; the interval needs n large enough
// for the level. O((n + m) log) by selection, never the n m differences at once above 10^7.
std::optional<double> hl(std::span<const double> a, std::span<const double> b);
std::optional<Interval> hl_ci(std::span<const double> a, std::span<const double> b, double level);

}  // namespace chimera::stats
