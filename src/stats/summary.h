// SPDX-License-Identifier: Apache-2.0
// One sample, one number. Order does not matter, except to acf1. Undefined is nullopt, never 0: too
// few values, a value that is NaN or infinite, a result beyond a double.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace chimera::stats {

std::optional<double> sum(std::span<const double> sample);      // n >= 1; Neumaier's compensation
std::optional<double> mean(std::span<const double> sample);     // n >= 1
std::optional<double> minimum(std::span<const double> sample);  // n >= 1
std::optional<double> maximum(std::span<const double> sample);  // n >= 1
std::optional<double> range(std::span<const double> sample);    // n >= 1
std::optional<double> median(std::span<const double> sample);   // quantile(0.5)

// Hyndman & Fan 1996, type 7 (numpy's default): linear between order statistics. n >= 1, 0 <= p
// <= 1.
std::optional<double> quantile(std::span<const double> sample, double p);
// The value of rank ceil(p n) as doubles multiply, at least 1: only to recompute another's figure.
std::optional<double> quantile_nearest(std::span<const double> sample, double p);

// sqrt(sum (x_i - m)^2 / (n - 1)), n >= 2; with n in the denominator, n >= 1. Two passes about a
// compensated mean (Chan, Golub & LeVeque 1983), so 1e9 + small loses no digits.
std::optional<double> sd(std::span<const double> sample);
std::optional<double> sd_pop(std::span<const double> sample);
std::optional<double> cv(std::span<const double> sample);   // 100 sd / mean; n >= 2, mean > 0
std::optional<double> mad(std::span<const double> sample);  // median |x - median|, unscaled; n >= 1

// How many different values; 0 of an empty sample.
std::optional<std::size_t> distinct(std::span<const double> sample);

// Lag-1 autocorrelation about the mean: sum (x_i - m)(x_{i+1} - m) / sum (x_i - m)^2; n >= 3,
// spread > 0.
std::optional<double> acf1(std::span<const double> sample);

// The outlier fence median +- 5 x 1.4826 mad; n >= 5 and mad > 0.
struct Fence {
    double low = 0;
    double high = 0;
};
std::optional<Fence> outlier_fence(std::span<const double> sample);

// All that is asked of a sample again and again; each equals the function of its name, and a long
// sample is never copied.
struct Description {
    std::size_t n = 0;
    std::optional<double> sum = {};
    std::optional<double> mean = {};
    double residue = 0;  // what the mean lost in rounding (centre.h)
    std::optional<double> sd = {};
    std::optional<double> cv = {};
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    std::optional<double> median = {};
    std::optional<double> p95 = {};
    std::optional<double> mad = {};
    std::optional<double> acf1 = {};
};
Description describe(std::span<const double> sample);
std::optional<Fence> outlier_fence(const Description& sample);

}  // namespace chimera::stats
