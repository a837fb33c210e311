// SPDX-License-Identifier: Apache-2.0
#include "stats/selection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace chimera::stats {

// Two neighbours in sorted order; `high` is `low` again at the end of the sample.
struct Neighbours {
    double low = 0;
    double high = 0;
};

static Neighbours neighbours_in(std::vector<double>& values, std::size_t index) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(index);
    std::nth_element(values.begin(), at, values.end());
    if (at + 1 == values.end()) return {*at, *at};
    return {*at, *std::min_element(at + 1, values.end())};
}

// A sample of this size on is not copied.
static constexpr std::size_t kLong = 1U << 14U;

// The values at four standard errors of the rank to both sides, in a systematic subsample.
template <typename View>
static Neighbours bracket(std::span<const double> sample, std::size_t index, View view) {
    // Four times the probes halve the share that stays, and pay for being sorted in long samples.
    const std::size_t count = sample.size() < 16 * kLong ? 1024 : 4096;
    const double reach =
        4 * 0.5 * std::sqrt(static_cast<double>(count));  // 4 sqrt(p (1 - p) count) at most
    std::vector<double> probes(count);
    for (std::size_t i = 0; i < count; ++i) probes[i] = view(sample[i * sample.size() / count]);
    std::sort(probes.begin(), probes.end());
    const double place = static_cast<double>(count) * static_cast<double>(index) /
                         static_cast<double>(sample.size());
    constexpr double kNone = std::numeric_limits<double>::infinity();
    const double first = place - reach;
    const double last = place + reach;
    return {first < 0 ? -kNone : probes[static_cast<std::size_t>(first)],
            last > static_cast<double>(count - 1) ? kNone : probes[static_cast<std::size_t>(last)]};
}

template <typename View>
static Neighbours neighbours(std::span<const double> sample, std::size_t index, View view) {
    if (sample.size() >= kLong) {
        const Neighbours ends = bracket(sample, index, view);
        // Which side a value falls on is a coin toss that no processor predicts, so nothing
        // branches on it: every value is written, and the place moves on past those that stay.
        constexpr std::size_t kBlock = 1024;
        std::array<double, kBlock> staying;
        // One value fills the bracket, as in a constant column: counting it is enough.
        const bool is_point = ends.low == ends.high;
        std::size_t below = 0;
        std::size_t inside = 0;
        std::vector<double> kept;
        kept.reserve(sample.size() / 8);
        for (std::size_t begin = 0; begin < sample.size(); begin += kBlock) {
            std::size_t count = 0;
            for (double x : sample.subspan(begin, std::min(kBlock, sample.size() - begin))) {
                const double value = view(x);
                const auto is_below = static_cast<std::size_t>(value < ends.low);
                below += is_below;
                staying[count] = value;
                count += static_cast<std::size_t>(value <= ends.high) - is_below;
            }
            inside += count;
            if (!is_point) kept.insert(kept.end(), staying.begin(), staying.begin() + count);
        }
        // A bracket that misses the rank, by luck or by design of the input, costs one more pass.
        const std::size_t end = std::min(index + 2, sample.size());
        if (below <= index && end <= below + inside) {
            return is_point ? ends : neighbours_in(kept, index - below);
        }
    }
    std::vector<double> values(sample.size());
    std::transform(sample.begin(), sample.end(), values.begin(), view);
    return neighbours_in(values, index);
}

double select_quantile(std::span<const double> sample, double p, std::optional<double> origin) {
    const double place = static_cast<double>(sample.size() - 1) * p;
    const double whole = std::floor(place);
    const auto index = static_cast<std::size_t>(whole);
    const Neighbours at =
        origin ? neighbours(sample, index, [&](double x) { return std::fabs(x - *origin); })
               : neighbours(sample, index, [](double x) { return x; });
    const double part = place - whole;
    if (part == 0) return at.low;
    const double between = at.low + part * (at.high - at.low);
    return std::isfinite(between) ? between : (1 - part) * at.low + part * at.high;
}

double select_index(std::span<const double> sample, std::size_t index) {
    return neighbours(sample, index, [](double x) { return x; }).low;
}

}  // namespace chimera::stats
