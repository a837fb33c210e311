// SPDX-License-Identifier: Apache-2.0
// Shift, scale and permutation over every estimator, and what holds of every interval and p value.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "stats/interval.h"
#include "stats/op.h"
#include "stats/summary.h"

namespace chimera::stats {
namespace {

using Sample = std::vector<double>;
using Samples = std::vector<Sample>;
using Pair = std::pair<double, double>;

// How an op answers when every value x of all samples becomes shift + scale x, scale > 0.
enum class Law { kLocation, kDifference, kSpread, kSquareFree, kTotal, kRatio };

struct Property {
    const char* op;
    std::size_t samples;
    Law law;
    bool ordered = false;  // the order of a sample's values matters
    bool paired = false;   // both samples have one length
};

constexpr Property kProperties[] = {
    {"mean", 1, Law::kLocation},
    {"median", 1, Law::kLocation},
    {"min", 1, Law::kLocation},
    {"max", 1, Law::kLocation},
    {"quantile", 1, Law::kLocation},
    {"quantile_nearest", 1, Law::kLocation},
    {"mean_ci", 1, Law::kLocation},
    {"range", 1, Law::kSpread},
    {"sd", 1, Law::kSpread},
    {"sd_pop", 1, Law::kSpread},
    {"mad", 1, Law::kSpread},
    {"sum", 1, Law::kTotal},
    {"cv", 1, Law::kRatio},
    {"ratio_ci", 2, Law::kRatio},
    {"percent_ci", 2, Law::kRatio},
    {"count", 1, Law::kSquareFree},
    {"distinct", 1, Law::kSquareFree},
    {"acf1", 1, Law::kSquareFree, true},
    {"trend_p", 1, Law::kSquareFree, true},
    {"welch_ci", 2, Law::kDifference},
    {"hl", 2, Law::kDifference},
    {"hl_ci", 2, Law::kDifference},
    {"paired_ci", 2, Law::kDifference, true, true},
    {"paired_p", 2, Law::kSquareFree, true, true},
    {"slope", 2, Law::kSquareFree, true, true},
    {"spearman", 2, Law::kSquareFree, true, true},
    {"spearman_p", 2, Law::kSquareFree, true, true},
    {"welch_p", 2, Law::kSquareFree},
    {"mwu_p", 2, Law::kSquareFree},
    {"kruskal_p", 3, Law::kSquareFree},
    {"brown_forsythe_p", 3, Law::kSquareFree},
    {"interaction_p", 1, Law::kSquareFree, true},
};

constexpr const char* kIntervals[] = {"mean_ci",  "welch_ci",   "paired_ci",
                                      "ratio_ci", "percent_ci", "hl_ci"};

// Integers: ties are common, and shifts and scales by integers are exact, so that they cannot make
// or break a tie.
Sample arbitrary_sample(std::size_t size) {
    Sample sample;
    for (std::size_t i = 0; i < size; ++i) sample.push_back(*rc::gen::inRange(-60, 400));
    return sample;
}

Samples arbitrary_samples(const Property& property) {
    const auto size = *rc::gen::inRange<std::size_t>(0, 26);
    Samples samples;
    for (std::size_t i = 0; i < property.samples; ++i) {
        const auto own = *rc::gen::inRange<std::size_t>(0, 26);
        samples.push_back(arbitrary_sample(property.paired ? size : own));
    }
    if (std::string(property.op) == "interaction_p") samples[0].resize(12, 1.5);
    return samples;
}

OpParams params_at(double level) {
    return {.p = 0.3,
            .level = level,
            .seed = 5,
            .permutations = 19,
            .rows = 3,
            .columns = 4,
            .index = 0,
            .test = std::nullopt};
}

Pair ends(const Outcome& outcome) {
    if (const auto* value = std::get_if<double>(&outcome)) return {*value, *value};
    return std::get<Pair>(outcome);
}

Samples changed(Samples samples, double shift, double scale) {
    for (auto& sample : samples) {
        for (double& x : sample) x = shift + scale * x;
    }
    return samples;
}

double predicted(double value, Law law, double shift, double scale, std::size_t n) {
    switch (law) {
        case Law::kLocation: return shift + scale * value;
        case Law::kDifference:
        case Law::kSpread: return scale * value;
        case Law::kTotal: return scale * value + shift * static_cast<double>(n);
        case Law::kSquareFree:
        case Law::kRatio: return value;
    }
    return value;
}

void expect_near(double got, double expected, double size, const char* op) {
    RC_LOG() << op << ": got " << got << ", expected " << expected << '\n';
    RC_ASSERT(std::fabs(got - expected) <= 1e-9 * std::max({1.0, std::fabs(expected), size}));
}

class EveryEstimator : public testing::TestWithParam<Property> {};

TEST_P(EveryEstimator, FollowsShiftAndScale) {
    const Property property = GetParam();
    EXPECT_TRUE(rc::check(property.op, [property] {
        const Samples samples = arbitrary_samples(property);
        const double scale = *rc::gen::inRange(1, 9);
        const bool shifts = property.law != Law::kRatio;
        const double shift = shifts ? static_cast<double>(*rc::gen::inRange(-500, 500)) : 0.0;
        const auto before = evaluate(property.op, samples, params_at(0.9));
        const auto after = evaluate(property.op, changed(samples, shift, scale), params_at(0.9));
        RC_ASSERT(before.has_value() == after.has_value());
        if (!before) return;
        const std::size_t n = samples[0].size();
        const auto [low, high] = ends(*before);
        const double size = 4000;
        expect_near(ends(*after).first, predicted(low, property.law, shift, scale, n), size,
                    property.op);
        expect_near(ends(*after).second, predicted(high, property.law, shift, scale, n), size,
                    property.op);
    }));
}

TEST_P(EveryEstimator, IsFiniteAndIgnoresAnOrderThatMeansNothing) {
    const Property property = GetParam();
    EXPECT_TRUE(rc::check(property.op, [property] {
        Samples samples = arbitrary_samples(property);
        const auto before = evaluate(property.op, samples, params_at(0.9));
        if (before) {
            RC_ASSERT(std::isfinite(ends(*before).first));
            RC_ASSERT(ends(*before).first <= ends(*before).second);
        }
        if (before && std::string(property.op).ends_with("_p")) {
            RC_ASSERT(ends(*before).first >= 0 && ends(*before).first <= 1);
        }
        if (property.ordered) return;
        for (auto& sample : samples) std::reverse(sample.begin(), sample.end());
        const auto after = evaluate(property.op, samples, params_at(0.9));
        RC_ASSERT(before.has_value() == after.has_value());
        if (!before) return;
        expect_near(ends(*after).first, ends(*before).first, 0, property.op);
        expect_near(ends(*after).second, ends(*before).second, 0, property.op);
    }));
}

INSTANTIATE_TEST_SUITE_P(Ops, EveryEstimator, testing::ValuesIn(kProperties),
                         [](const auto& each) { return std::string(each.param.op); });

std::optional<double> estimate(const std::string& op, const Samples& samples) {
    const auto a = mean(samples[0]);
    if (op == "mean_ci") return a;
    if (op == "hl_ci") return hl(samples[0], samples[1]);
    const auto b = mean(samples[1]);
    if (!a || !b) return std::nullopt;
    if (op == "ratio_ci") return *a / *b;
    if (op == "percent_ci") return 100 * (*a / *b - 1);
    return *a - *b;
}

class EveryInterval : public testing::TestWithParam<const char*> {};

TEST_P(EveryInterval, ContainsItsEstimateAndGrowsWithItsLevel) {
    const std::string op = GetParam();
    EXPECT_TRUE(rc::check(op, [op] {
        const Property shape{"", op == "mean_ci" ? 1U : 2U, Law::kLocation, true,
                             op == "paired_ci"};
        const Samples samples = arbitrary_samples(shape);
        const auto narrow = evaluate(op, samples, params_at(0.8));
        const auto wide = evaluate(op, samples, params_at(0.99));
        if (wide) RC_ASSERT(narrow.has_value());
        if (!narrow) return;
        const auto value = estimate(op, samples);
        RC_ASSERT(value.has_value());
        const double slack = 1e-12 * std::max(1.0, std::fabs(*value));
        RC_ASSERT(ends(*narrow).first <= *value + slack);
        RC_ASSERT(*value - slack <= ends(*narrow).second);
        if (!wide) return;
        RC_ASSERT(ends(*wide).first <= ends(*narrow).first);
        RC_ASSERT(ends(*narrow).second <= ends(*wide).second);
    }));
}

TEST_P(EveryInterval, TurnsAroundWithItsSamples) {
    const std::string op = GetParam();
    if (op == "mean_ci" || op == "ratio_ci" || op == "percent_ci") return;
    EXPECT_TRUE(rc::check(op, [op] {
        const Property shape{"", 2, Law::kLocation, true, op == "paired_ci"};
        Samples samples = arbitrary_samples(shape);
        const auto forth = evaluate(op, samples, params_at(0.9));
        std::swap(samples[0], samples[1]);
        const auto back = evaluate(op, samples, params_at(0.9));
        RC_ASSERT(forth.has_value() == back.has_value());
        if (!forth) return;
        expect_near(ends(*back).first, -ends(*forth).second, 0, op.c_str());
        expect_near(ends(*back).second, -ends(*forth).first, 0, op.c_str());
    }));
}

INSTANTIATE_TEST_SUITE_P(Ops, EveryInterval, testing::ValuesIn(kIntervals),
                         [](const auto& each) { return std::string(each.param); });

TEST(EveryOp, NeverGivesWhatIsNotFinite) {
    EXPECT_TRUE(rc::check("any doubles", [] {
        const auto a = *rc::gen::arbitrary<Sample>();
        const auto b = *rc::gen::arbitrary<Sample>();
        for (const Property& property : kProperties) {
            Samples samples{a, b, a};
            samples.resize(property.samples);
            const auto outcome = evaluate(property.op, samples, params_at(0.95));
            if (!outcome) continue;
            RC_ASSERT(std::isfinite(ends(*outcome).first));
            RC_ASSERT(std::isfinite(ends(*outcome).second));
        }
    }));
}

}  // namespace
}  // namespace chimera::stats
