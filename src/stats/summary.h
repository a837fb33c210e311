// SPDX-License-Identifier: Apache-2.0
// One sample, one number. Order does not matter, except to acf1. No value may be NaN or infinite.
// Undefined is nullopt, never 0.
#pragma once

#include <optional>
#include <span>

namespace chimera::stats {

std::optional<double> sum(std::span<const double> sample);     // n >= 1; Neumaier's compensation
std::optional<double> mean(std::span<const double> sample);    // n >= 1
std::optional<double> minimum(std::span<const double> sample);  // n >= 1
std::optional<double> maximum(std::span<const double> sample);  // n >= 1
std::optional<double> range(std::span<const double> sample);   // n >= 1
std::optional<double> median(std::span<const double> sample);  // quantile(0.5)

// Hyndman & Fan 1996, type 7 (numpy's default): linear between order statistics. n >= 1, 0 <= p <= 1.
std::optional<double> quantile(std::span<const double> sample, double p);
// The value of rank ceil(p n), at least 1: only to recompute another tool's figure.
std::optional<double> quantile_nearest(std::span<const double> sample, double p);

std::optional<double> sd(std::span<const double> sample);      // n - 1 in the denominator; n >= 2; Welford
std::optional<double> sd_pop(std::span<const double> sample);  // n in the denominator; n >= 1
std::optional<double> cv(std::span<const double> sample);      // 100 sd / mean; n >= 2, mean > 0
std::optional<double> mad(std::span<const double> sample);     // median |x - median|, unscaled; n >= 1

// Lag-1 autocorrelation about the mean: sum (x_i - m)(x_{i+1} - m) / sum (x_i - m)^2; n >= 3, spread > 0.
std::optional<double> acf1(std::span<const double> sample);

// The outlier fence median +- 5 x 1.4826 mad; n >= 5 and mad > 0.
struct Fence {
    double low = 0;
    double high = 0;
};
std::optional<Fence> outlier_fence(std::span<const double> sample);

}  // namespace chimera::stats
