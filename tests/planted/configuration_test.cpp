// SPDX-License-Identifier: Apache-2.0
// Sweeps that run each configuration several times: the one that is planted above the others is
// found, and where none is the report names no best one but in its share of folders.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "core/decimal.h"
#include "planted/findings.h"
#include "planted/scenes.h"

namespace chimera::planted {
namespace {

constexpr double kMostFalse = 0.05;
constexpr double kLeastPower = 0.7;

// Directional claims about configurations, the rest of the report aside.
std::vector<const Proposition*> winners(const Draft& draft) {
    auto out = of_kind(draft, "best", "tokens_s");
    std::erase_if(out, [](const Proposition* found) {
        return !found->arguments.contains("parameters") || found->arguments.contains("tied");
    });
    return out;
}

// The cells of a grid of three by two settings in eight repeats, one of which is faster by `shift`
// deviations.
struct Sweep {
    Table table;
    std::string column;
    std::string level;
};
Sweep sweep_of(double shift, bool shuffled, Rng& rng) {
    const GridFolder made = grid({.levels = {3, 2}, .repeats = 8, .shuffled = shuffled}, rng);
    Sweep out{made.table, made.settings[0], made.levels[0].back()};
    const auto at = [&](const std::string& name) {
        const auto found = std::find(out.table.header.begin(), out.table.header.end(), name);
        return static_cast<std::size_t>(found - out.table.header.begin());
    };
    for (auto& row : out.table.rows) {
        const bool is_it = row[at(made.settings[0])].text == out.level &&
                           row[at(made.settings[1])].text == made.levels[1].front();
        Cell& rate = row[at(made.names.rate)];
        if (is_it) rate = num(*parse_double(rate.text) + shift * kRateSd, 2);
    }
    return out;
}

TEST(Configurations, APlantedBestOneIsFound) {
    const std::size_t n = replicates(100);
    std::atomic<std::size_t> wrong{0};
    const std::size_t found =
        count_replicates({n, 41}, [&](const test::TempFolder& folder, Rng& rng) {
            const Sweep made = sweep_of(3, below(rng, 2) == 0, rng);
            write_table(folder, made.table, {.stem = "sweep"}, rng);
            const Draft draft = draft_of(folder.root());
            const auto claims = winners(draft);
            for (const Proposition* claim : claims) {
                const auto winner = facts_in(draft, *claim, "winner");
                if (scope_in(*winner.at(0), made.column) != made.level) ++wrong;
            }
            return !claims.empty();
        });
    const double power = static_cast<double>(found) / static_cast<double>(n);
    fmt::print("power, a configuration: {:.3f}; wrong in {}\n", power, wrong.load());
    EXPECT_GT(power, kLeastPower);
    EXPECT_LE(wrong.load(), most_of(n, kMostFalse));
}

class NullSweep : public testing::TestWithParam<Noise> {};

TEST_P(NullSweep, NoConfigurationIsBest) {
    const std::size_t n = replicates(200);
    const std::size_t claimed =
        count_replicates({n, 42}, [&](const test::TempFolder& folder, Rng& rng) {
            const GridFolder made = grid({.levels = {3, 2},
                                          .repeats = 3 + below(rng, 8),
                                          .noise = GetParam(),
                                          .shuffled = below(rng, 2) == 0},
                                         rng);
            write_table(folder, made.table, {.stem = "sweep"}, rng);
            return !winners(draft_of(folder.root())).empty();
        });
    fmt::print("null data, configurations, {}: {} of {}\n", noise_name(GetParam()), claimed, n);
    EXPECT_LE(claimed, most_of(n, kMostFalse));
}

INSTANTIATE_TEST_SUITE_P(Planted, NullSweep, testing::ValuesIn(kNoises),
                         [](const auto& of) { return std::string(noise_name(of.param)); });

}  // namespace
}  // namespace chimera::planted
