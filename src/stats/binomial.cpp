// SPDX-License-Identifier: Apache-2.0
#include "stats/binomial.h"

#include <boost/math/special_functions/beta.hpp>

namespace chimera::stats {

std::optional<double> binomial_cdf(std::size_t k, std::size_t n, double p) {
    if (!(p >= 0 && p <= 1) || k > n) return std::nullopt;
    if (k == n) return 1.0;
    // P(X <= k) = I_{1-p}(n - k, k + 1)
    return boost::math::ibeta(static_cast<double>(n - k), static_cast<double>(k) + 1, 1 - p);
}

bool share_is_above(const Trials& trials, double share, double level) {
    if (trials.of == 0 || trials.successes > trials.of) return false;
    // So many successes or more are so many failures or fewer.
    const auto p = binomial_cdf(trials.of - trials.successes, trials.of, 1 - share);
    return p && *p <= 1 - level;
}

bool share_is_below(const Trials& trials, double share, double level) {
    if (trials.of == 0 || trials.successes > trials.of) return false;
    const auto p = binomial_cdf(trials.successes, trials.of, share);
    return p && *p <= 1 - level;
}

std::size_t fewest_trials(std::size_t failures, double share, double level) {
    constexpr std::size_t kMost = 100'000'000;
    std::size_t high = failures + 1;
    while (high < kMost && !share_is_above({high - failures, high}, share, level)) high *= 2;
    std::size_t low = failures;
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        (share_is_above({middle - failures, middle}, share, level) ? high : low) = middle;
    }
    return high;
}

}  // namespace chimera::stats
