// SPDX-License-Identifier: Apache-2.0
// Every case of tests/reference/*.json, through the op table, to 1e-10 relative.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "stats/op.h"

namespace chimera::stats {
namespace {

using nlohmann::json;

json read_reference(const std::string& name) {
    std::ifstream file(std::string(CHIMERA_SOURCE_DIR) + "/tests/reference/" + name);
    return json::parse(file);
}

template <typename T>
void set(const json& params, const char* key, std::optional<T>& value) {
    if (params.contains(key)) value = params[key].get<T>();
}

OpParams params_of(const json& params) {
    OpParams result;
    set(params, "p", result.p);
    set(params, "level", result.level);
    set(params, "seed", result.seed);
    set(params, "permutations", result.permutations);
    set(params, "block", result.block);
    set(params, "rows", result.rows);
    set(params, "columns", result.columns);
    set(params, "index", result.index);
    return result;
}

std::optional<Outcome> outcome_of(const json& all, const json& one) {
    const OpParams params = params_of(one["params"]);
    const auto op = one["op"].get<std::string>();
    if (one.contains("numbers")) {
        return evaluate_scalars(op, one["numbers"].get<std::vector<double>>(), params);
    }
    std::vector<std::vector<double>> samples;
    for (const auto& name : one["samples"]) {
        samples.push_back(all["samples"][name.get<std::string>()].get<std::vector<double>>());
    }
    return evaluate(op, samples, params);
}

void expect_close(double got, double expected, double scale, const std::string& what) {
    EXPECT_LE(std::fabs(got - expected), 1e-10 * std::max(std::fabs(expected), scale))
        << what << "\n  got " << got << ", expected " << expected;
}

void expect_outcome(const std::optional<Outcome>& got, const json& expected,
                    const std::string& what) {
    ASSERT_EQ(got.has_value(), !expected.is_null()) << what;
    if (!got) return;
    if (expected.is_number()) {
        ASSERT_TRUE(std::holds_alternative<double>(*got)) << what;
        expect_close(std::get<double>(*got), expected.get<double>(), 0, what);
        return;
    }
    using Pair = std::pair<double, double>;
    ASSERT_TRUE(std::holds_alternative<Pair>(*got)) << what;
    const auto [low, high] = std::get<Pair>(*got);
    // An end of an interval may lie next to 0 by chance; its error is measured by the width too.
    const double width = expected[1].get<double>() - expected[0].get<double>();
    expect_close(low, expected[0].get<double>(), width, what);
    expect_close(high, expected[1].get<double>(), width, what);
}

class Reference : public testing::TestWithParam<const char*> {};

TEST_P(Reference, EveryCaseAgrees) {
    const json all = read_reference(GetParam());
    ASSERT_GT(all["cases"].size(), 50U);
    for (const auto& one : all["cases"]) {
        expect_outcome(outcome_of(all, one), one["expected"], one.dump());
    }
}

INSTANTIATE_TEST_SUITE_P(Files, Reference,
                         testing::Values("summary.json", "interval.json", "rank_test.json",
                                         "trend.json"),
                         [](const auto& each) {
                             const std::string name = each.param;
                             return name.substr(0, name.find('.'));
                         });

TEST(ReferenceFiles, CoverEveryOpThatTakesAnArgumentOfTheLibrary) {
    std::set<std::string> seen;
    for (const char* name : {"summary.json", "interval.json", "rank_test.json", "trend.json"}) {
        const json all = read_reference(name);
        for (const auto& one : all["cases"]) {
            if (!one["expected"].is_null()) seen.insert(one["op"].get<std::string>());
        }
    }
    for (const char* op : {"count",
                           "distinct",
                           "sum",
                           "mean",
                           "median",
                           "min",
                           "max",
                           "range",
                           "quantile",
                           "quantile_nearest",
                           "sd",
                           "cv",
                           "sd_pop",
                           "mad",
                           "acf1",
                           "mean_ci",
                           "welch_ci",
                           "welch_p",
                           "paired_ci",
                           "paired_p",
                           "ratio_ci",
                           "percent_ci",
                           "hl",
                           "hl_ci",
                           "mwu_p",
                           "spearman",
                           "spearman_p",
                           "slope",
                           "kruskal_p",
                           "brown_forsythe_p",
                           "holm_p",
                           "trend_p",
                           "interaction_p",
                           "welch_ci_stats",
                           "welch_p_stats"}) {
        EXPECT_TRUE(seen.contains(op)) << op;
    }
}

}  // namespace
}  // namespace chimera::stats
