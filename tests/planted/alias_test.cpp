// SPDX-License-Identifier: Apache-2.0
// Folders in which something else moves with what is compared. The report must say `confounded` of
// it, in every one of twenty, and must not claim the difference that a naive reader would see.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "planted/findings.h"
#include "planted/scenes.h"

namespace chimera::planted {
namespace {

const std::size_t kSeeds = replicates(20);

std::string all_of(const Draft& draft) {
    std::string out;
    for (const std::string& text : meanings_of(draft)) {
        const bool matters = !text.starts_with("statement") && !text.starts_with("count");
        if (matters) out += "\n  " + text;
    }
    return out;
}

// A `confounded` of this factor, and of this alias where one is asked for.
bool is_confounded(const Draft& draft, const std::string& factor, const std::string& alias = "") {
    const auto all = of_kind(draft, "confounded");
    return std::any_of(all.begin(), all.end(), [&](const Proposition* found) {
        if (last_segment(text_in(*found, "factor")) != factor) return false;
        return alias.empty() || last_segment(text_in(*found, "alias")) == alias;
    });
}

std::size_t effects_of(const Draft& draft, const std::string& setting) {
    const auto all = of_kind(draft, "effect");
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Proposition* found) {
            return last_segment(text_in(*found, "parameter")) == setting;
        }));
}

// Claims by this metric that put one thing above another.
std::size_t sides_taken(const Draft& draft, const std::string& metric) {
    const auto all = directional(draft);
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(),
        [&](const Proposition* found) { return metric_of(draft, *found) == metric; }));
}

struct Nested {
    std::vector<Setting> settings;  // the inner one last
    std::vector<std::string> models;
    Table table;
};

// A sweep by three nested loops in which a change of one of the outer settings loads the model
// again, so that the next request waits for seconds: always one of the inner setting's first level.
Nested nested_sweep(const Names& names, Rng& rng) {
    Nested out{.settings = draw_settings({3, 2, 2 + below(rng, 2)}, rng),
               .models = names.models,
               .table = {}};
    out.table.header = {names.model, names.suite, names.rate, names.wait};
    for (const Setting& setting : out.settings) out.table.header.push_back(setting.column);
    for (const std::string& model : names.models) {
        for (const std::string& outer : out.settings[0].levels) {
            for (const std::string& middle : out.settings[1].levels) {
                for (const std::string& inner : out.settings[2].levels) {
                    const bool first = inner == out.settings[2].levels.front();
                    const double wait = first ? normal(rng, 5200, 300) : normal(rng, 180, 9);
                    out.table.rows.push_back({word(model),
                                              word(names.task),
                                              num(normal(rng, kRate, kRateSd), 2),
                                              num(wait, 1),
                                              {outer, true},
                                              {middle, true},
                                              {inner, true}});
                }
            }
        }
    }
    out.table = with_columns_shuffled(out.table, rng);
    return out;
}

TEST(Alias, TheInnerSettingOfANestedSweepMeetsEveryReload) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(3'000 + seed);
        const Names names = draw_names(1 + below(rng, 3), rng);
        const Nested made = nested_sweep(names, rng);
        write_table(folder, made.table, {"grid", names.model, names.models}, rng);
        const Draft draft = draft_of(folder.root());
        const std::string& inner = made.settings[2].column;
        EXPECT_TRUE(is_confounded(draft, inner)) << seed << all_of(draft);
        EXPECT_EQ(effects_of(draft, inner), 0U) << seed << all_of(draft);
    }
}

TEST(Alias, AColumnThatMovesExactlyWithASetting) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(3'100 + seed);
        const Names names = draw_names(1, rng);
        const auto settings = draw_settings({2, 2, 2}, rng);
        Table table{.header = {names.model, names.suite, names.rate, names.wait}, .rows = {}};
        for (const Setting& setting : settings) table.header.push_back(setting.column);
        for (std::size_t i = 0; i < 40; ++i) {
            const std::size_t moved = i / 20;
            const std::size_t free = i / 10 % 2;
            const double rate = normal(rng, kRate, kRateSd) + (moved == 1 ? 12 : 0);
            table.rows.push_back({word(names.models[0]),
                                  word(names.task),
                                  num(rate, 2),
                                  num(normal(rng, kWait, kWaitSd), 1),
                                  {settings[0].levels[moved], true},
                                  {settings[1].levels[moved], true},
                                  {settings[2].levels[free], true}});
        }
        write_table(folder, with_columns_shuffled(table, rng), {.stem = "grid"}, rng);
        const Draft draft = draft_of(folder.root());
        for (const std::size_t s : {0U, 1U}) {
            const std::string& factor = settings[s].column;
            EXPECT_TRUE(is_confounded(draft, factor, settings[1 - s].column) ||
                        is_confounded(draft, settings[1 - s].column, factor))
                << seed << all_of(draft);
            EXPECT_EQ(effects_of(draft, factor), 0U) << seed << all_of(draft);
        }
    }
}

TEST(Alias, LongerAnswersTakeLonger) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(3'200 + seed);
        const Names names = draw_names(2, rng);
        Table table{.header = {names.model, names.suite, names.rate, names.latency, names.length},
                    .rows = {}};
        for (std::size_t i = 0; i < 60; ++i) {
            const std::size_t m = i % 2;
            const double rate = normal(rng, kRate, kRateSd);
            const double length = std::round(m == 0 ? normal(rng, 120, 8) : normal(rng, 260, 15));
            table.rows.push_back({word(names.models[m]), word(names.task), num(rate, 2),
                                  num(length / rate + 0.2, 3), num(length, 0)});
        }
        write_table(folder, with_columns_shuffled(table, rng), {"load", names.model, names.models},
                    rng);
        const Draft draft = draft_of(folder.root());
        EXPECT_TRUE(is_confounded(draft, "model", "output_tokens")) << seed << all_of(draft);
        EXPECT_EQ(sides_taken(draft, "e2e_latency_s"), 0U) << seed << all_of(draft);
    }
}

Table two_models(const Names& names, double apart, Rng& rng) {
    Table table{.header = {names.model, names.suite, names.rate, names.wait}, .rows = {}};
    for (std::size_t i = 0; i < 60; ++i) {
        const std::size_t m = i % 2;
        const double rate = normal(rng, kRate, kRateSd) + (m == 1 ? apart : 0);
        table.rows.push_back({word(names.models[m]), word(names.task), num(rate, 2),
                              num(normal(rng, kWait, kWaitSd), 1)});
    }
    return table;
}

TEST(Alias, ArmsOnOtherHardwareInOneTable) {
    const std::vector<std::string> columns{"gpu_name", "gpu", "accelerator", "instance_type"};
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(3'300 + seed);
        const Names names = draw_names(2, rng);
        Table table = two_models(names, 25, rng);
        const std::string column = pick(columns, rng);
        table.header.push_back(column);
        for (auto& row : table.rows)
            row.push_back(word(row[0].text == names.models[0] ? "Ridge A10" : "Ridge B200"));
        write_table(folder, with_columns_shuffled(table, rng), {"cards", names.model, names.models},
                    rng);
        const Draft draft = draft_of(folder.root());
        EXPECT_TRUE(is_confounded(draft, "model", column)) << seed << all_of(draft);
        EXPECT_EQ(sides_taken(draft, "tokens_s"), 0U) << seed << all_of(draft);
    }
}

TEST(Alias, ArmsOnOtherHardwareAroundTheRows) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(3'400 + seed);
        const Names names = draw_names(2, rng);
        const Table table = with_columns_shuffled(two_models(names, 25, rng), rng);
        const bool deep = below(rng, 2) == 0;
        for (std::size_t m = 0; m < 2; ++m) {
            const std::string card =
                fmt::format("\"gpu_name\": \"Ridge {}\"", m == 0 ? "A10" : "B200");
            const std::string around = deep ? "\"system\": {" + card + "}, " : card + ", ";
            folder.write(fmt::format("host-{}/run.json", m + 1),
                         as_json(rows_with(table, names.model, names.models[m]), around));
        }
        const Draft draft = draft_of(folder.root());
        EXPECT_TRUE(is_confounded(draft, "model", "gpu_name")) << seed << all_of(draft);
        EXPECT_EQ(sides_taken(draft, "tokens_s"), 0U) << seed << all_of(draft);
    }
}

// In each class the first model is ahead; it was asked four times as often for the slow one.
Table paradox(const Names& names, const std::string& column, Rng& rng) {
    Table table{.header = {names.model, names.suite, names.rate, names.wait, column}, .rows = {}};
    for (std::size_t i = 0; i < 120; ++i) {
        const std::size_t m = i % 2;
        const bool slow = (i / 2 % 5 == 0) == (m == 1);
        const double rate = (slow ? 55 : 100) + (m == 0 ? 6 : 0) + normal(rng, 0, 2);
        table.rows.push_back({word(names.models[m]), word(names.task), num(rate, 2),
                              num(normal(rng, kWait, kWaitSd), 1),
                              word(slow ? "refactor" : "smalltalk")});
    }
    return table;
}

void check_paradox(const std::vector<std::string>& columns, std::uint64_t first_seed) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(first_seed + seed);
        const Names names = draw_names(2, rng);
        const std::string column = pick(columns, rng);
        const Table table = paradox(names, column, rng);
        write_table(folder, with_columns_shuffled(table, rng), {"mixed", names.model, names.models},
                    rng);
        const Draft draft = draft_of(folder.root());
        EXPECT_TRUE(is_confounded(draft, "model", column))
            << seed << " " << column << all_of(draft);
        EXPECT_EQ(sides_taken(draft, "tokens_s"), 0U) << seed << " " << column << all_of(draft);
    }
}

TEST(Alias, SimpsonsParadoxOverAKnownClassColumn) {
    check_paradox({"prompt_type", "prompt_category", "prompt_name"}, 3'500);
}

TEST(Alias, SimpsonsParadoxOverAClassColumnOfAnyName) {
    check_paradox({"category", "difficulty", "topic", "request_class"}, 3'600);
}

}  // namespace
}  // namespace chimera::planted
