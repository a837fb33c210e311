// SPDX-License-Identifier: Apache-2.0
// What a report says of the configurations of a sweep, and lies told of them: `verify` must know
// which settings a value belongs to, which configurations there are and which of them are tied.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/rng.h"
#include "core/sha256.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::run;

std::string between(const std::string& text, const std::string& from, const std::string& end) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return {};
    const auto at = begin + from.size();
    return text.substr(at, text.find(end, at) - at);
}

class ConfigurationSentence : public ::testing::Test {
protected:
    // Three levels by two in eight repeats, in shuffled order; the last is `gap` faster.
    void measure(double gap) {
        const fs::path root(temp_.root());
        fs::create_directories(root / "in");
        std::ofstream runs(root / "in/sweep.csv");
        runs << "model,n_gpu_layers,n_threads,tokens_s\n";
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
        for (const std::string& row : rows) runs << row << '\n';
        runs.close();
        ASSERT_EQ(run("report '" + (root / "in").string() + "' --reproducible --llm off -o '" +
                      (root / "out").string() + "'"),
                  0);
        report_ = read_text(root / "out/report.md");
        evidence_ = read_text(root / "out/evidence.json");
        for (const std::string_view line : split(evidence_, '\n')) {
            if (line.find("\"template\":\"best.configuration.") != std::string_view::npos &&
                claim_.empty()) {
                claim_ = line;
            }
        }
        ASSERT_FALSE(claim_.empty()) << report_;
        text_ = between(claim_, "\"text\":\"", "\"");
    }

    // verify's exit code for the report with that claim instead, and its text in the report.
    int verified(const std::string& claim) {
        const fs::path out = fs::path(temp_.root()) / "out";
        const std::string text = between(claim, "\"text\":\"", "\"");
        const std::string report = replace_all(report_, text_, text);
        std::string evidence = replace_all(evidence_, claim_, claim);
        evidence = replace_all(std::move(evidence), sha256_hex(report_), sha256_hex(report));
        std::ofstream(out / "report.md", std::ios::binary) << report;
        std::ofstream(out / "evidence.json", std::ios::binary) << evidence;
        return run("verify '" + (out / "report.md").string() + "' '" + temp_.root() + "/in'");
    }

    std::string swapped(const std::string& a, const std::string& b) const {
        return replace_all(replace_all(replace_all(claim_, a, "\x01"), b, a), "\x01", b);
    }
    std::string slot(const std::string& name, const std::string& what) const {
        return between(claim_, "\"" + name + "\":{\"" + what + "\":\"", "\"");
    }

    test::TempFolder temp_;
    std::string report_;
    std::string evidence_;
    std::string claim_;
    std::string text_;
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
