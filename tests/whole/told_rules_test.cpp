// SPDX-License-Identifier: Apache-2.0
// Claims that hold, and lies that differ from them in one place: what `verify` asks of a stored
// deviation that is a population's, of a mean that is one row, of a mean that a few values carry,
// of scores of one value each, of builds and their days.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/text.h"
#include "support/told_report.h"

namespace chimera {
namespace {

using test::between;

class ToldRules : public test::ToldReport {
protected:
    static auto with(std::vector<std::string> pieces) {
        return [pieces = std::move(pieces)](std::string_view line) {
            return line.starts_with("  {\"id\":\"C") &&
                   std::all_of(pieces.begin(), pieces.end(), [&](const std::string& piece) {
                       return line.find(piece) != std::string_view::npos;
                   });
        };
    }
    std::string argument(const std::string& name) const {
        return between(claim_, "\"" + name + "\":\"", "\"");
    }
    // The claim with another fact as that argument; its text says what it said.
    int verified_with(const std::string& name, const std::string& fact) {
        const std::string before = "\"" + name + "\":\"" + argument(name) + "\"";
        const std::string lie = replace_all(claim_, before, "\"" + name + "\":\"" + fact + "\"");
        EXPECT_NE(lie, claim_);
        return verified(lie, text_);
    }
};

// Six rows; the file states the deviation over n, and the third row as the mean.
const char* const kStored =
    "{\"model\": \"alder:2b\", \"benchmark\": \"chat\", \"results\": [\n"
    "{\"tokens_per_second\": 80.1}, {\"tokens_per_second\": 81.3}, {\"tokens_per_second\": 79.2},\n"
    "{\"tokens_per_second\": 83.5}, {\"tokens_per_second\": 78.8}, {\"tokens_per_second\": "
    "80.9}],\n"
    "\"summary\": {\"std_tokens_per_second\": 1.5510, \"mean_tokens_per_second\": 79.2}}\n";

TEST_F(ToldRules, ADeviationOfAPopulationIsOne) {
    tell("r.json", kStored, with({"\"population\":\""}));
    EXPECT_EQ(verified(claim_, text_), 0);
    // The deviation of a sample is none of a population, and neither is the claimed number itself.
    EXPECT_EQ(verified_with("population", argument("recomputed")), 1);
    EXPECT_EQ(verified_with("population", argument("claimed")), 1);
    const std::string dropped =
        replace_all(claim_, "\"population\":\"" + argument("population") + "\",", "");
    EXPECT_EQ(verified(dropped, text_), 1);
}

TEST_F(ToldRules, AMeanThatIsOneRowIsThatRow) {
    tell("r.json", kStored, with({"\"row\":\"", "conflict.row"}));
    EXPECT_EQ(verified(claim_, text_), 0);
    EXPECT_EQ(verified_with("row", argument("recomputed")), 1);
    EXPECT_EQ(verified_with("row", argument("claimed")), 1);
}

TEST_F(ToldRules, AMeanIsCarriedByItsOwnMaximum) {
    tell("k.json",
         "{\"kernels\": {\"matmul\": {\"mean_ms\": 24.62, \"median_ms\": 0.171, \"max_ms\": "
         "244.1},\n"
         "\"softmax\": {\"mean_ms\": 0.2, \"median_ms\": 0.19, \"max_ms\": 0.4}}}\n",
         with({"\"proposition\":\"unstable\"", "unstable.launch"}));
    EXPECT_EQ(verified(claim_, text_), 0);
    // Another statistic of the row stands for the one that is asked for.
    EXPECT_EQ(verified_with("max", argument("median")), 1);
    EXPECT_EQ(verified_with("median", argument("mean")), 1);
    EXPECT_EQ(verified_with("mean", argument("median")), 1);
    // The name of another row.
    const std::string other = replace_all(claim_, "matmul", "softmax");
    EXPECT_EQ(verified(other, replace_all(text_, "matmul", "softmax")), 1);
}

// The mean and the maximum fall just short of the rule: a claim of it would not hold.
TEST_F(ToldRules, AMeanThatIsNotCarriedIsNoFinding) {
    temp_.write(
        "in/k.json",
        "{\"kernels\": {\"matmul\": {\"mean_ms\": 0.5, \"median_ms\": 0.171, \"max_ms\": "
        "244.1},\n\"softmax\": {\"mean_ms\": 0.6, \"median_ms\": 0.19, \"max_ms\": 1.8}}}\n");
    ASSERT_EQ(test::run("report '" + temp_.path("in") + "' --reproducible -o '" +
                        temp_.path("out") + "'"),
              0);
    const std::string evidence = test::read_text(temp_.path("out/evidence.json"));
    EXPECT_EQ(evidence.find("\"proposition\":\"unstable\""), std::string::npos);
}

std::string rows_of(const std::string& columns, const std::string& rest, double mean, Rng& rng) {
    std::ostringstream out;
    for (int i = 0; i < 12; ++i) out << columns << ',' << normal(rng, mean, 1) << rest << '\n';
    return out.str();
}

TEST_F(ToldRules, ScoresOfOneValueEachAreThat) {
    Rng rng(5);
    temp_.write("in/scores.csv", "model,task,accuracy\nalder:2b,exam,0.61\nbirch:7b,exam,0.72\n");
    tell("speed.csv",
         "model,scenario,tokens_per_second\n" + rows_of("alder:2b,chat", "", 80, rng) +
             rows_of("birch:7b,chat", "", 40, rng),
         with({"compare.quality.single"}));
    EXPECT_EQ(verified(claim_, text_), 0);
    // The same numbers without the words that they are one value each.
    const std::string silent = replace_all(text_, ", one value each,", "");
    if (silent != text_) {
        EXPECT_EQ(verified(replace_all(claim_, text_, silent), silent), 1);
    }
}

TEST_F(ToldRules, ABuildIsNotToldFromItsDay) {
    Rng rng(6);
    std::string rows = "date,engine_version,model,scenario,tokens_per_second\n";
    rows += rows_of("2025-10-01,1.4,alder:2b,chat", "", 80, rng);
    rows += rows_of("2025-10-02,1.5,alder:2b,chat", "", 60, rng);
    tell("r.csv", rows, with({"\"across\":\"engine_version\"", "\"compare\""}));
    EXPECT_EQ(verified(claim_, text_), 0);
    // As if both had run on the same days.
    const std::string shared =
        replace_all(claim_, "\"across\":", "\"days\":\"shared\",\"across\":");
    EXPECT_EQ(verified(shared, text_), 1);
    // As if they differed in something else.
    EXPECT_EQ(verified_with("across", "run"), 1);
    EXPECT_EQ(verified_with("across", "model"), 1);
}

}  // namespace
}  // namespace chimera
