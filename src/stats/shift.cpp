// SPDX-License-Identifier: Apache-2.0
// The Hodges-Lehmann shift of interval.h. The n m differences are never stored: over two sorted
// samples the differences up to a value are counted in n + m steps, and the value with a given rank
// is found by bisection over the doubles themselves, at most 64 counts.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "stats/centre.h"
#include "stats/distribution.h"
#include "stats/interval.h"
#include "stats/rank_test.h"

namespace chimera::stats {

struct SortedPair {
    std::vector<double> a;
    std::vector<double> b;
    std::uint64_t differences() const {
        return static_cast<std::uint64_t>(a.size()) * static_cast<std::uint64_t>(b.size());
    }
};

static std::optional<SortedPair> sorted_pair(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty() || !all_finite(a) || !all_finite(b)) return std::nullopt;
    SortedPair result{{a.begin(), a.end()}, {b.begin(), b.end()}};
    std::sort(result.a.begin(), result.a.end());
    std::sort(result.b.begin(), result.b.end());
    const double reach = std::max(std::fabs(result.a.back() - result.b.front()),
                                  std::fabs(result.a.front() - result.b.back()));
    if (!std::isfinite(reach)) return std::nullopt;
    return result;
}

// How many a_i - b_j are <= value. Rounding a difference keeps its order in i and in j, so one
// pointer into b moves one way only.
static std::uint64_t count_up_to(const SortedPair& pair, double value) {
    std::uint64_t count = 0;
    std::size_t first = 0;  // the first j with a_i - b_j <= value
    for (double x : pair.a) {
        while (first < pair.b.size() && x - pair.b[first] > value) ++first;
        if (first == pair.b.size()) break;
        count += pair.b.size() - first;
    }
    return count;
}

// Doubles in their order as unsigned integers, and back.
static std::uint64_t key_of(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    return (bits >> 63U) != 0 ? ~bits : bits | (1ULL << 63U);
}

static double value_of(std::uint64_t key) {
    return std::bit_cast<double>((key >> 63U) != 0 ? key & ~(1ULL << 63U) : ~key);
}

// The difference of that rank, from 1.
static double difference_of_rank(const SortedPair& pair, std::uint64_t rank) {
    std::uint64_t low = key_of(pair.a.front() - pair.b.back());
    std::uint64_t high = key_of(pair.a.back() - pair.b.front());
    while (low < high) {
        const std::uint64_t middle = std::midpoint(low, high);
        if (count_up_to(pair, value_of(middle)) >= rank) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return value_of(low) + 0.0;  // -0 becomes 0
}

std::optional<double> hl(std::span<const double> a, std::span<const double> b) {
    const auto pair = sorted_pair(a, b);
    if (!pair) return std::nullopt;
    const std::uint64_t total = pair->differences();
    const double low = difference_of_rank(*pair, (total + 1) / 2);
    if (total % 2 == 1) return low;
    return std::midpoint(low, difference_of_rank(*pair, total / 2 + 1));
}

// The largest k with P(U < k) <= tail; 0 where even P(U < 1) is larger. The tolerance lets a tail
// of 0.05, which is not a double, meet a probability of exactly 1/20.
static std::uint64_t exact_rank(std::size_t n, std::size_t m, double tail) {
    const auto counts = u_counts(n, m);
    double total = 0;
    for (std::int64_t count : counts) total += static_cast<double>(count);
    const double allowed = tail * total * (1 + 1e-12);
    std::uint64_t k = 0;
    double below = 0;
    while (k < counts.size()) {
        below += static_cast<double>(counts[k]);
        if (below > allowed) break;
        ++k;
    }
    return k;
}

static std::uint64_t normal_rank(const SortedPair& pair, double sd, double tail) {
    const auto z = normal_quantile(tail);
    if (!z || !(sd > 0)) return 0;
    const double rank = std::floor(static_cast<double>(pair.differences()) / 2 + 0.5 - *z * sd);
    return rank < 1 ? 0 : static_cast<std::uint64_t>(rank);
}

std::optional<Interval> hl_ci(std::span<const double> a, std::span<const double> b, double level) {
    if (!(level > 0 && level < 1)) return std::nullopt;
    const auto pair = sorted_pair(a, b);
    const auto ranks = rank_sum(a, b);
    if (!pair || !ranks) return std::nullopt;
    constexpr std::size_t kExactSize = 20;
    const bool exact = !ranks->has_ties && a.size() <= kExactSize && b.size() <= kExactSize;
    const double tail = (1 - level) / 2;
    std::uint64_t k =
        exact ? exact_rank(a.size(), b.size(), tail) : normal_rank(*pair, ranks->sd, tail);
    if (k < 1) return std::nullopt;
    // A level near 0 could ask for ranks past the middle; the interval then is the middle itself.
    k = std::min(k, (pair->differences() + 1) / 2);
    return Interval{difference_of_rank(*pair, k),
                    difference_of_rank(*pair, pair->differences() + 1 - k)};
}

}  // namespace chimera::stats
