// SPDX-License-Identifier: Apache-2.0
// What the reference files cannot say: refusals, edges, sizes, and how the pieces agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/rng.h"
#include "stats/centre.h"
#include "stats/interval.h"
#include "stats/op.h"
#include "stats/rank_test.h"
#include "stats/summary.h"
#include "stats/trend.h"

namespace chimera::stats {
namespace {

using Sample = std::vector<double>;
using Samples = std::vector<Sample>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Sample noise(std::size_t n, std::uint64_t seed) {
    Rng rng(seed);
    Sample result;
    for (std::size_t i = 0; i < n; ++i) {
        result.push_back(static_cast<double>(below(rng, 1'000'000)) / 1000);
    }
    return result;
}

std::optional<double> number(std::string_view op, const Samples& samples,
                             const OpParams& params = {}) {
    const auto outcome = evaluate(op, samples, params);
    if (!outcome || !std::holds_alternative<double>(*outcome)) return std::nullopt;
    return std::get<double>(*outcome);
}

std::optional<double> scalar(std::string_view op, const Sample& numbers,
                             const OpParams& params = {}) {
    const auto outcome = evaluate_scalars(op, numbers, params);
    if (!outcome || !std::holds_alternative<double>(*outcome)) return std::nullopt;
    return std::get<double>(*outcome);
}

double quantile_of_sorted(const Sample& sorted, double p) {
    const double place = static_cast<double>(sorted.size() - 1) * p;
    const auto index = static_cast<std::size_t>(place);
    const double next = sorted[std::min(index + 1, sorted.size() - 1)];
    return sorted[index] + (place - std::floor(place)) * (next - sorted[index]);
}

TEST(Centre, OfAConstantSampleIsItsValueToTheBit) {
    for (double value : {0.1, 1e9 + 0.1, -3.7e-300, 1.7e300}) {
        for (std::size_t n : {1U, 2U, 3U, 7U, 1000U}) {
            const Sample sample(n, value);
            EXPECT_EQ(mean(sample), value);
            EXPECT_EQ(sd_pop(sample), 0.0);
        }
    }
}

TEST(Centre, SurvivesCancellation) {
    EXPECT_EQ(sum(Sample{1e16, 1, -1e16}), 1.0);
    EXPECT_EQ(sum(Sample{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}), 1.0);
}

TEST(Summary, OfAColumnEqualsItsParts) {
    for (std::size_t n : {0U, 1U, 2U, 3U, 4U, 5U, 19U, 20U, 21U, 100U, 101U, 1000U}) {
        const Sample sample = noise(n, n);
        const Description all = describe(sample);
        EXPECT_EQ(all.n, n);
        EXPECT_EQ(all.sum, sum(sample));
        EXPECT_EQ(all.mean, mean(sample));
        EXPECT_EQ(all.sd, sd(sample));
        EXPECT_EQ(all.cv, cv(sample));
        EXPECT_EQ(all.minimum, minimum(sample));
        EXPECT_EQ(all.maximum, maximum(sample));
        EXPECT_EQ(all.median, median(sample));
        EXPECT_EQ(all.p95, quantile(sample, 0.95));
        EXPECT_EQ(all.acf1, acf1(sample));
        EXPECT_EQ(all.mad, mad(sample));
        const auto of_description = outlier_fence(all);
        const auto of_sample = outlier_fence(sample);
        ASSERT_EQ(of_description.has_value(), of_sample.has_value());
        if (of_sample) {
            EXPECT_EQ(of_description->low, of_sample->low);
            EXPECT_EQ(of_description->high, of_sample->high);
        }
    }
}

// A long sample is not copied but bracketed from a subsample; the answer must not show it, nor may
// a sample that is built to mislead the bracket.
static void check_long_sample(std::size_t n, std::size_t seen) {
    Samples samples{noise(n, 8), Sample(n, 4.25), Sample(n), Sample(n)};
    for (std::size_t i = 0; i < n; ++i) {
        samples[2][i] = static_cast<double>(i % 7);
        samples[3][i] = static_cast<double>(i % 1000);
    }
    // Every value that a systematic subsample sees lies above nearly all others.
    for (std::size_t k = 0; k < seen; ++k) samples[3][k * n / seen] = 2e6;
    for (const Sample& sample : samples) {
        Sample sorted = sample;
        std::sort(sorted.begin(), sorted.end());
        for (double p : {0.0001, 0.5, 0.99, 1.0}) {
            EXPECT_EQ(quantile(sample, p), quantile_of_sorted(sorted, p));
        }
        Sample distances;
        const double middle = quantile_of_sorted(sorted, 0.5);
        for (double x : sample) distances.push_back(std::fabs(x - middle));
        std::sort(distances.begin(), distances.end());
        EXPECT_EQ(mad(sample), quantile_of_sorted(distances, 0.5));
    }
}

TEST(Summary, OfALongSampleIsThatOfItsSortedValues) {
    check_long_sample(20'011, 1024);
    check_long_sample(262'147, 16'384);
}

TEST(Summary, RefusesWhatIsNotFiniteAndWhatIsNoProbability) {
    for (double bad : {kNan, kInfinity, -kInfinity}) {
        const Sample sample{1, bad, 3, 4, 5, 6};
        EXPECT_EQ(mean(sample), std::nullopt);
        EXPECT_EQ(sd(sample), std::nullopt);
        EXPECT_EQ(minimum(sample), std::nullopt);
        EXPECT_EQ(maximum(sample), std::nullopt);
        EXPECT_EQ(range(sample), std::nullopt);
        EXPECT_EQ(median(sample), std::nullopt);
        EXPECT_EQ(mad(sample), std::nullopt);
        EXPECT_EQ(distinct(sample), std::nullopt);
        EXPECT_EQ(acf1(sample), std::nullopt);
        EXPECT_FALSE(outlier_fence(sample));
        EXPECT_EQ(describe(sample).n, 6U);
        EXPECT_EQ(describe(sample).median, std::nullopt);
        EXPECT_EQ(quantile(Sample{1, 2}, bad), std::nullopt);
    }
    EXPECT_EQ(quantile(Sample{1, 2}, -0.01), std::nullopt);
    EXPECT_EQ(quantile(Sample{1, 2}, 1.01), std::nullopt);
}

TEST(Summary, BeyondADoubleIsAbsentAndTheRestStays) {
    const Sample sample{1.7e308, 1.7e308, -1.7e308, 1.6e308};
    EXPECT_EQ(mean(sample), std::nullopt);
    EXPECT_EQ(range(sample), std::nullopt);
    EXPECT_EQ(describe(sample).maximum, 1.7e308);
    EXPECT_EQ(describe(sample).mean, std::nullopt);
    EXPECT_EQ(quantile(Sample{-1.7e308, 1.7e308}, 0.5), 0.0);
}

TEST(Summary, CvNeedsAPositiveMean) {
    EXPECT_EQ(cv(Sample{-1, 1}), std::nullopt);
    EXPECT_EQ(cv(Sample{-1, -3}), std::nullopt);
    EXPECT_EQ(cv(Sample{5, 5}), 0.0);
}

TEST(OutlierFence, StandsFiveScaledDeviationsFromTheMedian) {
    const auto fence = outlier_fence(Sample{1, 2, 3, 4, 100});
    ASSERT_TRUE(fence);
    EXPECT_DOUBLE_EQ(fence->low, 3 - 7.413);
    EXPECT_DOUBLE_EQ(fence->high, 3 + 7.413);
    EXPECT_FALSE(outlier_fence(Sample{1, 2, 3, 4}));
    EXPECT_FALSE(outlier_fence(Sample{3, 3, 3, 3, 100}));
}

TEST(Intervals, NeedALevelBetweenZeroAndOne) {
    const Sample a{1, 2, 3, 5};
    const Sample b{2, 4, 4.5, 6, 7};
    for (double level : {0.0, 1.0, -0.5, 1.5, kNan}) {
        EXPECT_FALSE(mean_ci(a, level));
        EXPECT_FALSE(welch_ci(a, b, level));
        EXPECT_FALSE(paired_ci(a, a, level));
        EXPECT_FALSE(ratio_ci(a, b, level));
        EXPECT_FALSE(hl_ci(a, b, level));
    }
}

TEST(Paired, DifferencesThatOnlyRoundingTellsApartAreNoSpread) {
    const Sample a{0.3, 0.4, 0.8};
    const Sample b{0.2, 0.3, 0.7};
    ASSERT_NE(a[0] - b[0], a[1] - b[1]);
    EXPECT_EQ(paired_p(a, b), std::nullopt);
    EXPECT_FALSE(paired_ci(a, b, 0.95));
}

TEST(Ratio, IsUndefinedWhereTheDenominatorReachesZero) {
    const Sample a{5, 6, 7};
    const Sample b{-1, 2.5, 4};
    EXPECT_TRUE(ratio_ci(a, b, 0.5));
    EXPECT_FALSE(ratio_ci(a, b, 0.95));
    EXPECT_FALSE(ratio_ci(a, Sample{-1, 0, 1}, 0.5));
}

TEST(BrownForsythe, OfPairsAloneIsUndefinedWhateverTheirRounding) {
    const Samples pairs{{0.1, 0.7}, {0.3, 1.1}, {2.3, 2.4}};
    EXPECT_EQ(brown_forsythe_p(pairs), std::nullopt);
}

TEST(MannWhitney, CountsAreThoseOfTheFirstTables) {
    EXPECT_EQ(u_counts(1, 3), (std::vector<std::int64_t>{1, 1, 1, 1}));
    EXPECT_EQ(u_counts(2, 2), (std::vector<std::int64_t>{1, 1, 2, 1, 1}));
    EXPECT_EQ(u_counts(3, 2), (std::vector<std::int64_t>{1, 1, 2, 2, 2, 1, 1}));
    std::int64_t total = 0;
    for (std::int64_t count : u_counts(20, 20)) total += count;
    EXPECT_EQ(total, 137'846'528'820);
}

TEST(MannWhitney, AgreesWithTheManualOfR) {
    // wilcox.test(x, y, alternative = "g"): W = 35, p-value = 0.1272.
    const Sample x{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const Sample y{1.15, 0.88, 0.90, 0.74, 1.21};
    ASSERT_TRUE(rank_sum(x, y));
    EXPECT_EQ(rank_sum(x, y)->u, 35);
    EXPECT_NEAR(*mwu_p(x, y), 2 * 0.1272, 1e-4);
    EXPECT_NEAR(*hl(x, y), 0.305, 1e-12);
}

TEST(MannWhitney, OfEqualValuesIsOne) {
    EXPECT_EQ(mwu_p(Sample(7, 0.1), Sample(500, 0.1)), 1.0);
    EXPECT_FALSE(hl_ci(Sample(7, 0.1), Sample(500, 0.1), 0.95));
}

TEST(Shift, IntervalNeedsEnoughValuesForItsLevel) {
    const Sample a{1, 2, 3};
    const Sample b{10, 20, 30};
    EXPECT_FALSE(hl_ci(a, b, 0.95));
    // 1 of the 20 arrangements lies in each tail: exactly 90 %.
    const auto all = hl_ci(a, b, 0.9);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->low, -29);
    EXPECT_EQ(all->high, -7);
}

TEST(Shift, OfManyPairsIsThatOfAllDifferences) {
    const Sample a = noise(301, 1);
    const Sample b = noise(257, 2);
    Sample all;
    for (double x : a) {
        for (double y : b) all.push_back(x - y);
    }
    EXPECT_EQ(hl(a, b), median(all));
}

TEST(Shift, OfAHundredMillionPairsTakesNoMemoryForThem) {
    const Sample a = noise(10'000, 3);
    Sample b = noise(10'000, 3);
    for (double& x : b) x += 2.5;
    EXPECT_NEAR(*hl(a, b), -2.5, 1e-9);
    const auto interval = hl_ci(a, b, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_TRUE(interval->contains(-2.5));
}

TEST(Spearman, OfFewPerfectPointsClaimsNothing) {
    EXPECT_EQ(spearman(Sample{1, 2, 3}, Sample{9, 8, 2}), -1.0);
    EXPECT_EQ(spearman_p(Sample{1, 2, 3}, Sample{9, 8, 2}), std::nullopt);
}

// scipy.stats.chi2_contingency without correction, SciPy 1.17.1.
TEST(Homogeneity, AgreesWithSciPy) {
    const auto p = [](const Sample& a, const Sample& b) {
        return homogeneity_p(a, b).value_or(-1);
    };
    EXPECT_NEAR(p({10, 20, 30}, {30, 20, 10}), 4.539992976248486e-05, 1e-16);
    EXPECT_NEAR(p({5, 0, 7, 3}, {4, 1, 6, 9}), 0.31482981523109055, 1e-13);
    EXPECT_NEAR(p({12, 8}, {9, 11}), 0.34217761061304286, 1e-13);
    EXPECT_NEAR(p({12, 0, 8}, {9, 0, 11}), 0.34217761061304286, 1e-13);
}

TEST(Homogeneity, NeedsTwoCategoriesAndCounts) {
    EXPECT_FALSE(homogeneity_p(Sample{5}, Sample{5}));
    EXPECT_FALSE(homogeneity_p(Sample{5, 1}, Sample{0, 0}));
    EXPECT_FALSE(homogeneity_p(Sample{5, 1}, Sample{5}));
    EXPECT_FALSE(homogeneity_p(Sample{5, -1}, Sample{5, 1}));
}

TEST(Holm, IsMonotoneAndKeepsTheOrderGiven) {
    EXPECT_EQ(holm(Sample{0.5, 0.25, 0.125}), (Sample{0.5, 0.5, 0.375}));
    EXPECT_EQ(holm(Sample{}), Sample{});
    EXPECT_EQ(holm(Sample{0.5, kNan}), Sample{});
    EXPECT_EQ(holm(Sample{0.5, 1.5}), Sample{});
}

TEST(Trend, RefusesWorkWithoutEnd) {
    const Sample series = noise(100, 4);
    EXPECT_FALSE(trend_p(series, {.permutations = 4'000'000'000}));
    EXPECT_FALSE(trend_p(series, {.permutations = 10, .block = 0}));
    EXPECT_FALSE(trend_p(series, {.permutations = 10, .block = 100}));
    EXPECT_TRUE(trend_p(series, {.permutations = 10, .block = 99}));
}

TEST(Grid, RefusesSizesThatAreNoGrid) {
    const Sample cells = noise(12, 5);
    const auto huge = std::numeric_limits<std::size_t>::max();
    EXPECT_FALSE(interaction_p(cells, huge, 2));
    EXPECT_FALSE(interaction_p(cells, huge / 2 + 1, 2));
    EXPECT_FALSE(interaction_p(cells, 0, 12));
    EXPECT_FALSE(interaction_p(cells, 5, 2));
    EXPECT_TRUE(interaction_p(cells, 3, 4));
}

TEST(Op, UnknownNamesCountsAndParametersAreRefused) {
    const Samples one{{1, 2, 4}};
    EXPECT_FALSE(evaluate("mode", one, {}));
    EXPECT_FALSE(evaluate("", one, {}));
    EXPECT_FALSE(evaluate("mean", Samples{}, {}));
    EXPECT_FALSE(evaluate("acf1", Samples{{1, 2, 4}, {3, 1, 2}}, {}));
    EXPECT_FALSE(evaluate("welch_p", one, {}));
    EXPECT_FALSE(evaluate("kruskal_p", one, {}));
    EXPECT_FALSE(evaluate("quantile", one, {}));
    EXPECT_FALSE(evaluate("mean_ci", one, {}));
    EXPECT_FALSE(evaluate("trend_p", Samples{noise(20, 6)}, {}));
    EXPECT_FALSE(evaluate("interaction_p", Samples{noise(12, 6)}, {}));
    EXPECT_FALSE(evaluate_scalars("mean", Sample{1, 2}, {}));
    EXPECT_FALSE(evaluate_scalars("ratio", Sample{1, 2, 3}, {}));
    EXPECT_FALSE(evaluate_scalars("holm_p", Sample{0.5}, {}));
    EXPECT_FALSE(evaluate_scalars("holm_p", Sample{}, {.index = 0}));
}

TEST(Op, OneValueThatIsNotFiniteUndoesAll) {
    for (double bad : {kNan, kInfinity, -kInfinity}) {
        for (const char* op : {"count", "mean", "max", "median", "distinct", "hl", "mwu_p"}) {
            EXPECT_FALSE(evaluate(op, Samples{{1, 2, bad, 4}, {1, 2, 3}}, {})) << op;
            EXPECT_FALSE(evaluate(op, Samples{{1, 2, 3}, {bad}}, {})) << op;
        }
        EXPECT_FALSE(evaluate_scalars("difference", Sample{1, bad}, {}));
    }
}

TEST(Op, CountsAndComparesPooledSamples) {
    const Samples samples{{1, 2, 2}, {}, {3, -0.0, 0.0}};
    EXPECT_EQ(number("count", samples), 6);
    EXPECT_EQ(number("distinct", samples), 4);
    EXPECT_EQ(number("count", Samples{{}}), 0);
    EXPECT_EQ(number("count_if", samples, {.test = {{">=", 2.0}}}), 3);
    EXPECT_EQ(number("count_if", samples, {.test = {{"==", 0.0}}}), 2);
    EXPECT_EQ(number("count_if", samples, {.test = {{"!=", 2.0}}}), 4);
    EXPECT_EQ(number("count_if", samples, {.test = {{"=~", 2.0}}}), std::nullopt);
    EXPECT_EQ(number("count_if", Samples{{}}, {.test = {{"=~", 2.0}}}), std::nullopt);
    EXPECT_EQ(number("count_if", samples, {.test = {{"<", kNan}}}), std::nullopt);
    EXPECT_EQ(number("count_if", samples), std::nullopt);
    EXPECT_EQ(number("cell", Samples{{4.5}}), 4.5);
    EXPECT_EQ(number("cell", samples), std::nullopt);
}

TEST(Op, AGridMayComeCellByCell) {
    const Sample all = noise(24, 7);
    Samples cells;
    for (std::size_t i = 0; i < 24; i += 4) {
        cells.emplace_back(all.begin() + static_cast<long>(i),
                           all.begin() + static_cast<long>(i) + 4);
    }
    const OpParams params{.rows = 2, .columns = 3};
    EXPECT_EQ(number("interaction_p", cells, params), number("interaction_p", {all}, params));
    cells[0].push_back(1);
    cells[1].pop_back();
    EXPECT_EQ(number("interaction_p", cells, params), std::nullopt);
}

TEST(Op, ScalarsHaveNoValueOverZero) {
    EXPECT_EQ(scalar("difference", {5, 3}), 2);
    EXPECT_EQ(scalar("ratio", {5, 2}), 2.5);
    EXPECT_EQ(scalar("percent_change", {50, 40}), -20);
    EXPECT_EQ(scalar("share", {1, 8}), 12.5);
    EXPECT_EQ(scalar("ratio", {5, 0}), std::nullopt);
    EXPECT_EQ(scalar("ratio", {0, 0}), std::nullopt);
    EXPECT_EQ(scalar("percent_change", {0, 40}), std::nullopt);
    EXPECT_EQ(scalar("percent_change", {-5, 3}), std::nullopt);
    EXPECT_EQ(scalar("share", {0, 0}), std::nullopt);
}

}  // namespace
TEST(BlockMeans, AreThoseOfFullBlocks) {
    const std::vector<double> sample{1, 3, 5, 7, 9, 11, 100};
    EXPECT_EQ(block_means(sample, 2), (std::vector<double>{2, 6, 10}));
    EXPECT_EQ(block_means(sample, 3), (std::vector<double>{3, 9}));
    EXPECT_TRUE(block_means(sample, 8).empty());
    EXPECT_TRUE(block_means(sample, 0).empty());
}

TEST(BlockMeans, AnIntervalOverBlocksIsThatOfTheirMeans) {
    const std::vector<std::vector<double>> samples{{1, 3, 5, 7, 9, 12, 4, 2},
                                                   {2, 2, 6, 9, 1, 0, 3, 3}};
    const std::vector<std::vector<double>> means{block_means(samples[0], 2),
                                                 block_means(samples[1], 2)};
    for (const char* op : {"welch_ci", "paired_ci"}) {
        const auto blocked = evaluate(op, samples, {.level = 0.9, .block = 2});
        const auto direct = evaluate(op, means, {.level = 0.9});
        ASSERT_TRUE(blocked && direct) << op;
        EXPECT_EQ(*blocked, *direct) << op;
    }
}

TEST(Ratio, MayBeRaisedAndMultiplied) {
    const std::vector<double> numbers{3, 2};
    EXPECT_EQ(std::get<double>(*evaluate_scalars("ratio", numbers, {})), 1.5);
    EXPECT_EQ(std::get<double>(*evaluate_scalars("ratio", numbers, {.power = 2, .times = 16})), 36);
}

}  // namespace chimera::stats
