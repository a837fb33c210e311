// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/rng.h"
#include "facts/analyse.h"
#include "facts/analysis.h"
#include "facts/display.h"
#include "facts/records_for_test.h"

namespace chimera::facts {
namespace {

using Rows = std::vector<RowForTest>;

std::size_t count_kind(const Draft& draft, std::string_view kind) {
    return static_cast<std::size_t>(
        std::count_if(draft.propositions.begin(), draft.propositions.end(),
                      [&](const Proposition& found) { return found.kind == kind; }));
}

const Fact* find_fact(const Draft& draft, const std::string& metric, const std::string& statistic,
                      const std::string& model) {
    for (const Fact& fact : draft.facts) {
        const auto at = fact.scope.find("model");
        if (fact.metric == metric && fact.statistic == statistic && at != fact.scope.end() &&
            at->second == model) {
            return &fact;
        }
    }
    return nullptr;
}

Rows normal_rows(const std::string& model, double mean, double sd, std::size_t n, Rng& rng) {
    Rows rows;
    for (std::size_t i = 0; i < n; ++i)
        rows.push_back({model, {{"tokens_s", normal(rng, mean, sd)}}, ""});
    return rows;
}

Draft analyse_rows(const Rows& rows) {
    model::RecordSet records;
    add_table(records, "a.csv", "a", rows);
    return analyse(records, {.reproducible = true});
}

// Does the draft say that one arm is above another?
bool is_directional(const Draft& draft) {
    return std::any_of(draft.propositions.begin(), draft.propositions.end(), [](const auto& found) {
        const bool extreme = found.kind == "best" || found.kind == "worst";
        return found.kind == "compare" || (extreme && !found.arguments.contains("tied"));
    });
}

TEST(Display, ShowsTwoDigitsOfTheUncertainty) {
    EXPECT_EQ(decimals_for(286.5123, 1.234, 6), 1);
    EXPECT_EQ(decimals_for(286.5123, 0.0123, 6), 3);
    EXPECT_EQ(decimals_for(286.5123, 0.0123, 2), 2);  // never beyond the source
    EXPECT_EQ(decimals_for(14.59083749, std::nullopt, 12), 2);
    // What six decimals would call zero is told with an exponent.
    EXPECT_EQ(display_number(9.87e-10, decimals_for(9.87e-10, 1e-11, 12), "s"), "9.87e-10 s");
    EXPECT_EQ(display_interval({2.5814, 16.4185}, 2, "tok/s"), "2.58 to 16.42 tok/s");
}

TEST(Facts, FailedRowsEnterNoStatistic) {
    const Draft draft = analyse_rows({{"m:1", {{"tokens_s", 10}}, ""},
                                      {"m:1", {{"tokens_s", 12}}, ""},
                                      {"m:1", {{"tokens_s", 0}}, "refused"},
                                      {"n:2", {{"tokens_s", 20}}, ""},
                                      {"n:2", {{"tokens_s", 21}}, ""}});
    const Fact* mean = find_fact(draft, "tokens_s", "mean", "m:1");
    ASSERT_NE(mean, nullptr);
    EXPECT_DOUBLE_EQ(std::get<double>(mean->value), 11);
    EXPECT_EQ(std::get<Cells>(mean->operands[0]).at, std::vector<std::string>{"cell=2,2-3,2"});
    EXPECT_GE(count_kind(draft, "failed_runs"), 1U);
}

TEST(Facts, OneValueHasNoMeanAndIsComparedWithNothing) {
    const Draft draft = analyse_rows({{"m:1", {{"tokens_s", 10}}, ""},
                                      {"n:2", {{"tokens_s", 20}}, ""},
                                      {"n:2", {{"tokens_s", 21}}, ""}});
    EXPECT_EQ(find_fact(draft, "tokens_s", "mean", "m:1"), nullptr);
    EXPECT_EQ(count_kind(draft, "single_observation"), 1U);
    EXPECT_EQ(count_kind(draft, "best") + count_kind(draft, "compare"), 0U);
}

TEST(Facts, ALargeDifferenceIsFound) {
    Rng rng(1);
    int found = 0;
    for (int trial = 0; trial < 50; ++trial) {
        Rows rows = normal_rows("m:1", 100, 1, 30, rng);
        const Rows other = normal_rows("n:2", 102, 1, 30, rng);
        rows.insert(rows.end(), other.begin(), other.end());
        const Draft draft = analyse_rows(rows);
        found += is_directional(draft) ? 1 : 0;
    }
    EXPECT_GT(found, 35);  // arms with |acf1| > 0.3 carry no direction: some chance ones fall out
}

TEST(Facts, FourEqualModelsAreNotRanked) {
    Rng rng(2);
    int false_findings = 0;
    for (int trial = 0; trial < 200; ++trial) {
        Rows rows;
        for (const char* model : {"a:1", "b:1", "c:1", "d:1"}) {
            const Rows more = normal_rows(model, 100, 5, 12, rng);
            rows.insert(rows.end(), more.begin(), more.end());
        }
        const Draft draft = analyse_rows(rows);
        false_findings += is_directional(draft) ? 1 : 0;
    }
    EXPECT_LE(false_findings, 20);  // 2 alpha of 200
}

TEST(Facts, AColdStartIsComparedByItsMedian) {
    Rows rows;
    for (int i = 0; i < 9; ++i) {
        rows.push_back({"m:1", {{"ttft_s", i == 0 ? 6.0 : 0.1 + 0.001 * i}}, ""});
        rows.push_back({"n:2", {{"ttft_s", i == 0 ? 9.0 : 0.2 + 0.001 * i}}, ""});
    }
    const Draft draft = analyse_rows(rows);
    EXPECT_EQ(count_kind(draft, "cold_start"), 2U);
    bool by_shift = false;
    for (const Proposition& found : draft.propositions) {
        if (found.kind != "best") continue;
        const Fact& interval = draft.facts[std::get<FactId>(found.arguments.at("interval")) - 1];
        by_shift = interval.op == "hl_ci";
        const Fact& winner = draft.facts[std::get<FactId>(found.arguments.at("winner")) - 1];
        EXPECT_EQ(winner.statistic, "median");
        EXPECT_EQ(winner.scope.at("model"), "m:1");
    }
    EXPECT_TRUE(by_shift);
}

TEST(Facts, RenamingAModelChangesNamesAlone) {
    Rng rng(3);
    Rows rows = normal_rows("m:1", 100, 1, 9, rng);
    const Rows other = normal_rows("n:2", 150, 1, 9, rng);
    rows.insert(rows.end(), other.begin(), other.end());
    const Draft before = analyse_rows(rows);
    for (RowForTest& row : rows) row.model += "-renamed";
    const Draft after = analyse_rows(rows);
    ASSERT_EQ(before.facts.size(), after.facts.size());
    for (std::size_t i = 0; i < before.facts.size(); ++i) {
        EXPECT_EQ(before.facts[i].display, after.facts[i].display);
    }
}

TEST(Facts, ShufflingRowsKeepsWhatDoesNotDependOnOrder) {
    Rng rng(4);
    Rows rows = normal_rows("m:1", 100, 1, 9, rng);
    const Rows other = normal_rows("n:2", 150, 1, 9, rng);
    rows.insert(rows.end(), other.begin(), other.end());
    const Draft before = analyse_rows(rows);
    std::reverse(rows.begin(), rows.end());
    const Draft after = analyse_rows(rows);
    for (const char* model : {"m:1", "n:2"}) {
        const Fact* a = find_fact(before, "tokens_s", "mean", model);
        const Fact* b = find_fact(after, "tokens_s", "mean", model);
        ASSERT_TRUE(a != nullptr && b != nullptr);
        EXPECT_EQ(a->display, b->display);
    }
}

TEST(Facts, FactsAreNumberedWithoutGaps) {
    Rng rng(5);
    const Draft draft = analyse_rows(normal_rows("m:1", 100, 1, 9, rng));
    for (std::size_t i = 0; i < draft.facts.size(); ++i) EXPECT_EQ(draft.facts[i].id, i + 1);
}

std::set<std::string> slots_in(const std::string& text) {
    std::set<std::string> out;
    for (std::size_t open = text.find('{'); open != std::string::npos;
         open = text.find('{', open + 1)) {
        out.insert(text.substr(open + 1, text.find('}', open) - open - 1));
    }
    return out;
}

TEST(Wordings, HoldNoDigitAndStatementsNoGatedWord) {
    std::set<std::string> ids;
    for (const Template& made : all_templates()) {
        EXPECT_TRUE(ids.insert(made.id).second) << made.id;
        std::string text = made.text;
        for (const std::string& slot : slots_in(text))
            text.replace(text.find("{" + slot + "}"), slot.size() + 2, "");
        EXPECT_EQ(text.find_first_of("0123456789"), std::string::npos) << made.id;
        if (made.proposition == "statement") {
            EXPECT_TRUE(made.gated.empty()) << made.id;
        }
    }
    EXPECT_GT(ids.size(), 60U);
}

TEST(Wordings, EveryPropositionFillsEverySlot) {
    Rng rng(6);
    Rows rows = normal_rows("m:1", 100, 1, 9, rng);
    const Rows other = normal_rows("n:2", 150, 60, 9, rng);
    rows.insert(rows.end(), other.begin(), other.end());
    rows.push_back({"m:1", {{"tokens_s", 0}}, "refused"});
    const Draft draft = analyse_rows(rows);
    std::map<std::string, const Template*> by_id;
    for (const Template& made : draft.templates) by_id[made.id] = &made;
    for (const Proposition& found : draft.propositions) {
        ASSERT_FALSE(found.wordings.empty());
        for (const std::string& id : found.wordings) {
            ASSERT_TRUE(by_id.contains(id)) << id;
            EXPECT_EQ(by_id[id]->proposition, found.kind);
            for (const std::string& slot : slots_in(by_id[id]->text)) {
                EXPECT_TRUE(found.slots.contains(slot)) << id << " lacks " << slot;
            }
        }
    }
}

}  // namespace
}  // namespace chimera::facts
