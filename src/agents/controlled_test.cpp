// SPDX-License-Identifier: Apache-2.0
#include "agents/controlled.h"

#include <gtest/gtest.h>

#include <array>

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

}  // namespace
}  // namespace chimera::agents
