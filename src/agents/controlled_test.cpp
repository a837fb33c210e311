// SPDX-License-Identifier: Apache-2.0
#include "agents/controlled.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/text.h"
#include "facts/analysis.h"
#include "facts/skeleton.h"

namespace chimera::agents {
namespace {

const facts::Template kLeads{
    "best.1", "best", "{winner} leads, whereas {second} has {next}.", {}, {}};
const facts::Template kLowest{"best.2", "best", "The lowest is `{winner}`.", {"lowest"}, {}};
const std::array<const facts::Template*, 2> kWordings = {&kLeads, &kLowest};

std::string read(std::string_view sentence) {
    const auto parsed = parse(sentence, kWordings);
    if (!parsed) return "";
    return parsed->wording->id +
           (parsed->opener != nullptr ? "." + std::string(parsed->opener->id) : "");
}

TEST(Parse, ReadsAWordingAsItIsWritten) {
    EXPECT_EQ(read("{winner} leads, whereas {second} has {next}."), "best.1");
    EXPECT_EQ(read("  the LOWEST is {winner}"), "best.2");
    EXPECT_EQ(read("{winner} leads - while {second}  has {next}!"), "best.1");
}

TEST(Parse, ReadsAnOpener) {
    EXPECT_EQ(read("Here, the lowest is {winner}."), "best.2.here");
    EXPECT_EQ(read("In short: {winner} leads, while {second} has {next}."), "best.1.short");
}

TEST(Parse, LeavesWhatSaysAnythingElse) {
    for (const char* other :
         {"", "Here,", "{winner} leads.", "{second} leads, whereas {winner} has {next}.",
          "{winner} always leads, whereas {second} has {next}.", "The lowest is not {winner}.",
          "The lowest is {winner} 99999.", "The lowest is [{winner}](http://x.example).",
          "The lowest is <b>{winner}</b>.", "Significantly, the lowest is {winner}.",
          "Because of it, the lowest is {winner}.", "The lowest is {winner}. {winner} leads.",
          "The lowest is {winner", "The lowest is m:1."}) {
        EXPECT_EQ(read(other), "") << other;
    }
    EXPECT_EQ(read("The lowest is {winner}" + std::string(100000, '.')), "");
}

// "best.2.at1.of2" is of the family "best.at1.of2": wordings of it may stand for each other.
std::string family_of(const std::string& id) {
    std::string out;
    for (const auto& part : split(id, '.')) {
        const bool number = std::all_of(part.begin(), part.end(), is_digit);
        if (!number) out += "." + std::string(part);
    }
    return out;
}

// What a wording says is read as that wording and no other of its proposition, with each opener and
// without: every one of them, not a sample.
TEST(Parse, ReadsEveryRegisteredWordingAsItself) {
    const auto all = facts::all_templates();
    std::map<std::string, std::vector<const facts::Template*>> families;
    for (const facts::Template& one : all) {
        if (facts::is_prose(one)) families[family_of(one.id)].push_back(&one);
    }
    std::size_t paths = 0;
    for (const auto& [family, wordings] : families) {
        for (const facts::Template* one : wordings) {
            const auto plain = parse(one->text, wordings);
            ASSERT_TRUE(plain) << one->text;
            EXPECT_EQ(plain->wording->text, one->text) << one->id;
            EXPECT_EQ(plain->opener, nullptr) << one->id;
            ++paths;
            for (const facts::Opener& opener : facts::openers()) {
                const auto made = facts::opened(*one, opener);
                if (!made) continue;
                const auto read = parse(made->text, wordings);
                ASSERT_TRUE(read) << made->text;
                EXPECT_EQ(read->wording->text, one->text) << made->id;
                ASSERT_NE(read->opener, nullptr) << made->id;
                EXPECT_EQ(read->opener->id, opener.id) << made->id;
                ++paths;
            }
        }
    }
    EXPECT_GT(paths, 1'000U);
}

}  // namespace
}  // namespace chimera::agents
