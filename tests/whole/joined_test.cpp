// SPDX-License-Identifier: Apache-2.0
// A sentence that joins two truths, and lies told in it: `verify` must judge each clause by its own
// part.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/text.h"
#include "support/told_report.h"

namespace chimera {
namespace {

using test::between;

class JoinedSentence : public test::ToldReport {
protected:
    // The fastest model starts cold, and so does another one.
    void SetUp() override {
        std::ostringstream runs;
        runs << "model,ttft_s,tokens_s\n";
        Rng rng(3);
        double rate = 60;
        for (const char* model : {"alder:2b", "birch:7b", "cedar:13b"}) {
            rate *= 1.5;
            for (int i = 0; i < 12; ++i) {
                const double wait = i == 0 ? rate / 10 : normal(rng, rate / 500, 0.005);
                runs << model << ',' << wait << ',' << normal(rng, rate, 2) << '\n';
            }
        }
        tell("serving_runs.csv", runs.str(), [](std::string_view line) {
            return line.find("\"parts\":[") != std::string_view::npos &&
                   line.find("\"proposition\":\"cold_start\"") != std::string_view::npos;
        });
    }

    // The claim and its text with one piece replaced in both.
    int verified_with(const std::vector<std::pair<std::string, std::string>>& pieces) {
        std::string claim = claim_;
        std::string text = text_;
        for (const auto& [from, to] : pieces) {
            claim = replace_all(std::move(claim), from, to);
            text = replace_all(std::move(text), from, to);
        }
        EXPECT_NE(claim, claim_);
        return verified(claim, text);
    }
};

TEST_F(JoinedSentence, IsVerifiedAsItStands) {
    EXPECT_EQ(verified(claim_, text_), 0);
    EXPECT_NE(report_.find(text_), std::string::npos);
}

TEST_F(JoinedSentence, APartThatDoesNotHoldIsCaught) {
    const std::string first = between(claim_, "\"arguments\":{\"first\":\"", "\"");
    const std::string rest = between(claim_, "\"rest\":\"", "\"");
    ASSERT_FALSE(first.empty() || rest.empty()) << claim_;
    const std::string turned =
        replace_all(claim_, "{\"first\":\"" + first + "\",\"rest\":\"" + rest,
                    "{\"first\":\"" + rest + "\",\"rest\":\"" + first);
    ASSERT_NE(turned, claim_);
    EXPECT_EQ(verified(turned, text_), 1);
}

TEST_F(JoinedSentence, AMissingPartIsCaught) {
    const std::string part = between(claim_, "},{\"proposition\":\"cold_start\"", "}}");
    const std::string without =
        replace_all(claim_, ",{\"proposition\":\"cold_start\"" + part + "}}", "");
    ASSERT_NE(without, claim_);
    EXPECT_EQ(verified(without, text_), 1);
}

// Both clauses true, and the cold start that of another model.
TEST_F(JoinedSentence, TheTruthOfAnotherModelIsCaught) {
    const std::string first = between(claim_, "\"arguments\":{\"first\":\"", "\"");
    const std::string rest = between(claim_, "\"rest\":\"", "\"");
    std::string other;
    for (const std::string_view line : split(evidence_, '\n')) {
        const bool alone = line.find("\"template\":\"cold_start.") != std::string_view::npos &&
                           line.find("{\"first\":\"" + first) == std::string_view::npos;
        if (alone) other = line;
    }
    ASSERT_FALSE(other.empty());
    const std::string other_first = between(other, "\"arguments\":{\"first\":\"", "\"");
    const std::string other_rest = between(other, "\"rest\":\"", "\"");
    const std::string words = between(other, "\"text\":\"", "\"");
    const auto link_of = [](const std::string& text, const std::string& fact) {
        const std::string end = "](#f" + fact.substr(1) + ")";
        const auto at = text.find(end);
        return text.substr(text.rfind('[', at), at + end.size() - text.rfind('[', at));
    };
    EXPECT_EQ(verified_with({{link_of(text_, first), link_of(words, other_first)},
                             {link_of(text_, rest), link_of(words, other_rest)},
                             {"\"" + first + "\"", "\"" + other_first + "\""},
                             {"\"" + rest + "\"", "\"" + other_rest + "\""}}),
              1);
}

// The value of one clause shown in the other one, and the slots with it.
TEST_F(JoinedSentence, NumbersThatChangeClausesAreCaught) {
    const std::string value = between(claim_, "\"value\":{\"fact\":\"", "\"");
    const std::string first = between(claim_, "\"first\":{\"fact\":\"", "\"");
    const auto shown = [&](const std::string& fact) {
        const auto at = text_.find("](#f" + fact.substr(1) + ")");
        const auto begin = text_.rfind('[', at);
        return text_.substr(begin, text_.find(')', at) + 1 - begin);
    };
    const std::string a = shown(value);
    const std::string b = shown(first);
    EXPECT_EQ(verified_with({{a, "\x01"},
                             {b, a},
                             {"\x01", b},
                             {"\"value\":{\"fact\":\"" + value, "\"value\":{\"fact\":\"" + first},
                             {"\"first\":{\"fact\":\"" + first, "\"first\":{\"fact\":\"" + value}}),
              1);
}

// Without its joint nobody can say which words are of which part.
TEST_F(JoinedSentence, ClausesThatRunIntoEachOtherAreCaught) {
    const std::string id = between(claim_, "\"template\":\"", "\"");
    std::string joint;
    for (const char* known : {", yet ", ", but "}) {
        if (text_.find(known) != std::string::npos) joint = known;
    }
    ASSERT_FALSE(joint.empty());
    const std::string claim = replace_all(claim_, joint, " and ");
    std::string evidence;
    for (const std::string_view line : split(evidence_, '\n')) {
        const bool own = line.starts_with("  \"" + id + "\":");
        evidence += own ? replace_all(std::string(line), joint, " and ") : std::string(line);
        evidence += '\n';
    }
    EXPECT_EQ(verified(claim, replace_all(text_, joint, " and "), evidence), 1);
}

}  // namespace
}  // namespace chimera
