// SPDX-License-Identifier: Apache-2.0
#include "facts/error_budget.h"

#include <gtest/gtest.h>

namespace chimera::facts {
namespace {

// The error of the whole report is spent, and no more.
double spent(const ErrorBudget& budget) {
    double out = 0;
    for (const Compared kind : {Compared::kSeries, Compared::kSettings, Compared::kStored,
                                Compared::kConfigurations, Compared::kOccasions}) {
        const auto count = static_cast<double>(budget.counts[static_cast<std::size_t>(kind)]);
        out += count * (1 - budget.level(kind));
    }
    return out;
}

TEST(ErrorBudget, OneKindHasItAll) {
    const ErrorBudget budget{{6, 0, 0}};
    EXPECT_DOUBLE_EQ(budget.level(Compared::kSeries), 1 - 0.05 / 6);
    const ErrorBudget stored{{0, 0, 5}};
    EXPECT_DOUBLE_EQ(stored.level(Compared::kStored), 0.99);
}

TEST(ErrorBudget, SeriesHaveHalfOfItBesideTheOthers) {
    const ErrorBudget budget{{5, 50, 500}};
    EXPECT_DOUBLE_EQ(budget.level(Compared::kSeries), 1 - 0.025 / 5);
    EXPECT_DOUBLE_EQ(budget.level(Compared::kSettings), 1 - 0.0125 / 50);
    EXPECT_DOUBLE_EQ(budget.level(Compared::kStored), 1 - 0.0125 / 500);
}

TEST(ErrorBudget, IsSpentOnce) {
    for (const ErrorBudget& budget :
         {ErrorBudget{{1, 0, 0}}, ErrorBudget{{3, 0, 7}}, ErrorBudget{{0, 24, 22}},
          ErrorBudget{{26, 24, 22}}, ErrorBudget{{26, 24, 22, 8}}, ErrorBudget{{0, 3, 0, 8}},
          ErrorBudget{{3, 0, 0, 0, 12}}}) {
        EXPECT_NEAR(spent(budget), 0.05, 1e-12);
    }
    EXPECT_EQ(spent(ErrorBudget{}), 0);
}

TEST(ErrorBudget, ManySettingsDoNotWidenTheSeriesFurther) {
    const ErrorBudget few{{3, 1, 0}};
    const ErrorBudget many{{3, 400, 0}};
    EXPECT_EQ(few.level(Compared::kSeries), many.level(Compared::kSeries));
}

}  // namespace
}  // namespace chimera::facts
