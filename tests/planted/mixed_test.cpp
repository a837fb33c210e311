// SPDX-License-Identifier: Apache-2.0
// The whole program on folders of more than one make, and how its work grows with a folder.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "planted/findings.h"
#include "planted/scenes.h"
#include "support/program.h"

namespace chimera::planted {
namespace {

namespace fs = std::filesystem;
using test::run;

// A report of the folder beside it, and whether it verifies.
void expect_verified(const std::string& root, const std::string& out) {
    ASSERT_EQ(run(fmt::format("report '{}' -o '{}' --reproducible --force", root, out)), 0);
    EXPECT_EQ(run(fmt::format("verify '{}/report.md' '{}'", out, root)), 0);
}

TEST(Mixed, BothExampleCorporaSideBySideVerify) {
    const test::TempFolder folder;
    fs::create_directories(folder.path("in"));
    for (const char* corpus : {"chimera-101", "formats"}) {
        fs::copy(fs::path(CHIMERA_SOURCE_DIR) / "examples" / corpus, folder.path("in/") + corpus,
                 fs::copy_options::recursive);
    }
    expect_verified(folder.path("in"), folder.path("out"));
}

TEST(Mixed, APlantedRaceAndSweepVerify) {
    for (std::size_t seed = 1; seed <= replicates(8); ++seed) {
        const test::TempFolder folder;
        const test::TempFolder out;
        Rng rng(6'000 + seed);
        const Noise noise = kNoises[seed % kNoises.size()];
        const RaceFolder models = race({.models = 3, .noise = noise, .shift = 3}, rng);
        write_table(folder, models.table, {"race", models.names.model, models.names.models}, rng);
        const GridFolder settings = grid({.levels = {2, 3}, .repeats = 8, .shift = -3}, rng);
        write_table(folder, settings.table, {.stem = "sweep"}, rng);
        expect_verified(folder.root(), out.root());
        if (HasFailure()) FAIL() << seed;
    }
}

// So many nights of four models each, a file a night and model.
Draft draft_of_nights(std::size_t nights) {
    const test::TempFolder folder;
    Rng rng(6'100);
    const Names names = draw_names(4, rng);
    for (std::size_t night = 0; night < nights; ++night) {
        Table table{.header = {names.model, names.suite, names.rate, names.wait}, .rows = {}};
        for (std::size_t i = 0; i < 48; ++i) {
            table.rows.push_back({word(names.models[i % 4]), word(fmt::format("night-{}", night)),
                                  num(normal(rng, kRate, kRateSd), 2),
                                  num(normal(rng, kWait, kWaitSd), 1)});
        }
        folder.write(fmt::format("night-{}.csv", night), as_csv(table));
    }
    return draft_of(folder.root());
}

TEST(Growth, TwiceTheFilesIsTwiceTheWork) {
    const Draft one = draft_of_nights(10);
    const Draft two = draft_of_nights(20);
    const Draft four = draft_of_nights(40);
    const auto facts = [](const Draft& draft) { return static_cast<double>(draft.facts.size()); };
    fmt::print("growth: {} facts, {} and {} of 10, 20 and 40 files\n", one.facts.size(),
               two.facts.size(), four.facts.size());
    EXPECT_LE(facts(two), 2.2 * facts(one));
    EXPECT_LE(facts(four), 4.4 * facts(one));
    const auto claims = [](const Draft& draft) {
        return static_cast<double>(draft.propositions.size());
    };
    EXPECT_LE(claims(four), 4.4 * claims(one));
}

}  // namespace
}  // namespace chimera::planted
