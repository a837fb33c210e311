// SPDX-License-Identifier: Apache-2.0
// What must not depend on how a folder happens to be written: the order of its files, the names of
// its models, the scale of a metric. The same claims are made of the same things.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"
#include "planted/findings.h"
#include "planted/scenes.h"

namespace chimera::planted {
namespace {

const std::size_t kSeeds = replicates(20);

// A file a model in two folders, named so that they are read in this order.
std::vector<std::string> meanings_of_files(const RaceFolder& made, std::vector<std::size_t> order) {
    const test::TempFolder folder;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Table part = rows_with(made.table, made.names.model, made.names.models[order[i]]);
        folder.write(fmt::format("{}/file-{}.csv", i % 2 == 0 ? "left" : "right", i), as_csv(part));
    }
    return meanings_of(draft_of(folder.root()));
}

RaceFolder some_race(std::uint64_t seed) {
    Rng rng(seed);
    return race({.models = 4, .rows = 12, .shift = 4, .shifted = 2}, rng);
}

TEST(Metamorphic, TheOrderOfTheFilesDoesNotMatter) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const RaceFolder made = some_race(5'000 + seed);
        EXPECT_EQ(meanings_of_files(made, {0, 1, 2, 3}), meanings_of_files(made, {2, 3, 0, 1}))
            << seed;
    }
}

std::vector<std::string> meanings_of_table(const Table& table) {
    const test::TempFolder folder;
    folder.write("runs.csv", as_csv(table));
    return meanings_of(draft_of(folder.root()));
}

TEST(Metamorphic, ModelsByOtherNamesAreTheSameModels) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const RaceFolder made = some_race(5'100 + seed);
        const auto before = meanings_of_table(made.table);
        Table table = made.table;
        for (auto& row : table.rows) {
            for (Cell& cell : row) {
                // One letter more at the end of each keeps their order.
                for (const std::string& model : made.names.models) {
                    if (cell.text == model) cell.text += "x";
                }
            }
        }
        auto after = meanings_of_table(table);
        for (std::string& text : after) {
            for (const std::string& model : made.names.models)
                text = replace_all(text, model + "x", model);
        }
        std::sort(after.begin(), after.end());
        EXPECT_EQ(before, after) << seed;
    }
}

TEST(Metamorphic, TenTimesTheThroughputChangesNoVerdict) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const RaceFolder made = some_race(5'200 + seed);
        Table table = made.table;
        const auto rate = static_cast<std::size_t>(
            std::find(table.header.begin(), table.header.end(), made.names.rate) -
            table.header.begin());
        for (auto& row : table.rows)
            row[rate] = num(10 * parse_double(row[rate].text).value_or(0), 2);
        EXPECT_EQ(meanings_of_table(made.table), meanings_of_table(table)) << seed;
    }
}

}  // namespace
}  // namespace chimera::planted
