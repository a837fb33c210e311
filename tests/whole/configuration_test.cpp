// SPDX-License-Identifier: Apache-2.0
// What a report says of the configurations of a sweep, and lies told of them: `verify` must know
// which settings a value belongs to, which configurations there are and which of them are tied.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/rng.h"
#include "core/text.h"
#include "support/told_report.h"

namespace chimera {
namespace {

using test::between;

class ConfigurationSentence : public test::ToldReport {
protected:
    // Three levels by two in eight repeats, in shuffled order; the last is `gap` faster.
    void measure(double gap) {
        Rng rng(12);
        std::vector<std::string> rows;
        for (const int layers : {0, 20, 40}) {
            for (const int threads : {4, 8}) {
                const double mean = 100 + (layers == 40 && threads == 8 ? gap : 0);
                for (int i = 0; i < 8; ++i) {
                    rows.push_back("alder:2b," + std::to_string(layers) + ',' +
                                   std::to_string(threads) + ',' +
                                   std::to_string(normal(rng, mean, 1)));
                }
            }
        }
        shuffle(rows, rng);
        tell("sweep.csv", "model,n_gpu_layers,n_threads,tokens_s\n" + join(rows, "\n") + '\n',
             [](std::string_view line) {
                 return line.find("\"template\":\"best.configuration.") != std::string_view::npos;
             });
    }

    std::string swapped(const std::string& a, const std::string& b) const {
        return replace_all(replace_all(replace_all(claim_, a, "\x01"), b, a), "\x01", b);
    }
    std::string slot(const std::string& name, const std::string& what) const {
        return between(claim_, "\"" + name + "\":{\"" + what + "\":\"", "\"");
    }
};

TEST_F(ConfigurationSentence, IsVerifiedAsItStands) {
    measure(10);
    EXPECT_NE(text_.find("n_gpu_layers=40, n_threads=8"), std::string::npos) << text_;
    EXPECT_EQ(verified(claim_), 0);
}

TEST_F(ConfigurationSentence, OtherSettingsForTheValueAreCaught) {
    measure(10);
    const std::string first = slot("settings", "name");
    const std::string second = slot("others", "name");
    ASSERT_FALSE(first.empty() || second.empty()) << claim_;
    EXPECT_EQ(verified(swapped(first, second)), 1);
    EXPECT_EQ(verified(replace_all(claim_, second, "n_gpu_layers=40, n_threads=4")), 1);
}

TEST_F(ConfigurationSentence, ALeftOutConfigurationIsCaught) {
    measure(10);
    const std::string among = between(claim_, "\"among\":[", "]");
    const std::string intervals = between(claim_, "\"intervals\":[", "]");
    const auto shorter = [](const std::string& list) { return list.substr(0, list.rfind(',')); };
    std::string claim = replace_all(claim_, among, shorter(among));
    claim = replace_all(claim, intervals, shorter(intervals));
    ASSERT_NE(claim, claim_);
    EXPECT_EQ(verified(claim), 1);
}

TEST_F(ConfigurationSentence, ATieThatIsNoneIsCaught) {
    measure(10);
    const std::string next = slot("next", "fact");
    const std::string claim =
        replace_all(claim_, "\"winner\":", "\"tied\":[\"" + next + "\"],\"winner\":");
    ASSERT_NE(claim, claim_);
    EXPECT_EQ(verified(claim), 1);
}

TEST_F(ConfigurationSentence, AnUntoldTieIsCaught) {
    measure(0);
    ASSERT_EQ(verified(claim_), 0);
    const std::string tied = between(claim_, "\"tied\":[", "]");
    ASSERT_FALSE(tied.empty()) << claim_;
    EXPECT_EQ(verified(replace_all(claim_, "\"tied\":[" + tied + "],", "")), 1);
    const std::string fewer = tied.substr(0, tied.rfind(','));
    EXPECT_EQ(verified(replace_all(claim_, "\"tied\":[" + tied, "\"tied\":[" + fewer)), 1);
    EXPECT_EQ(verified(swapped(slot("settings", "name"), slot("others", "name"))), 1);
}

}  // namespace
}  // namespace chimera
