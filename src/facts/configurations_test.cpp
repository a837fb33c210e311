// SPDX-License-Identifier: Apache-2.0
// Which sweeps have configurations that may be ranked, and what is said of them.
#include "facts/configurations.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.h"
#include "facts/analyse.h"
#include "facts/records_for_test.h"

namespace chimera::facts {
namespace {

using Rows = std::vector<RowForTest>;

// Three levels of one setting and two of another, `repeats` rows each in shuffled order; the value
// of the last is `gap` above the others.
Rows sweep_rows(const std::string& metric, std::size_t repeats, double gap, Rng& rng) {
    Rows rows;
    for (const double layers : {0, 20, 40}) {
        for (const double threads : {4, 8}) {
            for (std::size_t i = 0; i < repeats; ++i) {
                const double more = layers == 40 && threads == 8 ? gap : 0;
                const std::map<std::string, double> cells{{"n_gpu_layers", layers},
                                                          {"n_threads", threads},
                                                          {metric, normal(rng, 100 + more, 1)}};
                rows.push_back({"m:1", cells, ""});
            }
        }
    }
    shuffle(rows, rng);
    return rows;
}

Draft draft_of(const Rows& rows) {
    model::RecordSet records;
    add_table(records, "a.csv", "a", rows);
    return analyse(records, {.reproducible = true});
}

std::vector<Proposition> winners(const Draft& draft) {
    std::vector<Proposition> out;
    for (const Proposition& found : draft.propositions) {
        if (found.kind == "best" && found.arguments.contains("parameters")) out.push_back(found);
    }
    return out;
}

const Fact& fact_at(const Draft& draft, const Proposition& found, const std::string& name) {
    return draft.facts[std::get<FactId>(found.arguments.at(name)) - 1];
}

TEST(Configurations, TheBestOfThemIsNamedWithItsSettings) {
    Rng rng(1);
    const Draft draft = draft_of(sweep_rows("tokens_s", 8, 10, rng));
    const auto found = winners(draft);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(found[0].arguments.contains("tied"));
    const Fact& winner = fact_at(draft, found[0], "winner");
    EXPECT_EQ(winner.scope.at("n_gpu_layers"), "40");
    EXPECT_EQ(winner.scope.at("n_threads"), "8");
    EXPECT_EQ(winner.n, 8U);
    EXPECT_EQ(fact_at(draft, found[0], "of").n, 48U);
    EXPECT_EQ(std::get<std::vector<FactId>>(found[0].arguments.at("intervals")).size(), 5U);
    EXPECT_EQ(std::get<NameSlot>(found[0].slots.at("settings")).name,
              "n_gpu_layers=40, n_threads=8");
}

TEST(Configurations, EqualOnesAreTied) {
    Rng rng(2);
    const auto found = winners(draft_of(sweep_rows("tokens_s", 8, 0, rng)));
    ASSERT_EQ(found.size(), 1U);
    ASSERT_TRUE(found[0].arguments.contains("tied"));
    EXPECT_EQ(std::get<std::vector<FactId>>(found[0].arguments.at("tied")).size(), 5U);
}

TEST(Configurations, OneRowEachIsNoRanking) {
    Rng rng(3);
    const Draft draft = draft_of(sweep_rows("tokens_s", 1, 10, rng));
    EXPECT_TRUE(winners(draft).empty());
}

TEST(Configurations, ALatencyOfTwoRowsEachMayHideAColdStart) {
    Rng rng(4);
    EXPECT_TRUE(winners(draft_of(sweep_rows("ttft_s", 2, -50, rng))).empty());
    EXPECT_EQ(winners(draft_of(sweep_rows("ttft_s", 8, -50, rng))).size(), 1U);
}

TEST(Configurations, AColdStartAmongTheRepeatsLeavesMedians) {
    Rng rng(5);
    Rows rows = sweep_rows("ttft_s", 9, -50, rng);
    rows.front().cells["ttft_s"] = 900;
    const Draft draft = draft_of(rows);
    for (const Proposition& found : winners(draft)) {
        EXPECT_EQ(fact_at(draft, found, "winner").statistic, "median");
        EXPECT_EQ(fact_at(draft, found, "interval").op, "hl_ci");
    }
    EXPECT_EQ(winners(draft).size(), 1U);
}

TEST(Configurations, RowsThatLeanOnTheirNeighboursAreNoRepeats) {
    Rng rng(6);
    Rows rows = sweep_rows("tokens_s", 10, 0, rng);
    double drift = 0;
    for (RowForTest& row : rows) {
        drift += normal(rng, 0, 3);
        row.cells["tokens_s"] = 100 + drift;
    }
    EXPECT_TRUE(winners(draft_of(rows)).empty());
}

TEST(Configurations, ArmsOfOtherPromptsAreNotRanked) {
    Rng rng(7);
    Rows rows = sweep_rows("tokens_s", 8, 10, rng);
    for (RowForTest& row : rows) {
        row.cells["prompt_length"] = row.cells["n_threads"] == 8 ? 900 : 100;
    }
    EXPECT_TRUE(winners(draft_of(rows)).empty());
}

}  // namespace
}  // namespace chimera::facts
